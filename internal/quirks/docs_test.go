package quirks_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"mockpds/internal/quirks"
)

func TestTheDocsHaveTheTable(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/profiles.md")
	if err != nil {
		t.Fatal(err)
	}
	cell := func(s string) string { return strings.ReplaceAll(s, "|", `\|`) }
	var rows []string
	for _, p := range quirks.All().Profiles {
		rows = append(rows, fmt.Sprintf("| `%s` | %s | `%s` | %s |", p.Name, p.Rests, strings.Join(p.Quirks, "`, `"), cell(p.Unknown)))
	}
	for _, q := range quirks.All().Quirks {
		rows = append(rows, fmt.Sprintf("| `%s` | %s | %s | %s |", q.Name, cell(q.Changes), q.Mark, cell(q.Source)))
	}
	for _, row := range rows {
		if !strings.Contains(string(text), row+"\n") {
			t.Errorf("docs/profiles.md lacks\n%s", row)
		}
	}
}

func TestTheTableIsWhole(t *testing.T) {
	t.Parallel()
	for _, q := range quirks.All().Quirks {
		if q.Changes == "" || q.Source == "" || !strings.Contains(" measured observed read modelled ", " "+q.Mark+" ") {
			t.Errorf("%s: %q, %q, %q", q.Name, q.Changes, q.Mark, q.Source)
		}
		if quirks.FindProfile(q.Name) != nil {
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
