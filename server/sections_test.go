package server_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"mockpds/fixtures"
	"mockpds/internal/control"
	"mockpds/internal/faults"
	"mockpds/internal/oauth"
	"mockpds/internal/ratelimit"
	"mockpds/internal/stubs"
	"mockpds/server"
)

func TestSectionsHoldFromTheStartAndAfterAReset(t *testing.T) {
	t.Parallel()
	const file = `
accounts: [{handle: alice.test, password: alice-pass}]
stubs:
  - method: app.bsky.unspecced.getConfig
    auth: none
    body: {preferences: [], since: 2026-01-02T12:00:00Z}
limits:
  - {id: logins, method: com.atproto.server.createSession, account: alice.test, exhausted: true}
faults: []
`
	world, err := server.LoadWorld("f.yaml", []byte(file), fixtures.Options{Seed: server.DefaultSeed})
	if err != nil {
		t.Fatal(err)
	}
	w := start(t, server.Config{World: &world})
	holds := func() {
		t.Helper()
		w.get(config, "").says(t, http.StatusOK, `{"preferences":[],"since":"2026-01-02T12:00:00Z"}`)
		w.tryLogin("alice.test", "alice-pass").is(t, http.StatusTooManyRequests, "RateLimitExceeded")
	}
	holds()
	w.does(http.MethodDelete, "stubs", nil)
	w.does(http.MethodDelete, "limits", nil)
	w.does(http.MethodPost, "stubs", object{"method": authorFeed, "auth": "none"})
	w.login("alice.test", "alice-pass")
	w.get(config, "").is(t, http.StatusUnauthorized, "AuthMissing")
	w.does(http.MethodPost, "reset", nil)
	holds()
	w.get(authorFeed, "").is(t, http.StatusUnauthorized, "AuthMissing")
}

func TestAWorldThatIsPutInPlaceBringsItsSections(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	w.does(http.MethodPost, "stubs", object{"method": authorFeed, "auth": "none"})
	w.does(http.MethodPut, "fixtures", object{"accounts": []any{}, "stubs": []any{object{"method": config, "auth": "none", "body": 1}}})
	w.get(config, "").says(t, http.StatusOK, "1")
	w.get(authorFeed, "").is(t, http.StatusUnauthorized, "AuthMissing")
	r := w.mock(http.MethodPut, "fixtures", object{"accounts": []any{}, "stubs": []any{object{"method": "x y"}}})
	r.is(t, http.StatusBadRequest, "InvalidFixtures")
	w.get(config, "").says(t, http.StatusOK, "1")
}

func TestAWorldWithAWrongSectionIsNotServed(t *testing.T) {
	t.Parallel()
	for _, item := range []string{`{}`, `{"method": "com.atproto.server.getSession"}`, `{"method": 1}`} {
		world := fixtures.World{Sections: map[string][]json.RawMessage{"stubs": {json.RawMessage(item)}}}
		if _, err := server.New(server.Config{World: &world}); err == nil {
			t.Errorf("accepted %s", item)
		}
	}
}

