package findings_test

import (
	"mockpds/internal/journal"
	"mockpds/internal/journal/journaltest"
)

// sent is a procedure with a body.
func sent(method, text string) func(p *journaltest.Play) {
	return func(p *journaltest.Play) { p.End(p.Call("POST", method, body("application/json", text))) }
}

// chats calls a method of the chat with a header or without.
func chats(header map[string][]string) func(p *journaltest.Play) {
	return func(p *journaltest.Play) {
		p.End(p.Call("GET", "chat.bsky.convo.listConvos",
			func(c *journal.RawCall) { c.RequestHeader = header }))
	}
}

var requestRuleTests = []ruleTest{
	{"body-not-expected", "an empty object", true, sent("com.atproto.server.refreshSession", "{}")},
	{
		"body-not-expected", "something else", true,
		sent("com.atproto.server.requestEmailConfirmation", `"x"`),
	},
	{"body-not-expected", "none", false, sent("com.atproto.server.refreshSession", "")},
	{
		"body-not-expected", "another procedure", false,
		sent("com.atproto.server.createInviteCode", "{}"),
	},

	{"chat-without-proxy", "no header", true, chats(nil)},
	{
		"chat-without-proxy", "the header", false,
		chats(map[string][]string{"Atproto-Proxy": {"did:web:api.bsky.chat#bsky_chat"}}),
	},
	{
		"chat-without-proxy", "another service", false,
		func(p *journaltest.Play) { p.End(p.Call("GET", "app.bsky.feed.getTimeline")) },
	},

	{"wrong-verb", "GET where POST is due", true, func(p *journaltest.Play) {
		p.End(p.Call("POST", "com.atproto.server.refreshSession",
			func(c *journal.RawCall) { c.Verb = "GET" },
			journaltest.Refused(400, "InvalidRequest")))
	}},
	{"wrong-verb", "POST where GET is due", true, func(p *journaltest.Play) {
		p.End(p.Call("GET", "com.atproto.server.getSession",
			func(c *journal.RawCall) { c.Verb = "POST" },
			journaltest.Refused(400, "InvalidRequest")))
	}},
	{"wrong-verb", "preflight, HEAD, no such method", false, func(p *journaltest.Play) {
		p.End(p.Call("POST", "com.atproto.server.createSession",
			func(c *journal.RawCall) { c.Verb = "OPTIONS" }))
		p.End(p.Call("GET", "com.atproto.server.describeServer",
			func(c *journal.RawCall) { c.Verb = "HEAD" }))
		p.End(p.Call("POST", "no.such.method", func(c *journal.RawCall) { c.VerbDue = "" }))
	}},

	{"content-type", "text/plain", true, func(p *journaltest.Play) {
		p.End(p.Call("POST", "com.atproto.server.createSession",
			body("text/plain;charset=UTF-8", journaltest.LoginBody("alice.test", "alice-pass"))))
	}},
	{"content-type", "none", true, func(p *journaltest.Play) {
		p.End(p.Call("POST", "com.atproto.server.createSession",
			func(c *journal.RawCall) { c.RequestBody = []byte(`{}`) }))
	}},
	{"content-type", "a record", true, func(p *journaltest.Play) {
		p.End(p.Call("POST", "com.atproto.repo.createRecord", unlisted, body("text/plain", "{}")))
	}},
	{"content-type", "JSON, no body, another method", false, func(p *journaltest.Play) {
		p.End(p.Call("POST", "com.atproto.server.createSession",
			body("application/json; charset=utf-8", "{}")))
		p.End(p.Call("POST", "com.atproto.server.deleteSession", body("text/plain", "")))
		p.End(p.Call("POST", "com.atproto.repo.uploadBlob", body("image/png", "png")))
	}},

	{"status-ignored", "told at login", true, func(p *journaltest.Play) {
		tab := p.Login("alice.test", "", inactive)
		for range 3 {
			p.Get(tab, "app.bsky.feed.getTimeline", journaltest.Refused(401, "AccountTakedown"))
		}
	}},
	{"status-ignored", "told in mid-session", true, func(p *journaltest.Play) {
		tab := p.Login("alice.test", "")
		p.GetSession(tab, inactive)
		for range 3 {
			p.Get(tab, "app.bsky.feed.getTimeline")
		}
	}},
	{"status-ignored", "two calls in each of three sessions", true, func(p *journaltest.Play) {
		for range 3 {
			tab := p.Login("alice.test", "", inactive)
			p.Get(tab, "app.bsky.feed.getTimeline")
			p.Get(tab, "app.bsky.feed.getTimeline")
		}
	}},
	{
		"status-ignored", "two calls in each of two sessions, and more in one that was not told",
		false, func(p *journaltest.Play) {
			other := p.Login("alice.test", "")
			for range 2 {
				tab := p.Login("alice.test", "", inactive)
				p.Get(tab, "app.bsky.feed.getTimeline")
				p.Get(tab, "app.bsky.feed.getTimeline")
			}
			for range 3 {
				p.Get(other, "app.bsky.feed.getTimeline")
			}
		},
	},
	{
		"status-ignored", "two calls in a session of each of three apps", false,
		func(p *journaltest.Play) {
			for _, app := range []string{"one", "two", "three"} {
				tab := p.Login("alice.test", "", inactive, journaltest.As(app))
				p.Get(tab, "app.bsky.feed.getTimeline")
				p.Get(tab, "app.bsky.feed.getTimeline")
			}
		},
	},
	{"status-ignored", "activated, in another session at that", false, func(p *journaltest.Play) {
		tab, other := p.Login("alice.test", "", inactive), p.Login("alice.test", "", inactive)
		p.End(p.Call("POST", "com.atproto.server.activateAccount",
			journaltest.Bearer(other.Access)))
		for range 4 {
			p.Get(tab, "app.bsky.feed.getTimeline")
			p.Get(other, "app.bsky.feed.getTimeline")
		}
	}},
	{
		"status-ignored", "not activated, as the activation was refused", true,
		func(p *journaltest.Play) {
			tab := p.Login("alice.test", "", inactive)
			p.End(p.Call("POST", "com.atproto.server.activateAccount", journaltest.Bearer(tab.Access),
				journaltest.Refused(400, "InvalidRequest")))
			for range 3 {
				p.Get(tab, "app.bsky.feed.getTimeline")
			}
		},
	},
	{"status-ignored", "activated by somebody else", true, func(p *journaltest.Play) {
		tab, other := p.Login("alice.test", "", inactive), p.Login("bob.test", "", inactive)
		p.End(p.Call("POST", "com.atproto.server.activateAccount",
			journaltest.Bearer(other.Access)))
		for range 3 {
			p.Get(tab, "app.bsky.feed.getTimeline")
		}
	}},
	{"status-ignored", "asked for, reactivated, used", false, func(p *journaltest.Play) {
		tab := p.Login("alice.test", "", inactive)
		for range 4 {
			p.GetSession(tab, inactive)
			p.Get(tab, "com.atproto.server.checkAccountStatus")
		}
		p.GetSession(tab, journaltest.Replies(200, `{"active":true}`))
		for range 4 {
			p.Get(tab, "app.bsky.feed.getTimeline")
		}
	}},
}

func inactive(c *journal.RawCall) { c.ReplyBody = []byte(`{"active":false,"status":"takendown"}`) }

// body sends a body of some type.
func body(contentType, text string) func(*journal.RawCall) {
	return func(c *journal.RawCall) {
		c.RequestHeader["Content-Type"], c.RequestBody = []string{contentType}, []byte(text)
	}
}
