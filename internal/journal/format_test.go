package journal_test

import (
	"strings"
	"testing"
	"time"

	"mockpds/internal/journal"
)

func TestALineTellsTheStory(t *testing.T) {
	p := newPlay(t, journal.Options{})
	g1 := p.login("alice.test", "")
	p.wait(2 * time.Hour)
	p.getSession(g1, refused(400, "ExpiredToken"))
	p.refresh(g1, lost, func(c *journal.RawCall) { c.Fault = &journal.Fault{Rule: "fault-1", Effect: "drop after"} })
	p.refresh(g1, func(c *journal.RawCall) { c.Duration = 1500 * time.Millisecond })
	p.wait(2*time.Hour + time.Minute)
	p.refuseRefresh(g1)
	p.end(p.call("GET", "", func(c *journal.RawCall) { c.Path, c.Status = "/xrpc/_health\r\n", 200 }))
	want := `
12:00:00.000    #1 alice.test           POST createSession            200 → alice#1/g1
14:00:00.000    #2 alice#1/g1 access    GET  getSession               400 ExpiredToken: no (its life ended 14:00:00)
14:00:00.000    #3 alice#1/g1 refresh   POST refreshSession           200 → alice#1/g2, reply lost (fault-1: drop after)
14:00:00.000    #4 alice#1/g1 refresh   POST refreshSession           200 → alice#1/g2, took 1.5s
16:01:00.000    #5 alice#1/g1 refresh   POST refreshSession           400 ExpiredToken: no (g1 was superseded by #3, its grace ended 16:00:00)
16:01:00.000    #6 nobody               GET  /xrpc/_health··          200
`
	if got := p.lines(); got != strings.TrimPrefix(want, "\n") {
		t.Errorf("got\n%swant%s", got, want)
	}
}

func TestAFindingIsFormattedForAPerson(t *testing.T) {
	p := newPlay(t, journal.Options{})
	p.end(p.call("POST", "com.atproto.server.createSession", posts(loginBody("@alice.test", "pw")), refused(401, "AuthenticationRequired")))
	found := p.journal.Findings()
	if len(found) != 1 {
		t.Fatalf("the findings are %+v", found)
	}
	lines := strings.Split(journal.FormatFinding(found[0]), "\n")
	for i, want := range []string{
		string(found[0].Severity) + " at-sign-identifier, call #1: " + found[0].Title, "  " + found[0].Happened,
		"  Why it matters: ", "  A correct client: ", "  More: docs/findings.md#at-sign-identifier",
	} {
		if len(lines) != 5 || !strings.HasPrefix(lines[i], want) {
			t.Errorf("line %d of %q; want %q", i+1, lines, want)
		}
	}
}
