package findings_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"mockpds/internal/findings"
	"mockpds/internal/journal"
	"mockpds/internal/journal/journaltest"
)

// A listener notes what findings it is told.
type listener struct {
	play      *journaltest.Play
	collector *findings.Collector
	told      []string
}

func (l *listener) hear(list []findings.Finding) {
	for _, f := range list {
		l.told = append(l.told, f.ID+" "+f.Subject)
	}
}

func (l *listener) heard(t *testing.T, want ...string) {
	t.Helper()
	l.collector.Wait()
	if !slices.Equal(l.told, want) {
		t.Errorf("told %q, want %q", l.told, want)
	}
}

// playTo begins a play whose findings are told to a listener.
func playTo(o journal.Options) (*journaltest.Play, *listener) {
	l := &listener{}
	l.collector = findings.NewCollector(findings.Options{}, l.hear)
	o.BeforeDrop = l.collector.Take
	l.play = journaltest.New(o)
	return l.play, l
}

// finish tells the listener what the calls so far show.
func (l *listener) finish() {
	l.collector.Take(l.play.Journal.Record(l.play.Now), l.play.Journal.Last())
	l.collector.Wait()
}

func loginAt(p *journaltest.Play, identifier string) {
	p.End(p.Call("POST", "com.atproto.server.createSession",
		journaltest.Posts(journaltest.LoginBody(identifier, "alice-pass")),
		journaltest.Refused(401, "AuthenticationRequired")))
}

func describe(p *journaltest.Play, times int, change ...func(*journal.RawCall)) {
	for range times {
		p.End(p.Call("GET", "com.atproto.server.describeServer", change...))
	}
}

func TestFindingsAreToldBeforeTheirCallsDropOut(t *testing.T) {
	for entries := 1; entries <= 12; entries++ {
		for before := range 12 {
			p, told := playTo(journal.Options{Entries: entries})
			describe(p, before)
			loginAt(p, "@alice.test")
			describe(p, 2*entries)
			told.collector.Wait()
			if !slices.Equal(told.told, []string{"at-sign-identifier @alice.test"}) {
				t.Errorf("%d calls are kept, and %d came before: told %q", entries, before,
					told.told)
			}
		}
	}
}

func TestFindingsAreToldBeforeTheirCallsTakeTooMuchRoom(t *testing.T) {
	p, told := playTo(journal.Options{Bytes: 512 << 10})
	loginAt(p, "@alice.test")
	describe(p, 512, func(c *journal.RawCall) { c.ReplyBody = []byte(`"` + strings.Repeat("x", 2<<10) + `"`) })
	if n := len(p.Journal.Calls(journal.Filter{})); n >= 513 {
		t.Fatalf("%d calls are kept", n)
	}
	told.heard(t, "at-sign-identifier @alice.test")
}

func TestFindingsAreToldBeforeTheirSessionsAreForgotten(t *testing.T) {
	p, told := playTo(journal.Options{Sessions: 6})
	g1 := p.Login("alice.test", "")
	p.Logout(g1)
	p.GetSession(g1)
	for range 12 {
		p.Login("bob.test", "")
	}
	told.heard(t, "session-used-after-logout alice#1")
}

func TestFindingsAreToldBeforeTheJournalIsClearedOrReset(t *testing.T) {
	p, told := playTo(journal.Options{})
	loginAt(p, "@alice.test")
	told.heard(t)
	p.Journal.Clear(journal.Filter{})
	told.heard(t, "at-sign-identifier @alice.test")
	loginAt(p, "@bob.test")
	p.Journal.Reset()
	told.heard(t, "at-sign-identifier @alice.test", "at-sign-identifier @bob.test")
}

func TestAFindingIsToldOnceInAWorld(t *testing.T) {
	p, told := playTo(journal.Options{Entries: 6})
	for range 20 {
		loginAt(p, "@alice.test")
		p.Wait(time.Hour)
	}
	p.Journal.Clear(journal.Filter{})
	loginAt(p, "@alice.test")
	told.finish()
	told.heard(t, "at-sign-identifier @alice.test")
	p.Journal.Reset()
	loginAt(p, "@alice.test")
	told.finish()
	told.finish()
	told.heard(t, "at-sign-identifier @alice.test", "at-sign-identifier @alice.test")
}

func TestNoFindingIsToldThatTheNextCallsClearAClientOf(t *testing.T) {
	for before := range 20 {
		p, told := playTo(journal.Options{Entries: 20})
		describe(p, before)
		old := p.Login("alice.test", "")
		tab := p.Refresh(old)
		for range 4 {
			p.GetSession(old)
		}
		if found := found(t, p); len(found) != 1 {
			t.Fatalf("findings %+v", found)
		}
		p.GetSession(tab)
		describe(p, 40)
		told.finish()
		if len(told.told) > 0 {
			t.Errorf("%d calls came before: told %q", before, told.told)
		}
	}
}
