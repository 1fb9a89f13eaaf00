package findings_test

import (
	"time"

	"mockpds/internal/journal"
	"mockpds/internal/journal/journaltest"
)

var oauthSessionRuleTests = []ruleTest{
	{"oauth-grant-retried", "at once", true, func(p *journaltest.Play) {
		oauthLogin(p)
		oauthRefuse(p)
		oauthRefuse(p)
	}},
	{"oauth-grant-retried", "a code", true, func(p *journaltest.Play) {
		for range 2 {
			oauthCall(p, "/oauth/token", journaltest.Posts(`{"code":"x"}`), journaltest.Refused(400, "invalid_grant"))
		}
	}},
	{"oauth-grant-retried", "two codes", false, func(p *journaltest.Play) {
		for _, code := range []string{"x", "y"} {
			oauthCall(p, "/oauth/token", journaltest.Posts(`{"code":"`+code+`"}`), journaltest.Refused(400, "invalid_grant"))
		}
	}},
	{"oauth-grant-retried", "in flight", false, func(p *journaltest.Play) {
		oauthLogin(p)
		first := oauthPost(p, "/oauth/token", oauthToken(journal.KindRefresh), journaltest.Refused(400, "invalid_grant"))
		p.Now = p.Now.Add(time.Second)
		second := oauthPost(p, "/oauth/token", oauthToken(journal.KindRefresh), journaltest.Refused(400, "use_dpop_nonce"))
		p.End(first)
		p.End(second)
	}},
	{"oauth-not-revoked", "with a token that is not the session's", true, func(p *journaltest.Play) {
		oauthLogin(p)
		oauthCall(p, "/oauth/revoke", oauthToken(journal.KindAccess))
	}},
	{"oauth-not-revoked", "revoked", false, func(p *journaltest.Play) {
		oauthLogin(p)
		c := oauthPost(p, "/oauth/revoke", oauthToken(journal.KindRefresh))
		p.Journal.Revoked(c, journal.Revocation{DID: oauthDID, OAuth: true, Session: 1, At: p.Now})
		p.End(c)
	}},
	{"oauth-not-revoked", "six log-ins", true, func(p *journaltest.Play) {
		for n := 1; n <= 6; n++ {
			oauthLoginAs(p, n)
			oauthUse(p, n)
		}
	}},
	{"oauth-not-revoked", "six log-ins of two devices", false, func(p *journaltest.Play) {
		for n := 1; n <= 6; n++ {
			oauthLoginAs(p, n)
			oauthUse(p, n)
			oauthUse(p, 1+(n-1)/2*2)
		}
	}},
	{"oauth-not-revoked", "six log-ins, as the sessions expired", false, func(p *journaltest.Play) {
		for n := 1; n <= 6; n++ {
			oauthLoginAs(p, n)
			oauthUse(p, n)
			p.Wait(25 * time.Hour)
		}
	}},
	{"oauth-scope-unused", "in fifty calls", true, func(p *journaltest.Play) {
		oauthAsk(p, "client_id=http%3A%2F%2Flocalhost&scope=atproto+transition%3Ageneric+transition%3Aemail")
		for range 50 {
			oauthUse(p, 1, "transition:generic")
		}
	}},
	{"oauth-scope-unused", "in a few calls", false, func(p *journaltest.Play) {
		oauthAsk(p, "client_id=http%3A%2F%2Flocalhost&scope=atproto+transition%3Aemail")
		for range 10 {
			oauthUse(p, 1)
		}
	}},
	{"oauth-scope-unused", "used once", false, func(p *journaltest.Play) {
		oauthAsk(p, "client_id=http%3A%2F%2Flocalhost&scope=atproto+transition%3Aemail")
		oauthUse(p, 1, "transition:email")
		for range 50 {
			oauthUse(p, 1)
		}
	}},
	{"oauth-scope-unused", "not granted", false, func(p *journaltest.Play) {
		oauthAsk(p, "client_id=http%3A%2F%2Flocalhost&scope=atproto+transition%3Achat.bsky")
		for range 50 {
			oauthUse(p, 1, "transition:generic", "transition:email")
		}
	}},
	{"concurrent-refreshes", "of OAuth", true, func(p *journaltest.Play) {
		oauthLogin(p)
		first := oauthPost(p, "/oauth/token", oauthToken(journal.KindRefresh))
		second := oauthPost(p, "/oauth/token", oauthToken(journal.KindRefresh), journaltest.Refused(400, "invalid_grant"))
		p.End(first)
		p.End(second)
	}},
}

func oauthRefuse(p *journaltest.Play) {
	oauthCall(p, "/oauth/token", oauthToken(journal.KindRefresh), journaltest.Refused(400, "invalid_grant"))
}

// oauthAsk pushes a request, and signs in with all that the default scopes allow.
func oauthAsk(p *journaltest.Play, form string) {
	oauthPush(p, form, 201)
	oauthLogin(p)
}

// oauthUse calls with an access token of a session, with which scopes allowed something.
func oauthUse(p *journaltest.Play, session int, scopes ...string) {
	p.End(p.Call("GET", "com.atproto.server.getSession", oauthProof, func(c *journal.RawCall) {
		c.Came = &journal.Token{Kind: journal.KindAccess, DID: oauthDID, Handle: "alice.test", OAuth: true, Session: session, Generation: 1}
		c.ScopesUsed = scopes
	}))
}
