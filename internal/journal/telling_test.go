package journal_test

import (
	"fmt"
	"math/rand"
	"slices"
	"testing"
	"time"

	"mockpds/internal/journal"
)

// A listener notes what findings it is told.
type listener []string

func (l *listener) hear(list []journal.Finding) {
	for _, f := range list {
		*l = append(*l, f.ID+" "+f.Subject)
	}
}

func (l *listener) heard(t *testing.T, want ...string) {
	t.Helper()
	if !slices.Equal(*l, want) {
		t.Errorf("told %q, want %q", *l, want)
	}
}

func playTo(t *testing.T, o journal.Options) (*play, *listener) {
	var told listener
	o.Tell = told.hear
	return newPlay(t, o), &told
}

func (p *play) loginAt(identifier string) {
	p.end(p.call("POST", "com.atproto.server.createSession", posts(loginBody(identifier, "alice-pass")), refused(401, "AuthenticationRequired")))
}

func (p *play) describe(times int, change ...func(*journal.RawCall)) {
	for range times {
		p.end(p.call("GET", "com.atproto.server.describeServer", change...))
	}
}

func TestFindingsAreToldBeforeTheirCallsDropOut(t *testing.T) {
	for entries := 1; entries <= 12; entries++ {
		for before := range 12 {
			p, told := playTo(t, journal.Options{Entries: entries})
			p.describe(before)
			p.loginAt("@alice.test")
			p.describe(2 * entries)
			if !slices.Equal(*told, []string{"at-sign-identifier @alice.test"}) {
				t.Errorf("%d calls are kept, and %d came before: told %q", entries, before, *told)
			}
		}
	}
}

func TestFindingsAreToldBeforeTheirCallsTakeTooMuchRoom(t *testing.T) {
	p, told := playTo(t, journal.Options{Bytes: 512 << 10})
	p.loginAt("@alice.test")
	random := rand.New(rand.NewSource(1)) //nolint:gosec // what no model is like
	for range 512 {
		body := make([]byte, 4<<10)
		random.Read(body)
		p.describe(1, func(c *journal.RawCall) { c.ReplyBody = body })
	}
	if n := len(p.journal.Entries(journal.Filter{})); n >= 513 {
		t.Fatalf("%d calls are kept", n)
	}
	told.heard(t, "at-sign-identifier @alice.test")
}

func TestFindingsAreToldBeforeTheirSessionsAreForgotten(t *testing.T) {
	p, told := playTo(t, journal.Options{Sessions: 6})
	g1 := p.login("alice.test", "")
	p.logout(g1)
	p.getSession(g1)
	for range 12 {
		p.login("bob.test", "")
	}
	told.heard(t, "session-used-after-logout alice#1")
}

func TestFindingsAreToldBeforeTheJournalIsClearedOrReset(t *testing.T) {
	p, told := playTo(t, journal.Options{})
	p.loginAt("@alice.test")
	told.heard(t)
	p.journal.Clear()
	told.heard(t, "at-sign-identifier @alice.test")
	p.loginAt("@bob.test")
	p.journal.Reset()
	told.heard(t, "at-sign-identifier @alice.test", "at-sign-identifier @bob.test")
}

func TestAFindingIsToldOnceInAWorld(t *testing.T) {
	p, told := playTo(t, journal.Options{Entries: 6})
	for range 20 {
		p.loginAt("@alice.test")
		p.wait(time.Hour)
	}
	p.journal.Clear()
	p.loginAt("@alice.test")
	p.journal.TellFindings()
	told.heard(t, "at-sign-identifier @alice.test")
	p.journal.Reset()
	p.loginAt("@alice.test")
	p.journal.TellFindings()
	p.journal.TellFindings()
	told.heard(t, "at-sign-identifier @alice.test", "at-sign-identifier @alice.test")
}

func TestNoFindingIsToldThatTheNextCallsClearAClientOf(t *testing.T) {
	for before := range 20 {
		p, told := playTo(t, journal.Options{Entries: 20})
		p.describe(before)
		tab := p.login("alice.test", "")
		for range 4 {
			p.getSession(tab, refused(400, "ExpiredToken"))
		}
		if found := p.journal.Findings(); len(found) != 1 {
			t.Fatalf("findings %+v", found)
		}
		p.getSession(p.refresh(tab))
		p.describe(40)
		p.journal.TellFindings()
		if len(*told) > 0 {
			t.Errorf("%d calls came before: told %q", before, *told)
		}
	}
}

func TestAJournalWithoutAListenerTellsNobody(t *testing.T) {
	p := newPlay(t, journal.Options{Entries: 2})
	p.loginAt("@alice.test")
	p.describe(10)
	p.journal.TellFindings()
	p.journal.Reset()
	if found := p.journal.Findings(); len(found) != 0 {
		t.Error(fmt.Sprint(found))
	}
}
