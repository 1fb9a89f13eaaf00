package quirks_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"mockpds/internal/quirks"
)

var update = flag.Bool("update", false, "write the tables of docs/profiles.md")

const docs = "../../docs/profiles.md"

func TestTheDocsHaveTheTables(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(docs)
	if err != nil {
		t.Fatal(err)
	}
	want := string(text)
	for header, rows := range map[string][]string{
		"| profile | rests | transcript | quirks | as the reference, because it is unknown or not played |": profileRows(t),
		"| quirk | on the wire | mark | source |":                                                           quirkRows(),
		"| quirk | step | what the client does | who |":                                                     clientRows(t),
	} {
		if want, err = withTable(want, header, rows); err != nil {
			t.Fatal(err)
		}
	}
	switch {
	case want == string(text):
	case *update:
		if err := os.WriteFile(docs, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
	default:
		t.Error("docs/profiles.md has other tables: go test ./internal/quirks -update writes them")
	}
}

// withTable returns a text with other rows in the table that has a header.
func withTable(text, header string, rows []string) (string, error) {
	before, after, ok := strings.Cut(text, header+"\n")
	if !ok {
		return "", fmt.Errorf("docs/profiles.md has no table %q", header)
	}
	for strings.HasPrefix(after, "|") {
		_, after, _ = strings.Cut(after, "\n")
	}
	line := strings.Repeat("|---", strings.Count(header, "|")-1) + "|\n"
	return before + header + "\n" + line + strings.Join(rows, "") + after, nil
}

func row(cells ...string) string {
	for i, c := range cells {
		cells[i] = strings.ReplaceAll(c, "|", `\|`)
	}
	return strings.TrimRight("| "+strings.Join(cells, " | ")+" |", " ") + "\n"
}

func profileRows(t *testing.T) (rows []string) {
	t.Helper()
	for _, p := range quirks.All().Profiles {
		rows = append(rows, row("`"+p.Name+"`", p.Rests, transcriptOf(t, p.Name), "`"+strings.Join(p.Quirks, "`, `")+"`", p.Unknown))
	}
	return rows
}

// transcriptOf tells how the transcript of a profile was made, and how many cases it knows.
func transcriptOf(t *testing.T, profile string) string {
	t.Helper()
	text, err := os.ReadFile("../../server/testdata/profiles/" + profile + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	made, known := "written", 0
	for line := range strings.Lines(string(text)) {
		switch {
		case strings.HasPrefix(line, "#"):
			if strings.Contains(line, "recorded in") {
				made = "recorded"
			}
		case !strings.HasSuffix(line, ": ?\n"):
			known++
		}
	}
	return fmt.Sprintf("%s, %d cases", made, known)
}

func quirkRows() (rows []string) {
	for _, q := range quirks.All().Quirks {
		rows = append(rows, row("`"+q.Name+"`", q.Changes, q.Mark, q.Source))
	}
	return rows
}

// A story is what a client does in each step.
type story map[string]string

// clientRows has what clients do, as the suites of e2e found it: without quirks, and then the steps
// in which they do something else.
func clientRows(t *testing.T) (rows []string) {
	t.Helper()
	clients := map[string]map[string]story{} // by client and quirk
	for _, file := range []string{"../../e2e/quirks.json", "../../e2e/go/quirks.json"} {
		text, err := os.ReadFile(file)
		if err == nil {
			err = json.Unmarshal(text, &clients)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	names := []string{"without"}
	for _, q := range quirks.All().Quirks {
		names = append(names, q.Name)
	}
	for _, name := range append(names, quirks.ProfileNames()...) {
		who := map[[2]string][]string{} // clients, by step and by what they do in it
		for client, under := range clients {
			for step, did := range under[name] {
				who[[2]string{step, did}] = append(who[[2]string{step, did}], client)
			}
		}
		steps := map[[2]string][]string{} // by what clients do, and by which ones do so
		for key, list := range who {
			all := strings.Join(slices.Sorted(slices.Values(list)), ", ")
			if len(list) == len(clients) {
				all = "all"
			}
			steps[[2]string{key[1], all}] = append(steps[[2]string{key[1], all}], key[0])
		}
		if len(steps) == 0 {
			steps[[2]string{"the same as without", "all"}] = []string{"all"}
		}
		var part []string
		for key, list := range steps {
			part = append(part, row("`"+name+"`", strings.Join(slices.Sorted(slices.Values(list)), "; "), key[0], key[1]))
		}
		slices.Sort(part)
		rows = append(rows, part...)
	}
	return rows
}

func TestTheTableIsWhole(t *testing.T) {
	t.Parallel()
	for _, q := range quirks.All().Quirks {
		if q.Changes == "" || q.Source == "" || !strings.Contains(" measured observed read modelled ", " "+q.Mark+" ") {
			t.Errorf("%s: %q, %q, %q", q.Name, q.Changes, q.Mark, q.Source)
		}
		if quirks.CheckProfile(q.Name) == nil {
			t.Errorf("%s is a profile, too", q.Name)
		}
	}
	for _, p := range quirks.All().Profiles {
		if got, err := quirks.Expand([]string{p.Name}); err != nil || len(got) != len(p.Quirks) || p.Rests == "" {
			t.Errorf("%s: %v %v", p.Name, got, err)
		}
		if _, err := quirks.Expand(p.Quirks); err != nil {
			t.Error(err)
		}
	}
}

func TestAnUnknownNameIsRefusedWithTheOneThatWasMeant(t *testing.T) {
	t.Parallel()
	if _, err := quirks.Expand([]string{"no-diddoc"}); err == nil || !strings.Contains(err.Error(), `"no-did-doc"`) {
		t.Error(err)
	}
	if err := quirks.CheckProfile("cocon"); err == nil || !strings.Contains(err.Error(), `"cocoon"`) {
		t.Error(err)
	}
}
