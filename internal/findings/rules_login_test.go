package findings_test

import (
	"fmt"
	"time"

	"mockpds/internal/journal/journaltest"
)

// runs plays a program that logs in, makes some calls and ends, so many times.
func runs(p *journaltest.Play, times, calls int, end func(*journaltest.Tab)) {
	for range times {
		tab := p.Login("alice.test", "")
		for range calls {
			p.GetSession(tab)
		}
		if end != nil {
			end(tab)
		}
		p.Wait(15 * time.Minute)
	}
}

var loginRuleTests = []ruleTest{
	{
		"login-per-call", "a program that runs every quarter of an hour", true,
		func(p *journaltest.Play) { runs(p, 11, 1, nil) },
	},
	{"login-per-call", "two calls each", true, func(p *journaltest.Play) { runs(p, 11, 2, nil) }},
	{"login-per-call", "ten times", false, func(p *journaltest.Play) { runs(p, 10, 1, nil) }},
	{
		"login-per-call", "three calls each", false,
		func(p *journaltest.Play) { runs(p, 20, 3, nil) },
	},
	{"login-per-call", "no calls", false, func(p *journaltest.Play) { runs(p, 20, 0, nil) }},
	{
		"login-per-call", "logged out each time", false,
		func(p *journaltest.Play) { runs(p, 20, 1, p.Logout) },
	},
	{"login-per-call", "once the session before is over", false, func(p *journaltest.Play) {
		runs(p, 20, 1, func(*journaltest.Tab) { p.Wait(journaltest.AccessLife) })
	}},
	{"login-per-call", "each time another app", false, func(p *journaltest.Play) {
		for n := range 20 {
			p.GetSession(p.Login("alice.test", "", journaltest.From(fmt.Sprint("192.0.2.", n))))
			p.Wait(15 * time.Minute)
		}
	}},
	{"login-instead-of-refresh", "after ExpiredToken", true, func(p *journaltest.Play) {
		g1 := p.Login("alice.test", "")
		p.GetSession(g1, journaltest.Refused(400, "ExpiredToken"))
		p.GetSession(p.Login("alice.test", ""))
	}},
	{
		"login-instead-of-refresh", "with a call of the old session that came later", true,
		func(p *journaltest.Play) {
			g1 := p.Login("alice.test", "")
			p.GetSession(g1, journaltest.Refused(400, "ExpiredToken"))
			p.Login("alice.test", "")
			p.GetSession(g1, journaltest.Refused(400, "ExpiredToken"))
		},
	},
	{"login-instead-of-refresh", "after the refresh was refused", false, func(p *journaltest.Play) {
		g1 := p.Login("alice.test", "")
		p.GetSession(g1, journaltest.Refused(400, "ExpiredToken"))
		p.RefuseRefresh(g1)
		p.Login("alice.test", "")
	}},
	{"login-instead-of-refresh", "of somebody else", false, func(p *journaltest.Play) {
		p.GetSession(p.Login("alice.test", ""), journaltest.Refused(400, "ExpiredToken"))
		p.Login("bob.test", "")
	}},
	{"login-instead-of-refresh", "on a second device", false, func(p *journaltest.Play) {
		g1 := p.Login("alice.test", "")
		p.GetSession(g1, journaltest.Refused(400, "ExpiredToken"))
		p.Login("alice.test", "", journaltest.From("192.0.2.2"))
	}},
	{
		"login-instead-of-refresh", "in another app on the same host", false,
		func(p *journaltest.Play) {
			g1 := p.Login("alice.test", "")
			p.GetSession(g1, journaltest.Refused(400, "ExpiredToken"))
			p.Login("alice.test", "", journaltest.As("another app"))
		},
	},
	{
		"login-instead-of-refresh", "by somebody who had to type the password", true,
		func(p *journaltest.Play) {
			g1 := p.Login("alice.test", "")
			p.GetSession(g1, journaltest.Refused(400, "ExpiredToken"))
			p.Wait(9 * time.Minute)
			p.Login("alice.test", "")
		},
	},
	{
		"login-instead-of-refresh", "much later, when the first app has been closed", false,
		func(p *journaltest.Play) {
			g1 := p.Login("alice.test", "")
			p.GetSession(g1, journaltest.Refused(400, "ExpiredToken"))
			p.Wait(11 * time.Minute)
			p.Login("alice.test", "")
		},
	},
	{
		"login-instead-of-refresh", "in another app, while the first refreshes", false,
		func(p *journaltest.Play) {
			g1 := p.Login("alice.test", "")
			p.GetSession(g1, journaltest.Refused(400, "ExpiredToken"))
			p.Login("alice.test", "")
			p.Refresh(g1)
		},
	},
	{
		"login-instead-of-refresh", "with the refresh token expired too", false,
		func(p *journaltest.Play) {
			g1 := p.Login("alice.test", "")
			p.Wait(journaltest.RefreshLife)
			p.GetSession(g1, journaltest.Refused(400, "ExpiredToken"))
			p.Login("alice.test", "")
		},
	},

	{
		"login-pace", "31 in five minutes", true,
		func(p *journaltest.Play) { logins(p, 31, 9*time.Second, "192.0.2.1") },
	},
	{
		"login-pace", "301 in a day", true,
		func(p *journaltest.Play) { logins(p, 301, 4*time.Minute, "192.0.2.1") },
	},
	{
		"login-pace", "30 in five minutes", false,
		func(p *journaltest.Play) { logins(p, 30, 0, "192.0.2.1") },
	},
	{"login-pace", "60 from two addresses", false, func(p *journaltest.Play) {
		logins(p, 30, 0, "192.0.2.1")
		logins(p, 30, 0, "192.0.2.2")
	}},
	{
		"login-pace", "31 in more than five minutes", false,
		func(p *journaltest.Play) { logins(p, 31, 10*time.Second, "192.0.2.1") },
	},
}

func logins(p *journaltest.Play, n int, pause time.Duration, client string) {
	for range n {
		p.Login("alice.test", "laptop", journaltest.From(client))
		p.Wait(pause)
	}
}
