package mockpdstest_test

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"mockpds/mockpdstest"
)

// The pages of the cookbook are held to their word: their Go stands in tests that pass, their
// requests are answered, and their files are read.

func TestTheGoOfTheCookbookStandsInTests(t *testing.T) {
	t.Parallel()
	tests := testLines(t)
	for _, block := range blocks(page(t, "scenarios")+page(t, "oauth"), "go") {
		for line := range strings.Lines(block) {
			if line = strings.TrimSpace(line); line != "" && !tests[line] {
				t.Errorf("no test has the line %s", line)
			}
		}
	}
}

// testLines are the lines of this package's tests.
func testLines(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	lines := map[string]bool{}
	for _, file := range files {
		text, err := os.ReadFile(filepath.Clean(file))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			lines[strings.TrimSpace(line)] = true
		}
	}
	return lines
}

func TestTheRequestsOfTheCookbookAreAnswered(t *testing.T) {
	t.Parallel()
	for title, section := range sections(page(t, "scenarios") + page(t, "oauth")) {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			pds := mockpdstest.New(t)
			pds.Login(t, "alice.test")
			pds.OAuth(t, "alice.test")
			for _, block := range blocks(section, "sh") {
				for line := range strings.Lines(block) {
					curl(t, pds, line)
				}
			}
		})
	}
}

var command = regexp.MustCompile(`^curl (?:-X (\w+) )?"?http://127\.0\.0\.1:2583([^\s"]+)"?(?: -H 'Content-Type: application/json')?(?: -d '(.*)')?\n$`)

// curl does what a line of the cookbook does.
func curl(t *testing.T, pds *mockpdstest.PDS, line string) {
	t.Helper()
	part := command.FindStringSubmatch(line)
	if part == nil {
		t.Fatalf("this is no request that can be followed: %s", line)
	}
	verb := part[1]
	if verb == "" {
		verb = http.MethodGet
	}
	r, err := http.NewRequestWithContext(t.Context(), verb, pds.URL+part[2], strings.NewReader(part[3]))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if status, body := fetch(t, pds.Client(), r); status != http.StatusOK {
		t.Errorf("%s%d %s", line, status, body)
	}
}

func TestTheManualOfTheControlAPITellsOfEachVerb(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/control.md")
	if err != nil {
		t.Fatal(err)
	}
	for operation := range operations(t, mockpdstest.New(t)) {
		verb, path, _ := strings.Cut(operation, " ")
		path = regexp.MustCompile(`\\\{\w+\\\}`).ReplaceAllString(regexp.QuoteMeta("/_mock"+path), `(\{\w+\}|[\w.-]+)`)
		told := regexp.MustCompile(verb + " (http://[^/]+)?" + path + `\W`)
		if verb == http.MethodGet {
			told = regexp.MustCompile(`(GET |curl "?http://[^/]+)` + path + `\W`)
		}
		if !told.Match(text) {
			t.Errorf("docs/control.md does not tell of %s", operation)
		}
	}
}

func TestTheFixtureFilesOfTheCookbookAreRead(t *testing.T) {
	t.Parallel()
	files := blocks(page(t, "scenarios")+page(t, "oauth"), "yaml")
	if len(files) < 20 {
		t.Errorf("there are %d", len(files))
	}
	for _, file := range files {
		pds := mockpdstest.New(t, mockpdstest.Fixtures(file))
		if strings.Contains(file, "- count:") {
			pds.Account(t, "user10000.test")
		} else if n := len(pds.Accounts()); n != 1 {
			t.Errorf("there are %d accounts in\n%s", n, file)
		}
	}
}

func TestTheCookbookLinksToWhatIsThere(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"scenarios", "oauth"} {
		text := page(t, name)
		for _, link := range regexp.MustCompile(`\]\(#([^)]+)\)`).FindAllStringSubmatch(text, -1) {
			if !strings.Contains(anchors(text), "#"+link[1]+"\n") {
				t.Errorf("%s has no section #%s", name, link[1])
			}
		}
	}
}

// anchors are the links to all sections, as they are made of the titles.
func anchors(text string) string {
	var list strings.Builder
	for title := range sections(text) {
		title = regexp.MustCompile(`[^a-z0-9 -]`).ReplaceAllString(strings.ToLower(title), "")
		list.WriteString("#" + strings.ReplaceAll(title, " ", "-") + "\n")
	}
	return list.String()
}

func page(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "docs", name+".md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// sections are the texts under each title but the first.
func sections(text string) map[string]string {
	found := map[string]string{}
	for _, part := range regexp.MustCompile("\n###? ").Split(text, -1)[1:] {
		title, body, _ := strings.Cut(part, "\n")
		found[title] = body
	}
	return found
}

// blocks are the blocks of code in a language.
func blocks(text, language string) []string {
	var found []string
	for _, part := range strings.Split(text, "```"+language+"\n")[1:] {
		block, _, _ := strings.Cut(part, "```")
		found = append(found, block)
	}
	return found
}
