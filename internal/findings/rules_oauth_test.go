package findings_test

import (
	"encoding/base64"
	"net/url"
	"strings"
	"time"

	"mockpds/internal/journal"
	"mockpds/internal/journal/journaltest"
)

var oauthRuleTests = []ruleTest{
	{"oauth-refresh-replayed", "a minute later", true, func(p *journaltest.Play) {
		oauthLogin(p)
		oauthRefresh(p)
		p.Wait(time.Minute)
		oauthCall(p, "/oauth/token", oauthToken(journal.KindRefresh), journaltest.Refused(400, "invalid_grant"))
	}},
	{"oauth-refresh-replayed", "after a lost reply", false, func(p *journaltest.Play) {
		oauthLogin(p)
		oauthRefresh(p, journaltest.Lost)
		oauthCall(p, "/oauth/token", oauthToken(journal.KindRefresh), journaltest.Refused(400, "invalid_grant"))
	}},
	{"oauth-nonce-ignored", "three times", true, func(p *journaltest.Play) {
		for range 3 {
			oauthCall(p, "/oauth/par", journaltest.Refused(400, "use_dpop_nonce"))
		}
	}},
	{"oauth-nonce-ignored", "with a nonce that is kept for ever", true, func(p *journaltest.Play) {
		for range 3 {
			oauthCall(p, "/oauth/par", oauthProved("a", "old", "1"), journaltest.Refused(400, "use_dpop_nonce"))
			oauthCall(p, "/oauth/par", oauthProved("a", "new", "2"))
		}
	}},
	{"oauth-nonce-ignored", "once, and then heeded, again and again", false, func(p *journaltest.Play) {
		for range 3 {
			oauthCall(p, "/oauth/par", journaltest.Refused(400, "use_dpop_nonce"))
			oauthCall(p, "/oauth/par")
		}
	}},
	{"oauth-nonce-ignored", "by the keys of three log-ins", false, func(p *journaltest.Play) {
		for _, key := range []string{"a", "b", "c"} {
			oauthCall(p, "/oauth/par", oauthProved(key, "", "1"), journaltest.Refused(400, "use_dpop_nonce"))
		}
	}},
	{"oauth-nonce-ignored", "by a server whose own nonces are stale", false, func(p *journaltest.Play) {
		for _, nonce := range []string{"one", "two", "three"} {
			oauthCall(p, "/oauth/par", oauthProved("a", nonce, nonce), journaltest.Refused(400, "use_dpop_nonce"))
		}
	}},
	{"oauth-token-as-bearer", "at once", true, func(p *journaltest.Play) {
		oauthLogin(p)
		p.End(p.Call("GET", "com.atproto.server.getSession", oauthToken(journal.KindAccess),
			journaltest.Bearer("x"), journaltest.Refused(400, "InvalidToken")))
	}},
	{"oauth-token-as-bearer", "after DPoP", false, func(p *journaltest.Play) {
		oauthLogin(p)
		p.End(p.Call("GET", "com.atproto.server.getSession", oauthToken(journal.KindAccess), oauthProof))
	}},
	{"oauth-wrong-proof", "refused", true, func(p *journaltest.Play) {
		oauthCall(p, "/oauth/par", journaltest.Refused(400, "invalid_dpop_proof"))
	}},
	{"oauth-wrong-proof", "sent again by the browser when the connection broke", false, func(p *journaltest.Play) {
		oauthCall(p, "/oauth/token", oauthProved("a", "n", "1"), journaltest.Lost)
		oauthCall(p, "/oauth/token", oauthProved("a", "n", "1"), journaltest.Refused(400, "invalid_dpop_proof"))
	}},
	{"oauth-wrong-proof", "sent again by the client a while after the connection broke", true, func(p *journaltest.Play) {
		oauthCall(p, "/oauth/token", oauthProved("a", "n", "1"), journaltest.Lost)
		p.Wait(time.Minute)
		oauthCall(p, "/oauth/token", oauthProved("a", "n", "1"), journaltest.Refused(400, "invalid_dpop_proof"))
	}},
	{"oauth-wrong-proof", "with an old nonce", false, func(p *journaltest.Play) {
		oauthCall(p, "/oauth/par", journaltest.Refused(400, "use_dpop_nonce"))
	}},
	{"oauth-par-skipped", "skipped", true, func(p *journaltest.Play) {
		oauthVisit(p, url.Values{"client_id": {"http://localhost"}, "scope": {"atproto"}})
	}},
	{"oauth-par-skipped", "pushed", false, func(p *journaltest.Play) {
		oauthVisit(p, url.Values{"client_id": {"http://localhost"}, "request_uri": {"urn:x"}})
	}},
	{"oauth-challenge-reused", "in two log-ins", true, func(p *journaltest.Play) {
		oauthPush(p, "code_challenge=a&state=1", 201)
		oauthPush(p, "code_challenge=a&state=2", 201)
	}},
	{"oauth-challenge-reused", "the state", true, func(p *journaltest.Play) {
		oauthPush(p, "code_challenge=a&state=1", 201)
		oauthPush(p, "code_challenge=b&state=1", 201)
	}},
	{"oauth-challenge-reused", "in JSON", true, func(p *journaltest.Play) {
		oauthPush(p, `{"code_challenge":"a"}`, 201)
		oauthPush(p, `{"code_challenge":"a"}`, 201)
	}},
	{"oauth-challenge-reused", "after a challenge for a nonce", false, func(p *journaltest.Play) {
		oauthPush(p, "code_challenge=a", 400)
		oauthPush(p, "code_challenge=a", 201)
		oauthPush(p, "code_challenge=b", 201)
	}},
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

const oauthDID = "did:plc:alice"

// oauthToken says that a token of the first generation came.
func oauthToken(kind journal.TokenKind) func(*journal.RawCall) {
	return func(c *journal.RawCall) {
		c.Came = &journal.Token{Kind: kind, DID: oauthDID, Handle: "alice.test", OAuth: true, Session: 1, Generation: 1}
	}
}

func oauthProof(c *journal.RawCall) {
	c.RequestHeader["Authorization"] = []string{"DPoP x"}
	c.RequestHeader["Dpop"] = []string{"x"}
}

func oauthPost(p *journaltest.Play, path string, change ...func(*journal.RawCall)) *journal.RawCall {
	set := func(c *journal.RawCall) {
		c.Path, c.RequestHeader["Dpop"] = path, []string{"x"}
	}
	return p.Call("POST", "", append([]func(*journal.RawCall){set}, change...)...)
}

func oauthCall(p *journaltest.Play, path string, change ...func(*journal.RawCall)) {
	p.End(oauthPost(p, path, change...))
}

func oauthTokens(p *journaltest.Play) journal.Minted {
	return journal.Minted{At: p.Now, AccessExpiresAt: p.Now.Add(time.Hour), RefreshExpiresAt: p.Now.Add(24 * time.Hour)}
}

func oauthLogin(p *journaltest.Play) { oauthLoginAs(p, 1) }

func oauthLoginAs(p *journaltest.Play, session int) {
	c := oauthPost(p, "/oauth/token", journaltest.Replies(200, `{"scope":"atproto transition:generic transition:email"}`))
	p.Journal.SessionOpened(c, journal.Opening{
		DID: oauthDID, Handle: "alice.test", Session: session,
		ClientID: "http://localhost", Tokens: oauthTokens(p),
	})
	p.End(c)
}

func oauthRefresh(p *journaltest.Play, change ...func(*journal.RawCall)) {
	c := oauthPost(p, "/oauth/token", append(change, oauthToken(journal.KindRefresh))...)
	p.Journal.Refreshed(c, journal.Refresh{
		DID: oauthDID, Handle: "alice.test", OAuth: true,
		Session: 1, From: 1, To: 2, Tokens: oauthTokens(p),
	})
	p.End(c)
}

func oauthVisit(p *journaltest.Play, query url.Values) {
	c := p.Call("GET", "")
	c.Path, c.Query = "/oauth/authorize", query.Encode()
	p.End(c)
}

func oauthPush(p *journaltest.Play, body string, status int) {
	c := oauthPost(p, "/oauth/par")
	c.RequestHeader["Content-Type"] = []string{"application/x-www-form-urlencoded"}
	if strings.HasPrefix(body, "{") {
		c.RequestHeader["Content-Type"] = []string{"application/json"}
	}
	c.RequestBody, c.Status = []byte(body), status
	p.End(c)
}

// oauthProved gives a call a proof, of which nobody looks at the signature.
func oauthProved(key, nonce, id string) func(*journal.RawCall) {
	part := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	proof := part(`{"jwk":{"x":"`+key+`"}}`) + "." + part(`{"jti":"`+id+`","nonce":"`+nonce+`"}`) + ".x"
	return func(c *journal.RawCall) { c.RequestHeader["Dpop"] = []string{proof} }
}

func cameTo(origin string) func(*journal.RawCall) {
	return func(c *journal.RawCall) { c.Origin = origin }
}
