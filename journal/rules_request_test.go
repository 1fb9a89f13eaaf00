package journal_test

import (
	"mockpds/journal"
)

var requestRuleTests = []ruleTest{
	{"wrong-verb", "GET where POST is due", true, func(p *play) {
		p.end(p.call("POST", "com.atproto.server.refreshSession", func(c *journal.Call) { c.Verb = "GET" }, refused(400, "InvalidRequest")))
	}},
	{"wrong-verb", "POST where GET is due", true, func(p *play) {
		p.end(p.call("GET", "com.atproto.server.getSession", func(c *journal.Call) { c.Verb = "POST" }, refused(400, "InvalidRequest")))
	}},
	{"wrong-verb", "preflight, HEAD, no such method", false, func(p *play) {
		p.end(p.call("POST", "com.atproto.server.createSession", func(c *journal.Call) { c.Verb = "OPTIONS" }))
		p.end(p.call("GET", "com.atproto.server.describeServer", func(c *journal.Call) { c.Verb = "HEAD" }))
		p.end(p.call("POST", "no.such.method", func(c *journal.Call) { c.VerbDue = "" }))
	}},

	{"content-type", "text/plain", true, func(p *play) {
		p.end(p.call("POST", "com.atproto.server.createSession", body("text/plain;charset=UTF-8", loginBody("alice.test", "alice-pass"))))
	}},
	{"content-type", "none", true, func(p *play) {
		p.end(p.call("POST", "com.atproto.server.createSession", func(c *journal.Call) { c.RequestBody = []byte(`{}`) }))
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

func inactive(c *journal.Call) { c.ReplyBody = []byte(`{"active":false,"status":"takendown"}`) }
