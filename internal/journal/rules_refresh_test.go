package journal_test

import (
	"time"

	"mockpds/internal/journal"
)

var refreshRuleTests = []ruleTest{
	{"refresh-replayed-in-grace", "an hour after the new tokens were delivered", true, func(p *play) {
		g1 := p.login("alice.test", "")
		p.refresh(g1)
		p.wait(time.Hour)
		p.refresh(g1)
	}},
	{"refresh-replayed-in-grace", "after a lost reply", false, func(p *play) {
		g1 := p.login("alice.test", "")
		p.refresh(g1, lost)
		p.wait(time.Hour)
		p.refresh(g1)
	}},
	{"refresh-replayed-in-grace", "two tabs that wake up together", false, func(p *play) {
		g1 := p.login("alice.test", "")
		p.wait(3 * time.Hour)
		p.refresh(g1)
		p.wait(20 * time.Second)
		p.refresh(g1)
	}},
	{"refresh-replayed-in-grace", "by a second tab that wakes up too", false, func(p *play) {
		g1 := p.login("alice.test", "")
		p.refresh(g1)
		p.refresh(g1)
	}},
	{"refresh-replayed-in-grace", "and again, within the same second", true, func(p *play) {
		g1 := p.login("alice.test", "")
		p.refresh(g1)
		p.refresh(g1)
		p.refresh(g1)
	}},
	{"refresh-replayed-in-grace", "by a second tab that gets no reply, and asks again", false, func(p *play) {
		g1 := p.login("alice.test", "")
		p.refresh(g1)
		p.refresh(g1, lost)
		p.refuseRefresh(g1, refused(503, "NotEnoughResources"))
		p.refresh(g1)
	}},
	{"refresh-replayed-in-grace", "token after token", false, func(p *play) {
		tab := p.login("alice.test", "")
		for range 5 {
			p.wait(3 * time.Hour)
			tab = p.refresh(tab)
		}
	}},

	{"refresh-replayed-after-grace", "refused", true, func(p *play) {
		g1 := p.login("alice.test", "")
		p.refresh(g1)
		p.wait(grace + 12*time.Minute)
		p.refuseRefresh(g1)
	}},
	{"refresh-replayed-after-grace", "the reply was lost, and the client slept over it", false, func(p *play) {
		g1 := p.login("alice.test", "")
		p.refresh(g1, lost)
		p.wait(grace + time.Minute)
		p.refuseRefresh(g1)
	}},
	{"refresh-replayed-after-grace", "the token had expired by itself", false, func(p *play) {
		g1 := p.login("alice.test", "")
		p.wait(refreshLife)
		p.refuseRefresh(g1)
	}},
	{"refresh-replayed-after-grace", "the session had been revoked", false, func(p *play) {
		g1 := p.login("alice.test", "")
		p.refresh(g1)
		p.journal.Revoked(nil, journal.Revocation{DID: g1.did, At: p.now})
		p.wait(grace + time.Minute)
		p.refuseRefresh(g1)
	}},

	{"concurrent-refreshes", "three at once", true, func(p *play) { refreshAtOnce(p, p.login("alice.test", ""), 3) }},
	{"concurrent-refreshes", "two at once", true, func(p *play) { refreshAtOnce(p, p.login("alice.test", ""), 2) }},
	{"concurrent-refreshes", "two at once, again and again", true, func(p *play) {
		g1 := p.login("alice.test", "")
		g2 := refreshAtOnce(p, g1, 2)
		p.wait(3 * time.Hour)
		refreshAtOnce(p, g2, 2)
	}},
	{"concurrent-refreshes", "one after the other", false, func(p *play) {
		g1 := p.login("alice.test", "")
		p.refresh(g1)
		p.refresh(g1)
	}},
	{"concurrent-refreshes", "asked again while the first reply was on its way, and then lost", false, func(p *play) {
		g1 := p.login("alice.test", "")
		c, _ := p.beginRefresh(g1, lost)
		p.refresh(g1)
		p.end(c)
	}},
	{"concurrent-refreshes", "of two sessions", false, func(p *play) {
		a, b := p.login("alice.test", ""), p.login("alice.test", "")
		for range 3 {
			c, na := p.beginRefresh(a)
			d, nb := p.beginRefresh(b)
			p.end(c)
			p.end(d)
			a, b = na, nb
		}
	}},

	{"early-refresh", "before every call", true, func(p *play) {
		tab := p.login("alice.test", "")
		for range 4 {
			tab = p.refresh(tab)
			p.getSession(tab)
			p.wait(time.Second)
		}
	}},
	{"early-refresh", "one after the other, with nothing done in between", true, func(p *play) {
		tab := p.login("alice.test", "")
		for range 4 {
			tab = p.refresh(tab)
		}
	}},
	{"early-refresh", "before every call, after an hour without a mistake", true, func(p *play) {
		tab := p.login("alice.test", "")
		for range 6 {
			p.wait(10 * time.Minute)
			tab = p.refresh(tab)
		}
		for range 3 {
			p.getSession(tab)
			tab = p.refresh(tab)
		}
	}},
	{"early-refresh", "before every call, three times", false, func(p *play) {
		tab := p.login("alice.test", "")
		for range 3 {
			tab = p.refresh(tab)
			p.getSession(tab)
		}
	}},
	{"early-refresh", "an app that is opened again and again", false, func(p *play) {
		tab := p.login("alice.test", "")
		for range 30 {
			tab = p.refresh(tab)
			p.getSession(tab)
			p.wait(10 * time.Second)
		}
	}},
	{"early-refresh", "an app that is opened again and again while the clock stands still", false, func(p *play) {
		tab := p.login("alice.test", "")
		for range 30 {
			tab = p.refresh(tab)
			p.getSession(tab)
			p.real = p.real.Add(10 * time.Second)
		}
	}},
	{"early-refresh", "pages in a row that each make calls of their own", false, func(p *play) {
		tab := p.login("alice.test", "")
		for range 30 {
			tab = p.refresh(tab)
			p.getSession(tab)
			p.get(tab, "app.bsky.feed.getTimeline")
		}
	}},
	{"early-refresh", "because each token was refused", false, func(p *play) {
		tab := p.login("alice.test", "")
		for range 6 {
			p.getSession(tab, refused(400, "ExpiredToken"))
			tab = p.refresh(tab)
		}
	}},
	{"early-refresh", "early each time, and not often", false, func(p *play) {
		tab := p.login("alice.test", "")
		for range 6 {
			p.wait(40 * time.Minute)
			tab = p.refresh(tab)
		}
	}},
	{"early-refresh", "once in an hour and a half", false, func(p *play) {
		tab := p.login("alice.test", "")
		for range 6 {
			p.wait(90 * time.Minute)
			tab = p.refresh(tab)
		}
	}},

	{"refreshed-token-unused", "the old access token goes on", true, func(p *play) {
		g1 := p.login("alice.test", "")
		p.refresh(g1)
		for range 3 {
			p.getSession(g1)
		}
	}},
	{"refreshed-token-unused", "until the new one is used", false, func(p *play) {
		g1 := p.login("alice.test", "")
		g2 := p.refresh(g1)
		for range 4 {
			p.getSession(g1)
		}
		p.getSession(g2)
	}},
	{"refreshed-token-unused", "the reply was lost", false, func(p *play) {
		g1 := p.login("alice.test", "")
		p.refresh(g1, lost)
		for range 4 {
			p.getSession(g1)
		}
	}},
	{"refreshed-token-unused", "calls that were in flight", false, func(p *play) {
		g1 := p.login("alice.test", "")
		var calls []*journal.RawCall
		for range 5 {
			calls = append(calls, p.call("GET", "app.bsky.feed.getTimeline", bearer(g1.access)))
		}
		p.refresh(g1)
		for _, c := range calls {
			p.end(c)
		}
	}},

	{"expired-never-refreshed", "the client calls on", true, func(p *play) {
		g1 := p.login("alice.test", "")
		for range 3 {
			p.getSession(g1, refused(400, "ExpiredToken"))
		}
	}},
	{"expired-never-refreshed", "many calls in flight, then a refresh", false, func(p *play) {
		g1 := p.login("alice.test", "")
		expireTogether(p, g1, 6)
		p.getSession(p.refresh(g1))
	}},
	{"expired-never-refreshed", "calls that were waiting to be sent when the refresh was", false, func(p *play) {
		g1 := p.login("alice.test", "")
		p.getSession(g1, refused(400, "ExpiredToken"))
		g2 := p.refresh(g1)
		for range 5 {
			p.getSession(g1, refused(400, "ExpiredToken"))
		}
		p.getSession(g2)
	}},
	{"expired-never-refreshed", "the next token expires too", true, func(p *play) {
		g2 := p.refresh(p.login("alice.test", ""))
		for range 3 {
			p.getSession(g2, refused(400, "ExpiredToken"))
		}
	}},
	{"expired-never-refreshed", "many calls in flight, then silence", false, func(p *play) {
		expireTogether(p, p.login("alice.test", ""), 6)
	}},
	{"expired-never-refreshed", "until a login", false, func(p *play) {
		g1 := p.login("alice.test", "")
		for range 3 {
			p.getSession(g1, refused(400, "ExpiredToken"))
		}
		p.login("alice.test", "")
	}},
	{"expired-never-refreshed", "after the refresh was refused", false, func(p *play) {
		g1 := p.login("alice.test", "")
		p.getSession(g1, refused(400, "ExpiredToken"))
		p.refuseRefresh(g1)
		for range 3 {
			p.getSession(g1, refused(400, "ExpiredToken"))
		}
	}},
}

func refreshAtOnce(p *play, t *tab, n int) *tab {
	var calls []*journal.RawCall
	var next *tab
	for range n {
		var c *journal.RawCall
		c, next = p.beginRefresh(t)
		calls = append(calls, c)
	}
	for _, c := range calls {
		p.end(c)
	}
	return next
}

func expireTogether(p *play, t *tab, n int) {
	var calls []*journal.RawCall
	for range n {
		calls = append(calls, p.call("GET", "com.atproto.server.getSession", bearer(t.access), refused(400, "ExpiredToken")))
	}
	for _, c := range calls {
		p.end(c)
	}
}
