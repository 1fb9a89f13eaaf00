package journal_test

import (
	"fmt"

	"mockpds/internal/journal"
)

var tokenRuleTests = []ruleTest{
	{"access-token-at-refresh", "refreshSession", true, func(p *play) {
		g1 := p.login("alice.test", "")
		p.end(p.call("POST", "com.atproto.server.refreshSession", bearer(g1.access), refused(400, "InvalidToken")))
	}},
	{"access-token-at-refresh", "deleteSession", true, func(p *play) {
		g1 := p.login("alice.test", "")
		p.end(p.call("POST", "com.atproto.server.deleteSession", bearer(g1.access), refused(400, "InvalidToken")))
	}},
	{"access-token-at-refresh", "the refresh token", false, func(p *play) { p.logout(p.refresh(p.login("alice.test", ""))) }},

	{"refresh-token-elsewhere", "getSession", true, func(p *play) {
		g1 := p.login("alice.test", "")
		p.end(p.call("GET", "com.atproto.server.getSession", bearer(g1.refresh), refused(400, "InvalidToken")))
	}},
	{"refresh-token-elsewhere", "refreshSession and deleteSession", false, func(p *play) { p.logout(p.refresh(p.login("alice.test", ""))) }},

	{"refresh-token-outside-header", "body", true, func(p *play) {
		g1 := p.login("alice.test", "")
		p.end(p.call("POST", "com.atproto.server.refreshSession", posts(fmt.Sprintf(`{"refreshJwt":%q}`, g1.refresh)), refused(401, "AuthMissing")))
	}},
	{"refresh-token-outside-header", "compressed body", true, func(p *play) {
		g1 := p.login("alice.test", "")
		p.end(p.call("POST", "com.atproto.server.refreshSession", gzipped(fmt.Sprintf(`{"refreshJwt":%q}`, g1.refresh)), refused(401, "AuthMissing")))
	}},
	{"refresh-token-outside-header", "query", true, func(p *play) {
		g1 := p.login("alice.test", "")
		p.end(p.call("POST", "com.atproto.server.refreshSession", func(c *journal.RawCall) { c.Query = "refreshJwt=" + g1.refresh }))
	}},
	{"refresh-token-outside-header", "an access token, and a mailed code called token", false, func(p *play) {
		g1 := p.login("alice.test", "")
		p.end(p.call("POST", "com.atproto.server.confirmEmail", bearer(g1.access), posts(`{"token":"ABCDE-FGHIJ","x":"`+g1.access+`"}`)))
	}},

	{"session-used-after-logout", "with the access token, which still works", true, func(p *play) {
		g1 := p.login("alice.test", "")
		p.logout(g1)
		p.getSession(g1)
	}},
	{"session-used-after-logout", "in flight, and logged out twice", false, func(p *play) {
		g1 := p.login("alice.test", "")
		c := p.call("GET", "com.atproto.server.getSession", bearer(g1.access))
		p.logout(g1)
		p.end(c)
		p.logout(g1)
	}},
	{"session-used-after-logout", "another session", false, func(p *play) {
		g1, other := p.login("alice.test", ""), p.login("alice.test", "")
		p.logout(g1)
		p.getSession(other)
	}},
}
