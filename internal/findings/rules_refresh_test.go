package findings_test

import (
	"time"

	"mockpds/internal/journal"
	"mockpds/internal/journal/journaltest"
)

var refreshRuleTests = []ruleTest{
	{
		"refresh-replayed-in-grace", "an hour after the new tokens were delivered", true,
		func(p *journaltest.Play) {
			g1 := p.Login("alice.test", "")
			p.Refresh(g1)
			p.Wait(time.Hour)
			p.Refresh(g1)
		},
	},
	{"refresh-replayed-in-grace", "after a lost reply", false, func(p *journaltest.Play) {
		g1 := p.Login("alice.test", "")
		p.Refresh(g1, journaltest.Lost)
		p.Wait(time.Hour)
		p.Refresh(g1)
	}},
	{
		"refresh-replayed-in-grace", "two tabs that wake up together", false,
		func(p *journaltest.Play) {
			g1 := p.Login("alice.test", "")
			p.Wait(3 * time.Hour)
			p.Refresh(g1)
			p.Wait(20 * time.Second)
			p.Refresh(g1)
		},
	},
	{
		"refresh-replayed-in-grace", "by a second tab that wakes up too", false,
		func(p *journaltest.Play) {
			g1 := p.Login("alice.test", "")
			p.Refresh(g1)
			p.Refresh(g1)
		},
	},
	{
		"refresh-replayed-in-grace", "and again, within the same second", true,
		func(p *journaltest.Play) {
			g1 := p.Login("alice.test", "")
			p.Refresh(g1)
			p.Refresh(g1)
			p.Refresh(g1)
		},
	},
	{
		"refresh-replayed-in-grace", "by a second tab that gets no reply, and asks again", false,
		func(p *journaltest.Play) {
			g1 := p.Login("alice.test", "")
			p.Refresh(g1)
			p.Refresh(g1, journaltest.Lost)
			p.RefuseRefresh(g1, journaltest.Refused(503, "NotEnoughResources"))
			p.Refresh(g1)
		},
	},
	{"refresh-replayed-in-grace", "token after token", false, func(p *journaltest.Play) {
		tab := p.Login("alice.test", "")
		for range 5 {
			p.Wait(3 * time.Hour)
			tab = p.Refresh(tab)
		}
	}},

	{"refresh-replayed-after-grace", "refused", true, func(p *journaltest.Play) {
		g1 := p.Login("alice.test", "")
		p.Refresh(g1)
		p.Wait(journaltest.Grace + 12*time.Minute)
		p.RefuseRefresh(g1)
	}},
	{
		"refresh-replayed-after-grace", "the reply was lost, and the client slept over it", false,
		func(p *journaltest.Play) {
			g1 := p.Login("alice.test", "")
			p.Refresh(g1, journaltest.Lost)
			p.Wait(journaltest.Grace + time.Minute)
			p.RefuseRefresh(g1)
		},
	},
	{
		"refresh-replayed-after-grace", "the token had expired by itself", false,
		func(p *journaltest.Play) {
			g1 := p.Login("alice.test", "")
			p.Wait(journaltest.RefreshLife)
			p.RefuseRefresh(g1)
		},
	},
	{
		"refresh-replayed-after-grace", "the session had been revoked", false,
		func(p *journaltest.Play) {
			g1 := p.Login("alice.test", "")
			p.Refresh(g1)
			p.Journal.Revoked(nil, journal.Revocation{DID: g1.DID, At: p.Now})
			p.Wait(journaltest.Grace + time.Minute)
			p.RefuseRefresh(g1)
		},
	},

	{
		"concurrent-refreshes", "three at once", true,
		func(p *journaltest.Play) { refreshAtOnce(p, p.Login("alice.test", ""), 3) },
	},
	{
		"concurrent-refreshes", "two at once", true,
		func(p *journaltest.Play) { refreshAtOnce(p, p.Login("alice.test", ""), 2) },
	},
	{"concurrent-refreshes", "two at once, again and again", true, func(p *journaltest.Play) {
		g1 := p.Login("alice.test", "")
		g2 := refreshAtOnce(p, g1, 2)
		p.Wait(3 * time.Hour)
		refreshAtOnce(p, g2, 2)
	}},
	{"concurrent-refreshes", "one after the other", false, func(p *journaltest.Play) {
		g1 := p.Login("alice.test", "")
		p.Refresh(g1)
		p.Refresh(g1)
	}},
	{
		"concurrent-refreshes", "asked again while the first reply was on its way, and then lost",
		false, func(p *journaltest.Play) {
			g1 := p.Login("alice.test", "")
			c, _ := p.BeginRefresh(g1, journaltest.Lost)
			p.Refresh(g1)
			p.End(c)
		},
	},
	{"concurrent-refreshes", "of two sessions", false, func(p *journaltest.Play) {
		a, b := p.Login("alice.test", ""), p.Login("alice.test", "")
		for range 3 {
			c, na := p.BeginRefresh(a)
			d, nb := p.BeginRefresh(b)
			p.End(c)
			p.End(d)
			a, b = na, nb
		}
	}},

	{"early-refresh", "before every call", true, func(p *journaltest.Play) {
		tab := p.Login("alice.test", "")
		for range 4 {
			tab = p.Refresh(tab)
			p.GetSession(tab)
			p.Wait(time.Second)
		}
	}},
	{
		"early-refresh", "one after the other, with nothing done in between", true,
		func(p *journaltest.Play) {
			tab := p.Login("alice.test", "")
			for range 4 {
				tab = p.Refresh(tab)
			}
		},
	},
	{
		"early-refresh", "before every call, after an hour without a mistake", true,
		func(p *journaltest.Play) {
			tab := p.Login("alice.test", "")
			for range 6 {
				p.Wait(10 * time.Minute)
				tab = p.Refresh(tab)
			}
			for range 3 {
				p.GetSession(tab)
				tab = p.Refresh(tab)
			}
		},
	},
	{"early-refresh", "before every call, three times", false, func(p *journaltest.Play) {
		tab := p.Login("alice.test", "")
		for range 3 {
			tab = p.Refresh(tab)
			p.GetSession(tab)
		}
	}},
	{"early-refresh", "an app that is opened again and again", false, func(p *journaltest.Play) {
		tab := p.Login("alice.test", "")
		for range 30 {
			tab = p.Refresh(tab)
			p.GetSession(tab)
			p.Wait(10 * time.Second)
		}
	}},
	{
		"early-refresh", "an app that is opened again and again while the clock stands still", false,
		func(p *journaltest.Play) {
			tab := p.Login("alice.test", "")
			for range 30 {
				tab = p.Refresh(tab)
				p.GetSession(tab)
				p.Real = p.Real.Add(10 * time.Second)
			}
		},
	},
	{
		"early-refresh", "pages in a row that each make calls of their own", false,
		func(p *journaltest.Play) {
			tab := p.Login("alice.test", "")
			for range 30 {
				tab = p.Refresh(tab)
				p.GetSession(tab)
				p.Get(tab, "app.bsky.feed.getTimeline")
			}
		},
	},
	{"early-refresh", "because each token was refused", false, func(p *journaltest.Play) {
		tab := p.Login("alice.test", "")
		for range 6 {
			p.GetSession(tab, journaltest.Refused(400, "ExpiredToken"))
			tab = p.Refresh(tab)
		}
	}},
	{"early-refresh", "early each time, and not often", false, func(p *journaltest.Play) {
		tab := p.Login("alice.test", "")
		for range 6 {
			p.Wait(40 * time.Minute)
			tab = p.Refresh(tab)
		}
	}},
	{"early-refresh", "once in an hour and a half", false, func(p *journaltest.Play) {
		tab := p.Login("alice.test", "")
		for range 6 {
			p.Wait(90 * time.Minute)
			tab = p.Refresh(tab)
		}
	}},

	{"refreshed-token-unused", "the old access token goes on", true, func(p *journaltest.Play) {
		g1 := p.Login("alice.test", "")
		p.Refresh(g1)
		for range 3 {
			p.GetSession(g1)
		}
	}},
	{"refreshed-token-unused", "until the new one is used", false, func(p *journaltest.Play) {
		g1 := p.Login("alice.test", "")
		g2 := p.Refresh(g1)
		for range 4 {
			p.GetSession(g1)
		}
		p.GetSession(g2)
	}},
	{"refreshed-token-unused", "the reply was lost", false, func(p *journaltest.Play) {
		g1 := p.Login("alice.test", "")
		p.Refresh(g1, journaltest.Lost)
		for range 4 {
			p.GetSession(g1)
		}
	}},
	{"refreshed-token-unused", "calls that were in flight", false, func(p *journaltest.Play) {
		g1 := p.Login("alice.test", "")
		var calls []*journal.RawCall
		for range 5 {
			calls = append(calls, p.Call("GET", "app.bsky.feed.getTimeline",
				journaltest.Bearer(g1.Access)))
		}
		p.Refresh(g1)
		for _, c := range calls {
			p.End(c)
		}
	}},
}

func refreshAtOnce(p *journaltest.Play, t *journaltest.Tab, n int) *journaltest.Tab {
	var calls []*journal.RawCall
	var next *journaltest.Tab
	for range n {
		var c *journal.RawCall
		c, next = p.BeginRefresh(t)
		calls = append(calls, c)
	}
	for _, c := range calls {
		p.End(c)
	}
	return next
}

func expireTogether(p *journaltest.Play, t *journaltest.Tab, n int) {
	var calls []*journal.RawCall
	for range n {
		calls = append(calls, p.Call("GET", "com.atproto.server.getSession",
			journaltest.Bearer(t.Access), journaltest.Refused(400, "ExpiredToken")))
	}
	for _, c := range calls {
		p.End(c)
	}
}
