package findings_test

import (
	"fmt"

	"mockpds/internal/journal"
	"mockpds/internal/journal/journaltest"
)

var tokenRuleTests = []ruleTest{
	{"access-token-at-refresh", "refreshSession", true, func(p *journaltest.Play) {
		g1 := p.Login("alice.test", "")
		p.End(p.Call("POST", "com.atproto.server.refreshSession", journaltest.Bearer(g1.Access),
			journaltest.Refused(400, "InvalidToken")))
	}},
	{"access-token-at-refresh", "deleteSession", true, func(p *journaltest.Play) {
		g1 := p.Login("alice.test", "")
		p.End(p.Call("POST", "com.atproto.server.deleteSession", journaltest.Bearer(g1.Access),
			journaltest.Refused(400, "InvalidToken")))
	}},
	{
		"access-token-at-refresh", "the refresh token", false,
		func(p *journaltest.Play) { p.Logout(p.Refresh(p.Login("alice.test", ""))) },
	},

	{"refresh-token-elsewhere", "getSession", true, func(p *journaltest.Play) {
		g1 := p.Login("alice.test", "")
		p.End(p.Call("GET", "com.atproto.server.getSession", journaltest.Bearer(g1.Refresh),
			journaltest.Refused(400, "InvalidToken")))
	}},
	{
		"refresh-token-elsewhere", "refreshSession and deleteSession", false,
		func(p *journaltest.Play) { p.Logout(p.Refresh(p.Login("alice.test", ""))) },
	},

	{"refresh-token-outside-header", "body", true, func(p *journaltest.Play) {
		g1 := p.Login("alice.test", "")
		p.End(p.Call("POST", "com.atproto.server.refreshSession",
			journaltest.Posts(fmt.Sprintf(`{"refreshJwt":%q}`, g1.Refresh)),
			journaltest.Refused(401, "AuthMissing")))
	}},
	{"refresh-token-outside-header", "compressed body", true, func(p *journaltest.Play) {
		g1 := p.Login("alice.test", "")
		p.End(p.Call("POST", "com.atproto.server.refreshSession",
			gzipped(fmt.Sprintf(`{"refreshJwt":%q}`, g1.Refresh)),
			journaltest.Refused(401, "AuthMissing")))
	}},
	{"refresh-token-outside-header", "query", true, func(p *journaltest.Play) {
		g1 := p.Login("alice.test", "")
		p.End(p.Call("POST", "com.atproto.server.refreshSession",
			func(c *journal.RawCall) { c.Query = "refreshJwt=" + g1.Refresh }))
	}},
	{
		"refresh-token-outside-header", "an access token, and a mailed code called token", false,
		func(p *journaltest.Play) {
			g1 := p.Login("alice.test", "")
			p.End(p.Call("POST", "com.atproto.server.confirmEmail", journaltest.Bearer(g1.Access),
				journaltest.Posts(`{"token":"ABCDE-FGHIJ","x":"`+g1.Access+`"}`)))
		},
	},

	{
		"session-used-after-logout", "with the access token, which still works", true,
		func(p *journaltest.Play) {
			g1 := p.Login("alice.test", "")
			p.Logout(g1)
			p.GetSession(g1)
		},
	},
	{
		"session-used-after-logout", "in flight, and logged out twice", false,
		func(p *journaltest.Play) {
			g1 := p.Login("alice.test", "")
			c := p.Call("GET", "com.atproto.server.getSession", journaltest.Bearer(g1.Access))
			p.Logout(g1)
			p.End(c)
			p.Logout(g1)
		},
	},
	{"session-used-after-logout", "another session", false, func(p *journaltest.Play) {
		g1, other := p.Login("alice.test", ""), p.Login("alice.test", "")
		p.Logout(g1)
		p.GetSession(other)
	}},
}
