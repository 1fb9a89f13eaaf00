package journal_test

import (
	"strings"
	"testing"
	"time"

	"mockpds/internal/journal"
	"mockpds/internal/journal/journaltest"
)

func TestALineTellsTheStory(t *testing.T) {
	p := journaltest.New(journal.Options{})
	g1 := p.Login("alice.test", "")
	p.Wait(2 * time.Hour)
	p.GetSession(g1, journaltest.Refused(400, "ExpiredToken"))
	p.Refresh(g1, journaltest.Lost, func(c *journal.RawCall) { c.Fault = &journal.Fault{Rule: "fault-1", Effect: "drop after"} })
	p.Refresh(g1, func(c *journal.RawCall) { c.Duration = 1500 * time.Millisecond })
	p.Wait(2*time.Hour + time.Minute)
	p.RefuseRefresh(g1)
	p.End(p.Call("GET", "", func(c *journal.RawCall) { c.Path, c.Status = "/xrpc/_health\r\n", 200 }))
	p.GetSession(p.Login("somebody-with-a-long-name.example.test", ""))
	p.Login("bob.test", "", func(c *journal.RawCall) { c.Origin = journal.OriginEntryway })
	want := `
12:00:00.000    #1 alice.test           POST createSession            200 → alice#1/g1
14:00:00.000    #2 alice#1/g1 access    GET  getSession               400 ExpiredToken: no (its life ended 14:00:00)
14:00:00.000    #3 alice#1/g1 refresh   POST refreshSession           200 → alice#1/g2, reply lost (fault-1: drop after)
14:00:00.000    #4 alice#1/g1 refresh   POST refreshSession           200 → alice#1/g2, took 1.5s
16:01:00.000    #5 alice#1/g1 refresh   POST refreshSession           400 ExpiredToken: no (g1 was superseded by #3, its grace ended 16:00:00)
16:01:00.000    #6 nobody               GET  /xrpc/_health··          200
16:01:00.000    #7 somebody-w…mple.test POST createSession            200 → somebody-with-a-long-name#1/g1
16:01:00.000    #8 some…ame#1/g1 access GET  getSession               200
16:01:00.000    #9 bob.test             POST createSession            200 → bob#1/g1, at the entryway
`
	if got := p.Lines(); got != strings.TrimPrefix(want, "\n") {
		t.Errorf("got\n%swant%s", got, want)
	}
}
