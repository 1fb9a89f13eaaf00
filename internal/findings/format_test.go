package findings_test

import (
	"strings"
	"testing"

	"mockpds/internal/findings"
	"mockpds/internal/journal"
	"mockpds/internal/journal/journaltest"
)

func TestAFindingIsFormattedForAPerson(t *testing.T) {
	p := journaltest.New(journal.Options{})
	p.End(p.Call("POST", "com.atproto.server.createSession",
		journaltest.Posts(journaltest.LoginBody("@alice.test", "pw")),
		journaltest.Refused(401, "AuthenticationRequired")))
	found := found(t, p)
	if len(found) != 1 {
		t.Fatalf("the findings are %+v", found)
	}
	lines := strings.Split(findings.Format(found[0]), "\n")
	for i, want := range []string{
		string(found[0].Severity) + " at-sign-identifier, call #1: " + found[0].Title,
		"  " + found[0].Happened,
		"  Why it matters: ", "  A correct client: ", "  More: mockpds explain at-sign-identifier",
	} {
		if len(lines) != 5 || !strings.HasPrefix(lines[i], want) {
			t.Errorf("line %d of %q; want %q", i+1, lines, want)
		}
	}
}

func TestAPrintoutExplainsARuleOnce(t *testing.T) {
	var p findings.Printout
	f := findings.Finding{Rule: findings.Rules()[0], Happened: "it happened", Entries: []int{4, 5}}
	first, second := p.Lines(f), p.Lines(f)
	if len(first) != 5 || len(second) != 2 || first[0] != second[0] ||
		second[1] != "      it happened" || !strings.HasPrefix(first[0], "    ") {
		t.Errorf("got %q, and then %q", first, second)
	}
}
