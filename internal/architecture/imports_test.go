// Package architecture_test holds the drawing of docs/architecture.md against the code.
package architecture_test

import (
	"io/fs"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// drawing is the house from its roof down: each package, beside it the others that its code may
// import. Arrows only point down: a package stands in a row above those that it imports, and rows
// are parted by an empty line. The names are those under internal/, but for a few.
const drawing = `
cmd/mockpds          docs server control authority fixtures tokens findings journal quirks clock words
mockpdstest          server tokens control oauth authority fixtures findings journal faults stubs ratelimit ruleset clock words
conformance/replay   server conformance tokens clock

server               control exchange xrpc oauth lexicon records dagcbor fixtures tokens identity names findings journal faults stubs quirks ratelimit ruleset mailbox syntax clock seed words

control              oauth fixtures records tokens identity findings journal faults stubs quirks ratelimit ruleset mailbox syntax clock words
exchange             xrpc journal faults quirks clock

xrpc                 lexicon
oauth                page tokens syntax seed
records              dagcbor lexicon syntax
identity             dagcbor lexicon tokens
findings             docs journal
journal/journaltest  journal

fixtures             syntax words
journal              redact ruleset words
faults               ruleset clock words
stubs                ruleset words
quirks               words
ratelimit            ruleset words
dagcbor              lexicon

docs
authority
tokens               syntax
lexicon              syntax
page
names                syntax
redact
mailbox
clock
seed
ruleset              words
conformance
architecture

syntax
words
`

// outside are the packages of the drawing that are not under internal/.
var outside = []string{"cmd/mockpds", "mockpdstest", "server", "fixtures", "tokens", "docs"}

// homes are the third-party modules and the only packages that import them.
var homes = map[string][]string{
	"github.com/KimMachineGun/":   {"cmd/mockpds"},
	"github.com/golang-jwt/jwt/":  {"tokens"},
	"github.com/mr-tron/base58":   {"tokens", "internal/conformance"},
	"github.com/decred/dcrd/":     {"tokens"},
	"go.yaml.in/yaml/":            {"internal/words"},
	"github.com/go-chi/chi/":      {"server", "internal/control"},
	"github.com/go-jose/go-jose/": {"internal/oauth"},
	"github.com/fxamacker/cbor/":  {"internal/dagcbor"},
}

// draw reads the drawing: what each package may import, and the row it stands in.
func draw() (mayImport map[string][]string, row map[string]int) {
	mayImport, row = map[string][]string{}, map[string]int{}
	for n, rows := range strings.Split(drawing, "\n\n") {
		for line := range strings.Lines(strings.Trim(rows, "\n")) {
			fields := strings.Fields(line)
			for i, name := range fields {
				if !slices.Contains(outside, name) {
					fields[i] = "internal/" + name
				}
			}
			mayImport[fields[0]], row[fields[0]] = fields[1:], n
		}
	}
	return mayImport, row
}

func TestImportsFollowTheDrawing(t *testing.T) {
	t.Parallel()
	mayImport, _ := draw()
	for name, imports := range packages(t) {
		allowed, drawn := mayImport[name]
		if !drawn {
			t.Errorf("%s is not in the drawing: add it there and in docs/architecture.md", name)
		}
		for _, path := range imports {
			if other, ours := strings.CutPrefix(path, "mockpds/"); ours && !slices.Contains(allowed, other) {
				t.Errorf("%s imports %s, which the drawing does not allow", name, other)
			}
		}
	}
}

func TestArrowsPointDown(t *testing.T) {
	t.Parallel()
	mayImport, row := draw()
	for name, imports := range mayImport {
		for _, other := range imports {
			if at, drawn := row[other]; !drawn || at <= row[name] {
				t.Errorf("%s stands above %s in the drawing, or beside it", other, name)
			}
		}
	}
}

func TestThirdPartyModulesStayAtHome(t *testing.T) {
	t.Parallel()
	for name, imports := range packages(t) {
		for _, path := range imports {
			if strings.HasPrefix(path, "mockpds/") || !strings.Contains(path, ".") {
				continue
			}
			if !slices.Contains(homeOf(path), name) {
				t.Errorf("%s imports %s, whose home is %v", name, path, homeOf(path))
			}
		}
	}
}

func homeOf(path string) []string {
	for module, home := range homes {
		if strings.HasPrefix(path, module) {
			return home
		}
	}
	return nil
}

// packages lists the project's packages with what their code imports, tests left aside.
func packages(t *testing.T) map[string][]string {
	t.Helper()
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "mockpds/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	found := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		found[strings.TrimPrefix(fields[0], "mockpds/")] = fields[1:]
	}
	return found
}

func TestTheDocsNameEveryRoom(t *testing.T) {
	t.Parallel()
	docs, err := os.ReadFile("../../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	mayImport, _ := draw()
	for name := range mayImport {
		room := strings.TrimPrefix(name, "internal/")
		if strings.Count(name, "/") < 2 && !strings.Contains(string(docs), room+"/") {
			t.Errorf("docs/architecture.md has no room %s/", room)
		}
	}
}

// Files are named by their last element, or by more of their path.
func TestTheDocsNameFilesThatAreThere(t *testing.T) {
	t.Parallel()
	docs, err := os.ReadFile("../../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	err = fs.WalkDir(os.DirFS("../.."), ".", func(path string, _ fs.DirEntry, err error) error {
		files = append(files, "/"+path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("[ `(/]([a-z/]+\\.(?:go|yaml))\\b")
	for _, match := range named.FindAllStringSubmatch(string(docs), -1) {
		name := match[1]
		if !slices.ContainsFunc(files, func(path string) bool { return strings.HasSuffix(path, "/"+name) }) {
			t.Errorf("docs/architecture.md names %s, which is not there", name)
		}
	}
}
