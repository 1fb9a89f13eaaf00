package journal_test

import (
	"mockpds/internal/journal"
)

var requestRuleTests = []ruleTest{
	{"wrong-verb", "GET where POST is due", true, func(p *play) {
		p.end(p.call("POST", "com.atproto.server.refreshSession", func(c *journal.RawCall) { c.Verb = "GET" }, refused(400, "InvalidRequest")))
	}},
	{"wrong-verb", "POST where GET is due", true, func(p *play) {
		p.end(p.call("GET", "com.atproto.server.getSession", func(c *journal.RawCall) { c.Verb = "POST" }, refused(400, "InvalidRequest")))
	}},
	{"wrong-verb", "preflight, HEAD, no such method", false, func(p *play) {
		p.end(p.call("POST", "com.atproto.server.createSession", func(c *journal.RawCall) { c.Verb = "OPTIONS" }))
		p.end(p.call("GET", "com.atproto.server.describeServer", func(c *journal.RawCall) { c.Verb = "HEAD" }))
		p.end(p.call("POST", "no.such.method", func(c *journal.RawCall) { c.VerbDue = "" }))
	}},

	{"content-type", "text/plain", true, func(p *play) {
		p.end(p.call("POST", "com.atproto.server.createSession", body("text/plain;charset=UTF-8", loginBody("alice.test", "alice-pass"))))
	}},
	{"content-type", "none", true, func(p *play) {
		p.end(p.call("POST", "com.atproto.server.createSession", func(c *journal.RawCall) { c.RequestBody = []byte(`{}`) }))
	}},
	{"content-type", "a record", true, func(p *play) {
		p.end(p.call("POST", "com.atproto.repo.createRecord", unlisted, body("text/plain", "{}")))
	}},
	{"content-type", "JSON, no body, another method", false, func(p *play) {
		p.end(p.call("POST", "com.atproto.server.createSession", body("application/json; charset=utf-8", "{}")))
		p.end(p.call("POST", "com.atproto.server.deleteSession", body("text/plain", "")))
		p.end(p.call("POST", "com.atproto.repo.uploadBlob", body("image/png", "png")))
	}},

	{"status-ignored", "told at login", true, func(p *play) {
		tab := p.login("alice.test", "", inactive)
		for range 3 {
			p.get(tab, "app.bsky.feed.getTimeline", refused(401, "AccountTakedown"))
		}
	}},
	{"status-ignored", "told in mid-session", true, func(p *play) {
		tab := p.login("alice.test", "")
		p.getSession(tab, inactive)
		for range 3 {
			p.get(tab, "app.bsky.feed.getTimeline")
		}
	}},
	{"status-ignored", "two calls in each of three sessions", true, func(p *play) {
		for range 3 {
			tab := p.login("alice.test", "", inactive)
			p.get(tab, "app.bsky.feed.getTimeline")
			p.get(tab, "app.bsky.feed.getTimeline")
		}
	}},
	{"status-ignored", "two calls in each of two sessions, and more in one that was not told", false, func(p *play) {
		other := p.login("alice.test", "")
		for range 2 {
			tab := p.login("alice.test", "", inactive)
			p.get(tab, "app.bsky.feed.getTimeline")
			p.get(tab, "app.bsky.feed.getTimeline")
		}
		for range 3 {
			p.get(other, "app.bsky.feed.getTimeline")
		}
	}},
	{"status-ignored", "two calls in a session of each of three apps", false, func(p *play) {
		for _, app := range []string{"one", "two", "three"} {
			tab := p.login("alice.test", "", inactive, as(app))
			p.get(tab, "app.bsky.feed.getTimeline")
			p.get(tab, "app.bsky.feed.getTimeline")
		}
	}},
	{"status-ignored", "activated, in another session at that", false, func(p *play) {
		tab, other := p.login("alice.test", "", inactive), p.login("alice.test", "", inactive)
		p.end(p.call("POST", "com.atproto.server.activateAccount", bearer(other.access)))
		for range 4 {
			p.get(tab, "app.bsky.feed.getTimeline")
			p.get(other, "app.bsky.feed.getTimeline")
		}
	}},
	{"status-ignored", "not activated, as the activation was refused", true, func(p *play) {
		tab := p.login("alice.test", "", inactive)
		p.end(p.call("POST", "com.atproto.server.activateAccount", bearer(tab.access), refused(400, "InvalidRequest")))
		for range 3 {
			p.get(tab, "app.bsky.feed.getTimeline")
		}
	}},
	{"status-ignored", "activated by somebody else", true, func(p *play) {
		tab, other := p.login("alice.test", "", inactive), p.login("bob.test", "", inactive)
		p.end(p.call("POST", "com.atproto.server.activateAccount", bearer(other.access)))
		for range 3 {
			p.get(tab, "app.bsky.feed.getTimeline")
		}
	}},
	{"status-ignored", "asked for, reactivated, used", false, func(p *play) {
		tab := p.login("alice.test", "", inactive)
		for range 4 {
			p.getSession(tab, inactive)
			p.get(tab, "com.atproto.server.checkAccountStatus")
		}
		p.getSession(tab, replies(200, `{"active":true}`))
		for range 4 {
			p.get(tab, "app.bsky.feed.getTimeline")
		}
	}},
}

func inactive(c *journal.RawCall) { c.ReplyBody = []byte(`{"active":false,"status":"takendown"}`) }
