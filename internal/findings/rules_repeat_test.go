package findings_test

import (
	"fmt"
	"net/http"
	"time"

	"mockpds/internal/journal"
	"mockpds/internal/journal/journaltest"
)

var repeatRuleTests = []ruleTest{
	{"call-before-rate-limit-reset", "a second later", true, func(p *journaltest.Play) {
		limitedLogin(p, "Ratelimit-Reset", fmt.Sprint(journaltest.Noon.Add(time.Minute).Unix()))
		p.Wait(time.Second)
		p.Login("alice.test", "")
	}},
	{"call-before-rate-limit-reset", "Retry-After", true, func(p *journaltest.Play) {
		limitedLogin(p, "Retry-After", "60")
		p.Wait(59 * time.Second)
		p.Login("alice.test", "")
	}},
	{"call-before-rate-limit-reset", "Retry-After with a date", true, func(p *journaltest.Play) {
		limitedLogin(p, "Retry-After", journaltest.Noon.Add(time.Minute).Format(http.TimeFormat))
		p.Wait(59 * time.Second)
		p.Login("alice.test", "")
	}},
	{
		"call-before-rate-limit-reset", "Retry-After with a date that is over", false,
		func(p *journaltest.Play) {
			limitedLogin(p, "Retry-After", journaltest.Noon.Add(time.Minute).Format(http.TimeFormat))
			p.Wait(time.Minute)
			p.Login("alice.test", "")
		},
	},
	{"call-before-rate-limit-reset", "the same session", true, func(p *journaltest.Play) {
		a := p.Login("alice.test", "")
		p.GetSession(a, limited("Retry-After", "60"))
		p.GetSession(a)
	}},
	{
		"call-before-rate-limit-reset", "another session of the account", false,
		func(p *journaltest.Play) {
			a, b := p.Login("alice.test", ""), p.Login("alice.test", "")
			p.GetSession(a, limited("Retry-After", "60"))
			p.GetSession(b)
		},
	},
	{"call-before-rate-limit-reset", "another app", false, func(p *journaltest.Play) {
		limitedLogin(p, "Retry-After", "60")
		p.Login("alice.test", "", journaltest.As("another app"))
	}},
	{"call-before-rate-limit-reset", "when the limit is over", false, func(p *journaltest.Play) {
		limitedLogin(p, "Ratelimit-Reset", fmt.Sprint(journaltest.Noon.Add(time.Minute).Unix()))
		p.Wait(time.Minute)
		p.Login("alice.test", "")
	}},
	{
		"call-before-rate-limit-reset", "somebody else, and another method", false,
		func(p *journaltest.Play) {
			limitedLogin(p, "Retry-After", "60")
			p.GetSession(p.Login("bob.test", ""))
		},
	},
	{"call-before-rate-limit-reset", "no reset told", false, func(p *journaltest.Play) {
		limitedLogin(p, "X-Test", "60")
		p.Login("alice.test", "")
	}},

	{
		"retry-after-final-error", "a wrong password, five times", true,
		func(p *journaltest.Play) { wrongPasswords(p, 5, "wrong-pass") },
	},
	{
		"retry-after-final-error", "a revoked refresh token, five times", true,
		func(p *journaltest.Play) {
			g1 := p.Login("alice.test", "")
			for range 5 {
				p.RefuseRefresh(g1)
				p.Wait(time.Minute)
			}
		},
	},
	{
		"retry-after-final-error", "a wrong password and another one by turns, five times", true,
		func(p *journaltest.Play) {
			for range 5 {
				wrongPasswords(p, 1, "first-pass")
				wrongPasswords(p, 1, "second-pass")
			}
		},
	},
	{
		"retry-after-final-error", "a wrong password in each of many tests, which log in too", false,
		func(p *journaltest.Play) {
			for range 8 {
				wrongPasswords(p, 1, "wrong-pass")
				p.Logout(p.Login("alice.test", ""))
			}
		},
	},
	{"retry-after-final-error", "a wrong password in two apps", false, func(p *journaltest.Play) {
		wrongPasswords(p, 3, "wrong-pass")
		wrongPasswords(p, 3, "wrong-pass", journaltest.As("another app"))
	}},
	{
		"retry-after-final-error", "an unknown method, with a token that is none", true,
		func(p *journaltest.Play) {
			for range 5 {
				p.End(p.Call("GET", "app.bsky.feed.getTimeline", journaltest.Bearer("x"), unlisted,
					journaltest.Refused(400, "InvalidToken")))
			}
		},
	},
	{"retry-after-final-error", "an unknown method, logged out", false, func(p *journaltest.Play) {
		for range 6 {
			p.End(p.Call("GET", "app.bsky.feed.getTimeline", unlisted,
				journaltest.Refused(401, "AuthMissing")))
		}
	}},
	{"retry-after-final-error", "five different wrong passwords", false, func(p *journaltest.Play) {
		wrongPasswords(p, 3, "first-pass")
		wrongPasswords(p, 3, "second-pass")
	}},
	{"retry-after-final-error", "five at once", false, func(p *journaltest.Play) {
		g1 := p.Login("alice.test", "")
		var calls []*journal.RawCall
		for range 5 {
			calls = append(calls, p.Call("GET", "com.atproto.server.getSession",
				journaltest.Bearer(g1.Access), journaltest.Refused(401, "AccountTakedown")))
		}
		for _, c := range calls {
			p.End(c)
		}
	}},
	{
		"retry-after-final-error", "calls of an OAuth client, one by one, with an expired token", false,
		func(p *journaltest.Play) {
			g1 := p.Login("alice.test", "")
			for range 6 {
				p.GetSession(g1, journaltest.Refused(401, "invalid_token"))
			}
		},
	},
	{
		"retry-after-final-error", "a server that is down, and a method that is not there", false,
		func(p *journaltest.Play) {
			g1 := p.Login("alice.test", "")
			for range 6 {
				p.GetSession(g1, journaltest.Refused(503, "NotEnoughResources"))
				p.Get(g1, "app.bsky.notification.getUnreadCount",
					journaltest.Refused(501, "MethodNotImplemented"))
			}
		},
	},
	{"retry-after-final-error", "sign-in codes asked for again", false, func(p *journaltest.Play) {
		for range 6 {
			p.End(p.Call("POST", "com.atproto.server.createSession",
				journaltest.Posts(journaltest.LoginBody("alice.test", "alice-pass")),
				journaltest.Refused(401, "AuthFactorTokenRequired")))
		}
	}},
	{"retry-after-final-error", "once in an hour", false, func(p *journaltest.Play) {
		for range 6 {
			wrongPasswords(p, 1, "wrong-pass")
			p.Wait(time.Hour)
		}
	}},
}

func limitedLogin(p *journaltest.Play, name, value string) {
	p.End(p.Call("POST", "com.atproto.server.createSession",
		journaltest.Posts(journaltest.LoginBody("alice.test", "alice-pass")),
		limited(name, value)))
}

func limited(name, value string) func(*journal.RawCall) {
	return func(c *journal.RawCall) {
		journaltest.Refused(429, "RateLimitExceeded")(c)
		c.ReplyHeader[name] = []string{value}
	}
}

func wrongPasswords(p *journaltest.Play, n int, password string, change ...func(*journal.RawCall)) {
	for range n {
		all := append([]func(*journal.RawCall){
			ofAlice,
			journaltest.Posts(journaltest.LoginBody("alice.test", password)),
			journaltest.Refused(401, "AuthenticationRequired"),
		}, change...)
		p.End(p.Call("POST", "com.atproto.server.createSession", all...))
	}
}

// ofAlice is what a server says of a login with the name of an account.
func ofAlice(c *journal.RawCall) { c.DID, c.Handle = "did:plc:alice", "alice.test" }

// unlisted is what a server says of a method that it does not have.
func unlisted(c *journal.RawCall) { c.VerbDue = "" }
