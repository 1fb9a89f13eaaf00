package findings_test

import (
	"time"

	"mockpds/internal/journal/journaltest"
)

// expired is a call that is answered ExpiredToken.
func expired(p *journaltest.Play, tab *journaltest.Tab, times int) {
	for range times {
		p.GetSession(tab, journaltest.Refused(400, "ExpiredToken"))
	}
}

var expiredRuleTests = []ruleTest{
	{"expired-never-refreshed", "the client calls on", true, func(p *journaltest.Play) {
		g1 := p.Login("alice.test", "")
		for range 3 {
			p.GetSession(g1, journaltest.Refused(400, "ExpiredToken"))
		}
	}},
	{
		"expired-never-refreshed", "many calls in flight, then a refresh", false,
		func(p *journaltest.Play) {
			g1 := p.Login("alice.test", "")
			expireTogether(p, g1, 6)
			p.GetSession(p.Refresh(g1))
		},
	},
	{
		"expired-never-refreshed", "calls that were waiting to be sent when the refresh was", false,
		func(p *journaltest.Play) {
			g1 := p.Login("alice.test", "")
			p.GetSession(g1, journaltest.Refused(400, "ExpiredToken"))
			g2 := p.Refresh(g1)
			for range 5 {
				p.GetSession(g1, journaltest.Refused(400, "ExpiredToken"))
			}
			p.GetSession(g2)
		},
	},
	{"expired-never-refreshed", "the next token expires too", true, func(p *journaltest.Play) {
		g2 := p.Refresh(p.Login("alice.test", ""))
		for range 3 {
			p.GetSession(g2, journaltest.Refused(400, "ExpiredToken"))
		}
	}},
	{
		"expired-never-refreshed", "many calls in flight, then silence", false,
		func(p *journaltest.Play) {
			expireTogether(p, p.Login("alice.test", ""), 6)
		},
	},
	{"expired-never-refreshed", "until a login", false, func(p *journaltest.Play) {
		g1 := p.Login("alice.test", "")
		for range 3 {
			p.GetSession(g1, journaltest.Refused(400, "ExpiredToken"))
		}
		p.Login("alice.test", "")
	}},
	{"expired-never-refreshed", "after the refresh was refused", false, func(p *journaltest.Play) {
		g1 := p.Login("alice.test", "")
		p.GetSession(g1, journaltest.Refused(400, "ExpiredToken"))
		p.RefuseRefresh(g1)
		for range 3 {
			p.GetSession(g1, journaltest.Refused(400, "ExpiredToken"))
		}
	}},
	{"expired-never-refreshed", "refreshed in the end", true, func(p *journaltest.Play) {
		g1 := p.Login("alice.test", "")
		for range 3 {
			expired(p, g1, 1)
			p.Wait(time.Second)
		}
		p.GetSession(p.Refresh(g1))
	}},
	{"expired-never-refreshed", "refused in the end", true, func(p *journaltest.Play) {
		g1 := p.Login("alice.test", "")
		for range 3 {
			expired(p, g1, 1)
			p.Wait(time.Hour)
		}
		p.RefuseRefresh(g1)
	}},
	{"expired-never-refreshed", "calls one after the other that were on their way, and then a refresh", false, func(p *journaltest.Play) {
		g1 := p.Login("alice.test", "")
		expired(p, g1, 10)
		p.GetSession(p.Refresh(g1))
	}},
	{
		"expired-never-refreshed", "a call a second later, and then a refresh", false,
		func(p *journaltest.Play) {
			g1 := p.Login("alice.test", "")
			expired(p, g1, 1)
			p.Wait(time.Second)
			expired(p, g1, 1)
			p.GetSession(p.Refresh(g1))
		},
	},
	{"expired-never-refreshed", "each token once", false, func(p *journaltest.Play) {
		tab := p.Login("alice.test", "")
		for range 5 {
			p.Wait(journaltest.AccessLife)
			expired(p, tab, 1)
			tab = p.Refresh(tab)
		}
	}},

	{"refused-refresh-ignored", "the client calls on", true, func(p *journaltest.Play) {
		g1 := p.Login("alice.test", "")
		expired(p, g1, 1)
		p.RefuseRefresh(g1)
		expired(p, g1, 3)
	}},
	{
		"refused-refresh-ignored", "two calls that were waiting to be sent", false,
		func(p *journaltest.Play) {
			g1 := p.Login("alice.test", "")
			expired(p, g1, 1)
			p.RefuseRefresh(g1)
			expired(p, g1, 2)
		},
	},
	{"refused-refresh-ignored", "a login with the refusal", false, func(p *journaltest.Play) {
		g1 := p.Login("alice.test", "")
		expired(p, g1, 1)
		p.RefuseRefresh(g1)
		for range 5 {
			p.GetSession(p.Login("alice.test", ""))
		}
	}},
	{"refused-refresh-ignored", "a refresh that was limited", false, func(p *journaltest.Play) {
		g1 := p.Login("alice.test", "")
		expired(p, g1, 1)
		p.RefuseRefresh(g1, journaltest.Refused(429, "RateLimitExceeded"))
		expired(p, g1, 1)
		p.GetSession(p.Refresh(g1))
	}},
}
