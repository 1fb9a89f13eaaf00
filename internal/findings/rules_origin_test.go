package findings_test

import (
	"mockpds/internal/journal"
	"mockpds/internal/journal/journaltest"
)

var originRuleTests = []ruleTest{
	{"oauth-wrong-origin", "a refresh at the PDS", true, func(p *journaltest.Play) {
		oauthCall(p, "/oauth/token", cameTo(journal.OriginPDS), journaltest.Replies(404, ""))
	}},
	{"oauth-wrong-origin", "a call at the entryway", true, func(p *journaltest.Play) {
		p.End(p.Call("GET", "com.atproto.server.getSession", oauthProof, cameTo(journal.OriginEntryway)))
	}},
	{"oauth-wrong-origin", "each at the right one", false, func(p *journaltest.Play) {
		oauthCall(p, "/oauth/token", cameTo(journal.OriginEntryway))
		p.End(p.Call("GET", "com.atproto.server.getSession", oauthProof, cameTo(journal.OriginPDS)))
	}},
	{"oauth-wrong-origin", "without an entryway", false, func(p *journaltest.Play) {
		oauthCall(p, "/oauth/token")
		p.End(p.Call("GET", "com.atproto.server.getSession", oauthProof))
	}},
	{"oauth-nonce-of-other-origin", "shown", true, func(p *journaltest.Play) {
		oauthCall(p, "/oauth/token", journaltest.Refused(400, "use_dpop_nonce"),
			func(c *journal.RawCall) { c.NonceOfOther = true })
	}},
	{"oauth-nonce-of-other-origin", "one that is old", false, func(p *journaltest.Play) {
		oauthCall(p, "/oauth/token", journaltest.Refused(400, "use_dpop_nonce"))
	}},
}

func cameTo(origin string) func(*journal.RawCall) {
	return func(c *journal.RawCall) { c.Origin = origin }
}
