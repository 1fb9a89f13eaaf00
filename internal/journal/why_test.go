package journal_test

import (
	"testing"
	"time"

	"mockpds/internal/journal"
)

func TestAnEntrySaysWhyASessionTokenWasRefused(t *testing.T) {
	tests := map[string]struct {
		play func(p *play) uint64 // gives the number of the call that is looked at
		want string
	}{
		"superseded": {func(p *play) uint64 {
			g1 := p.login("alice.test", "")
			p.refresh(g1)
			p.wait(grace)
			return p.refuseRefresh(g1)
		}, "g1 was superseded by #2, its grace ended 14:00:00"},
		"superseded on another date": {func(p *play) uint64 {
			g1 := p.login("alice.test", "")
			p.refresh(g1)
			p.wait(24 * time.Hour)
			return p.refuseRefresh(g1)
		}, "g1 was superseded by #2, its grace ended 2030-01-02 14:00:00"},
		"superseded without grace": {func(p *play) uint64 {
			g1 := p.login("alice.test", "")
			m, _ := p.mint(g1.did)
			p.journal.Refreshed(nil, journal.Refresh{DID: g1.did, Session: 1, From: 1, To: 2, Tokens: m})
			return p.refuseRefresh(g1)
		}, "g1 was superseded at 12:00:00, and had no grace"},
		"logged out": {func(p *play) uint64 {
			g1 := p.login("alice.test", "")
			p.logout(g1)
			return p.refuseRefresh(g1)
		}, "g1 was revoked by #2"},
		"revoked": {func(p *play) uint64 {
			g1 := p.login("alice.test", "")
			p.journal.Revoked(nil, journal.Revocation{DID: g1.did, At: p.now})
			p.wait(time.Minute)
			return p.refuseRefresh(g1)
		}, "g1 was revoked at 12:00:00"},
		"revoked while it was on its way": {func(p *play) uint64 {
			g1 := p.login("alice.test", "")
			c := p.call("POST", "com.atproto.server.refreshSession", bearer(g1.refresh), refused(400, "ExpiredToken"))
			p.wait(time.Minute)
			p.journal.Revoked(nil, journal.Revocation{DID: g1.did, At: p.now})
			return p.end(c)
		}, ""},
		"an access token that lived its life": {func(p *play) uint64 {
			g1 := p.login("alice.test", "")
			p.wait(accessLife + time.Minute)
			return p.getSession(g1, refused(400, "ExpiredToken"))
		}, "its life ended 14:00:00"},
		"an access token that was made to expire": {func(p *play) uint64 {
			g1 := p.login("alice.test", "")
			p.journal.Expired(journal.Expiry{DID: g1.did, Kind: journal.KindAccess, At: p.now})
			p.wait(time.Minute)
			return p.getSession(g1, refused(400, "ExpiredToken"))
		}, "it was made to expire at 12:00:00"},
		"one of a refresh that was repeated since": {func(p *play) uint64 {
			g1 := p.login("alice.test", "")
			p.journal.Expired(journal.Expiry{DID: g1.did, Kind: journal.KindAccess, At: p.now})
			g2 := p.refresh(g1)
			p.wait(time.Hour)
			p.refresh(g1)
			p.wait(time.Hour)
			return p.getSession(g2, refused(400, "ExpiredToken"))
		}, ""},
		"a refresh token that lived its life": {func(p *play) uint64 {
			g1 := p.login("alice.test", "")
			p.wait(refreshLife)
			return p.refuseRefresh(g1)
		}, "its life ended 12:00:00"},
		"a refresh token that was made to expire": {func(p *play) uint64 {
			g1 := p.login("alice.test", "")
			p.journal.Expired(journal.Expiry{DID: g1.did, Kind: journal.KindRefresh, At: p.now})
			return p.refuseRefresh(g1)
		}, "it was made to expire at 12:00:00"},
		"the answer of a fault": {func(p *play) uint64 {
			g1 := p.login("alice.test", "")
			p.wait(refreshLife)
			return p.refuseRefresh(g1, func(c *journal.RawCall) { c.Fault = &journal.Fault{Rule: "fault-1", Effect: "preset expired"} })
		}, ""},
		"the answer after a hold": {func(p *play) uint64 {
			g1 := p.login("alice.test", "")
			p.wait(refreshLife)
			return p.refuseRefresh(g1, func(c *journal.RawCall) { c.Fault = &journal.Fault{Rule: "hold-1", Effect: "hold"} })
		}, "its life ended 12:00:00"},
		"another error": {func(p *play) uint64 {
			g1 := p.login("alice.test", "")
			p.wait(refreshLife)
			return p.refuseRefresh(g1, refused(400, "AccountTakedown"))
		}, ""},
		"a session that is forgotten": {func(p *play) uint64 {
			g1 := p.login("alice.test", "")
			p.login("bob.test", "")
			p.login("carol.test", "")
			p.wait(refreshLife)
			return p.refuseRefresh(g1)
		}, ""},
		"a generation that is forgotten": {func(p *play) uint64 {
			g1 := p.login("alice.test", "")
			p.refresh(p.refresh(p.refresh(g1)))
			p.wait(grace)
			return p.refuseRefresh(g1)
		}, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			p := newPlay(t, journal.Options{Sessions: 2, Generations: 3})
			number := test.play(p)
			e := p.journal.Entries(journal.Filter{Since: number - 1})
			if len(e) != 1 || e[0].Why != test.want {
				t.Errorf("got %q, want %q", e[0].Why, test.want)
			}
		})
	}
}