func TestMistakesInSectionsHaveTheirPlaces(t *testing.T) {
	t.Parallel()
	const file = `accounts: []
stubs:
  - method: com.atproto.server.createSession
  - {method: a.b.c, stauts: 200, verb: get}
  - {id: x, method: a.b.c}
  - {id: x, method: a.b.c, status: 99, headers: {Content-Length: 1}}
  - just text
limits:
  - {method: createSession, points: 0}
  - {account: alice, method: a.b.c}
faults:
  - match: {method: refreshSession, tmies: 2}
    effect: {drop: later}
  - {id: f, effect: {preset: expired}}
  - {id: f, effect: {error: {message: x}}}
`
	const (
		stubFields = "one of id, method, verb, auth, aud, lxm, account, params, proxy, status, headers, body"
		ids        = ": choose another"
	)
	want := []string{
		`3:13: method is com.atproto.server.createSession, which is served by the PDS itself: write a method that it does not serve, or have this one go wrong with a fault`,
		`4:21: unknown field "stauts": write ` + stubFields + ` (did you mean "status"?)`,
		`4:40: verb is "get": write GET or POST, or leave it out for either`,
		`6:10: id "x" is taken already` + ids,
		`6:36: status is 99: write one from 200 to 599`,
		`6:66: headers.Content-Length is a number: write text; put it in quotes to have it read as text`,
		`7:5: stubs.4 is text: write fields, ` + stubFields,
		`9:37: points is 0: write another number, or leave it out`,
		`10:15: account is "alice": write a handle such as alice.test, a DID or an address`,
		`12:37: unknown field "match.tmies": write one of method, account, session, generation, from, times, probability, seed (did you mean "times"?)`,
		`13:20: effect.drop is "later": write one of before, after`,
		`15:10: id "f" is taken already` + ids,
		`15:29: effect.error.status is missing: write an HTTP status from 200 to 599`,
	}
	_, err := server.LoadWorld("f.yaml", []byte(file), fixtures.Options{})
	if err == nil {
		t.Fatal("accepted")
	}
	got := strings.Split(strings.ReplaceAll(err.Error(), "f.yaml:", ""), "\n")
	if !slices.Equal(got, want) {
		t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Every file that the docs show can be served, but for those with their mistakes below.
func TestDocumentedFilesAreServed(t *testing.T) {
	t.Parallel()
	var text []byte
	for _, page := range []string{"fixtures", "oauth"} {
		more, err := os.ReadFile("../docs/" + page + ".md")
		if err != nil {
			t.Fatal(err)
		}
		text = append(text, more...)
	}
	blocks := regexp.MustCompile("(?s)```([a-z]+)\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	for i, block := range blocks {
		if slices.Contains([]string{"text", "go", "sh"}, block[1]) || i+1 < len(blocks) && blocks[i+1][1] == "text" {
			continue
		}
		env := func(name string) (string, bool) { return name, true }
		world, err := server.LoadWorld("f."+block[1], []byte(block[2]), fixtures.Options{Env: env})
		if err == nil {
			_, err = server.New(server.Config{World: &world})
		}
		if err != nil {
			t.Errorf("%v\nof\n%s", err, block[2])
		}
	}
}

// schemaDocument is the JSON Schema as far as it is looked at here.
type schemaDocument struct {
	Properties map[string]struct {
		Items struct {
			Ref string `json:"$ref"`
		}
	}
	Defs map[string]struct{ Properties map[string]any } `json:"$defs"`
}

func TestSchemaHasTheFieldsOfTheSections(t *testing.T) {
	t.Parallel()
	var schema schemaDocument
	if err := json.Unmarshal(fixtures.Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	for name, item := range map[string]any{"stubs": stubs.Stub{}, "limits": ratelimit.Limit{}, "faults": faults.Fault{}, "handles": control.ResolvedHandle{}, "clients": oauth.Document{}, "lexicons": control.PermissionSet{}, "holds": faults.Hold{}, "consents": control.Consent{}, "wrongAnswers": control.WrongAnswer{}} {
		def := strings.TrimPrefix(schema.Properties[name].Items.Ref, "#/$defs/")
		got := slices.Sorted(maps.Keys(schema.Defs[def].Properties))
		if want := jsonNames(reflect.TypeOf(item)); !slices.Equal(got, want) {
			t.Errorf("%s: the schema has %v, the section has %v", name, got, want)
		}
	}
	for def, part := range map[string]any{"faultMatch": faults.Match{}, "faultEffect": faults.Effect{}, "faultError": faults.Error{}} {
		got := slices.Sorted(maps.Keys(schema.Defs[def].Properties))
		if want := jsonNames(reflect.TypeOf(part)); !slices.Equal(got, want) {
			t.Errorf("%s: the schema has %v, faults have %v", def, got, want)
		}
	}
	_, err := server.LoadWorld("f.yaml", []byte("accounts: []\nx: []"), fixtures.Options{})
	if want := "write one of accounts, faults, holds, limits, stubs, handles, clients, lexicons, consents, wrongAnswers, clientClock, quirks, profile, expandEnv, $schema"; err == nil || !strings.Contains(err.Error(), want) || len(schema.Properties) != 15 {
		t.Errorf("a section that is unknown is answered with %v, want %s", err, want)
	}
}

func jsonNames(t reflect.Type) []string {
	var names []string
	for _, f := range reflect.VisibleFields(t) {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" && name != "-" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// The JSON Schema and the server agree on each file under fixtures/testdata. They are separated by
// ---.
func TestTheSchemaJudgesFilesAsTheServerDoes(t *testing.T) {
	t.Parallel()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(fixtures.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("fixtures.json", document); err != nil {
		t.Fatal(err)
	}
	schema := compiler.MustCompile("fixtures.json")
	for folder, right := range map[string]bool{"good": true, "bad": false} {
		paths, err := filepath.Glob("../fixtures/testdata/" + folder + "/*.yaml")
		if err != nil || len(paths) < 2 {
			t.Fatalf("%s: %d files, %v", folder, len(paths), err)
		}
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for file := range strings.SplitSeq(string(text), "\n---\n") {
				var value any
				if err := yaml.Unmarshal([]byte(file), &value); err != nil {
					t.Fatal(err)
				}
				if err := schema.Validate(value); (err == nil) != right {
					t.Errorf("%s: the schema says %v of\n%s", path, err, file)
				}
				if _, err := server.LoadWorld("f.yaml", []byte(file), fixtures.Options{}); (err == nil) != right {
					t.Errorf("%s: the server says %v of\n%s", path, err, file)
				}
			}
		}
	}
}
