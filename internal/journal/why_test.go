package journal_test

import (
	"testing"
	"time"

	"mockpds/internal/journal"
	"mockpds/internal/journal/journaltest"
)

func TestAnEntrySaysWhyASessionTokenWasRefused(t *testing.T) {
	tests := map[string]struct {
		play func(p *journaltest.Play) int // gives the number of the call that is looked at
		want string
	}{
		"superseded": {func(p *journaltest.Play) int {
			g1 := p.Login("alice.test", "")
			p.Refresh(g1)
			p.Wait(journaltest.Grace)
			return p.RefuseRefresh(g1)
		}, "g1 was superseded by #2, its grace ended 14:00:00"},
		"superseded on another date": {func(p *journaltest.Play) int {
			g1 := p.Login("alice.test", "")
			p.Refresh(g1)
			p.Wait(24 * time.Hour)
			return p.RefuseRefresh(g1)
		}, "g1 was superseded by #2, its grace ended 2030-01-02 14:00:00"},
		"superseded without grace": {func(p *journaltest.Play) int {
			g1 := p.Login("alice.test", "")
			m, _ := p.Mint(g1.DID)
			p.Journal.Refreshed(nil, journal.Refresh{
				DID: g1.DID, Session: 1, From: 1, To: 2,
				Tokens: m,
			})
			return p.RefuseRefresh(g1)
		}, "g1 was superseded at 12:00:00, and had no grace"},
		"logged out": {func(p *journaltest.Play) int {
			g1 := p.Login("alice.test", "")
			p.Logout(g1)
			return p.RefuseRefresh(g1)
		}, "g1 was revoked by #2"},
		"revoked": {func(p *journaltest.Play) int {
			g1 := p.Login("alice.test", "")
			p.Journal.Revoked(nil, journal.Revocation{DID: g1.DID, At: p.Now})
			p.Wait(time.Minute)
			return p.RefuseRefresh(g1)
		}, "g1 was revoked at 12:00:00"},
		"revoked while it was on its way": {func(p *journaltest.Play) int {
			g1 := p.Login("alice.test", "")
			c := p.Call("POST", "com.atproto.server.refreshSession", journaltest.Bearer(g1.Refresh),
				journaltest.Refused(400, "ExpiredToken"))
			p.Wait(time.Minute)
			p.Journal.Revoked(nil, journal.Revocation{DID: g1.DID, At: p.Now})
			return p.End(c)
		}, ""},
		"an access token that lived its life": {func(p *journaltest.Play) int {
			g1 := p.Login("alice.test", "")
			p.Wait(journaltest.AccessLife + time.Minute)
			return p.GetSession(g1, journaltest.Refused(400, "ExpiredToken"))
		}, "its life ended 14:00:00"},
		"an access token that was made to expire": {func(p *journaltest.Play) int {
			g1 := p.Login("alice.test", "")
			p.Journal.Expired(journal.Expiry{DID: g1.DID, Kind: journal.KindAccess, At: p.Now})
			p.Wait(time.Minute)
			return p.GetSession(g1, journaltest.Refused(400, "ExpiredToken"))
		}, "it was made to expire at 12:00:00"},
		"one of a refresh that was repeated since": {func(p *journaltest.Play) int {
			g1 := p.Login("alice.test", "")
			p.Journal.Expired(journal.Expiry{DID: g1.DID, Kind: journal.KindAccess, At: p.Now})
			g2 := p.Refresh(g1)
			p.Wait(time.Hour)
			p.Refresh(g1)
			p.Wait(time.Hour)
			return p.GetSession(g2, journaltest.Refused(400, "ExpiredToken"))
		}, ""},
		"a refresh token that lived its life": {func(p *journaltest.Play) int {
			g1 := p.Login("alice.test", "")
			p.Wait(journaltest.RefreshLife)
			return p.RefuseRefresh(g1)
		}, "its life ended 12:00:00"},
		"a refresh token that was made to expire": {func(p *journaltest.Play) int {
			g1 := p.Login("alice.test", "")
			p.Journal.Expired(journal.Expiry{DID: g1.DID, Kind: journal.KindRefresh, At: p.Now})
			return p.RefuseRefresh(g1)
		}, "it was made to expire at 12:00:00"},
		"the answer of a fault": {func(p *journaltest.Play) int {
			g1 := p.Login("alice.test", "")
			p.Wait(journaltest.RefreshLife)
			return p.RefuseRefresh(g1, func(c *journal.RawCall) { c.Fault = &journal.Fault{Rule: "fault-1", Effect: "preset expired"} })
		}, ""},
		"the answer after a hold": {func(p *journaltest.Play) int {
			g1 := p.Login("alice.test", "")
			p.Wait(journaltest.RefreshLife)
			return p.RefuseRefresh(g1, func(c *journal.RawCall) { c.Fault = &journal.Fault{Rule: "hold-1", Effect: "hold"} })
		}, "its life ended 12:00:00"},
		"another error": {func(p *journaltest.Play) int {
			g1 := p.Login("alice.test", "")
			p.Wait(journaltest.RefreshLife)
			return p.RefuseRefresh(g1, journaltest.Refused(400, "AccountTakedown"))
		}, ""},
		"a session that is forgotten": {func(p *journaltest.Play) int {
			g1 := p.Login("alice.test", "")
			p.Login("bob.test", "")
			p.Login("carol.test", "")
			p.Wait(journaltest.RefreshLife)
			return p.RefuseRefresh(g1)
		}, ""},
		"a generation that is forgotten": {func(p *journaltest.Play) int {
			g1 := p.Login("alice.test", "")
			p.Refresh(p.Refresh(p.Refresh(g1)))
			p.Wait(journaltest.Grace)
			return p.RefuseRefresh(g1)
		}, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			p := journaltest.New(journal.Options{Sessions: 2, Generations: 3})
			number := test.play(p)
			e := p.Journal.Calls(journal.Filter{Since: number - 1})
			if len(e) != 1 || e[0].Why != test.want {
				t.Errorf("got %q, want %q", e[0].Why, test.want)
			}
		})
	}
}
