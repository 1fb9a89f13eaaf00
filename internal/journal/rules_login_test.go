package journal_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"time"

	"mockpds/internal/journal"
)

var loginRuleTests = []ruleTest{
	{"login-instead-of-refresh", "after ExpiredToken", true, func(p *play) {
		g1 := p.login("alice.test", "")
		p.getSession(g1, refused(400, "ExpiredToken"))
		p.getSession(p.login("alice.test", ""))
	}},
	{"login-instead-of-refresh", "with a call of the old session that came later", true, func(p *play) {
		g1 := p.login("alice.test", "")
		p.getSession(g1, refused(400, "ExpiredToken"))
		p.login("alice.test", "")
		p.getSession(g1, refused(400, "ExpiredToken"))
	}},
	{"login-instead-of-refresh", "after the refresh was refused", false, func(p *play) {
		g1 := p.login("alice.test", "")
		p.getSession(g1, refused(400, "ExpiredToken"))
		p.refuseRefresh(g1)
		p.login("alice.test", "")
	}},
	{"login-instead-of-refresh", "of somebody else", false, func(p *play) {
		p.getSession(p.login("alice.test", ""), refused(400, "ExpiredToken"))
		p.login("bob.test", "")
	}},
	{"login-instead-of-refresh", "on a second device", false, func(p *play) {
		g1 := p.login("alice.test", "")
		p.getSession(g1, refused(400, "ExpiredToken"))
		p.login("alice.test", "", from("192.0.2.2"))
	}},
	{"login-instead-of-refresh", "in another app on the same host", false, func(p *play) {
		g1 := p.login("alice.test", "")
		p.getSession(g1, refused(400, "ExpiredToken"))
		p.login("alice.test", "", as("another app"))
	}},
	{"login-instead-of-refresh", "by somebody who had to type the password", true, func(p *play) {
		g1 := p.login("alice.test", "")
		p.getSession(g1, refused(400, "ExpiredToken"))
		p.wait(9 * time.Minute)
		p.login("alice.test", "")
	}},
	{"login-instead-of-refresh", "much later, when the first app has been closed", false, func(p *play) {
		g1 := p.login("alice.test", "")
		p.getSession(g1, refused(400, "ExpiredToken"))
		p.wait(11 * time.Minute)
		p.login("alice.test", "")
	}},
	{"login-instead-of-refresh", "in another app, while the first refreshes", false, func(p *play) {
		g1 := p.login("alice.test", "")
		p.getSession(g1, refused(400, "ExpiredToken"))
		p.login("alice.test", "")
		p.refresh(g1)
	}},
	{"login-instead-of-refresh", "with the refresh token expired too", false, func(p *play) {
		g1 := p.login("alice.test", "")
		p.wait(refreshLife)
		p.getSession(g1, refused(400, "ExpiredToken"))
		p.login("alice.test", "")
	}},

	{"login-pace", "31 in five minutes", true, func(p *play) { logins(p, 31, 9*time.Second, "192.0.2.1") }},
	{"login-pace", "301 in a day", true, func(p *play) { logins(p, 301, 4*time.Minute, "192.0.2.1") }},
	{"login-pace", "30 in five minutes", false, func(p *play) { logins(p, 30, 0, "192.0.2.1") }},
	{"login-pace", "60 from two addresses", false, func(p *play) {
		logins(p, 30, 0, "192.0.2.1")
		logins(p, 30, 0, "192.0.2.2")
	}},
	{"login-pace", "31 in more than five minutes", false, func(p *play) { logins(p, 31, 10*time.Second, "192.0.2.1") }},

	{"call-before-rate-limit-reset", "a second later", true, func(p *play) {
		limitedLogin(p, "Ratelimit-Reset", fmt.Sprint(noon.Add(time.Minute).Unix()))
		p.wait(time.Second)
		p.login("alice.test", "")
	}},
	{"call-before-rate-limit-reset", "Retry-After", true, func(p *play) {
		limitedLogin(p, "Retry-After", "60")
		p.wait(59 * time.Second)
		p.login("alice.test", "")
	}},
	{"call-before-rate-limit-reset", "Retry-After with a date", true, func(p *play) {
		limitedLogin(p, "Retry-After", noon.Add(time.Minute).Format(http.TimeFormat))
		p.wait(59 * time.Second)
		p.login("alice.test", "")
	}},
	{"call-before-rate-limit-reset", "Retry-After with a date that is over", false, func(p *play) {
		limitedLogin(p, "Retry-After", noon.Add(time.Minute).Format(http.TimeFormat))
		p.wait(time.Minute)
		p.login("alice.test", "")
	}},
	{"call-before-rate-limit-reset", "the same session", true, func(p *play) {
		a := p.login("alice.test", "")
		p.getSession(a, limited("Retry-After", "60"))
		p.getSession(a)
	}},
	{"call-before-rate-limit-reset", "another session of the account", false, func(p *play) {
		a, b := p.login("alice.test", ""), p.login("alice.test", "")
		p.getSession(a, limited("Retry-After", "60"))
		p.getSession(b)
	}},
	{"call-before-rate-limit-reset", "another app", false, func(p *play) {
		limitedLogin(p, "Retry-After", "60")
		p.login("alice.test", "", as("another app"))
	}},
	{"call-before-rate-limit-reset", "when the limit is over", false, func(p *play) {
		limitedLogin(p, "Ratelimit-Reset", fmt.Sprint(noon.Add(time.Minute).Unix()))
		p.wait(time.Minute)
		p.login("alice.test", "")
	}},
	{"call-before-rate-limit-reset", "somebody else, and another method", false, func(p *play) {
		limitedLogin(p, "Retry-After", "60")
		p.getSession(p.login("bob.test", ""))
	}},
	{"call-before-rate-limit-reset", "no reset told", false, func(p *play) {
		limitedLogin(p, "X-Test", "60")
		p.login("alice.test", "")
	}},

	{"retry-after-final-error", "a wrong password, five times", true, func(p *play) { wrongPasswords(p, 5, "wrong-pass") }},
	{"retry-after-final-error", "a revoked refresh token, five times", true, func(p *play) {
		g1 := p.login("alice.test", "")
		for range 5 {
			p.refuseRefresh(g1)
			p.wait(time.Minute)
		}
	}},
	{"retry-after-final-error", "a wrong password and another one by turns, five times", true, func(p *play) {
		for range 5 {
			wrongPasswords(p, 1, "first-pass")
			wrongPasswords(p, 1, "second-pass")
		}
	}},
	{"retry-after-final-error", "a wrong password in each of many tests, which log in too", false, func(p *play) {
		for range 8 {
			wrongPasswords(p, 1, "wrong-pass")
			p.logout(p.login("alice.test", ""))
		}
	}},
	{"retry-after-final-error", "a wrong password in two apps", false, func(p *play) {
		wrongPasswords(p, 3, "wrong-pass")
		wrongPasswords(p, 3, "wrong-pass", as("another app"))
	}},
	{"retry-after-final-error", "an unknown method, with a token that is none", true, func(p *play) {
		for range 5 {
			p.end(p.call("GET", "app.bsky.feed.getTimeline", bearer("x"), unlisted, refused(400, "InvalidToken")))
		}
	}},
	{"retry-after-final-error", "an unknown method, logged out", false, func(p *play) {
		for range 6 {
			p.end(p.call("GET", "app.bsky.feed.getTimeline", unlisted, refused(401, "AuthMissing")))
		}
	}},
	{"retry-after-final-error", "five different wrong passwords", false, func(p *play) {
		wrongPasswords(p, 3, "first-pass")
		wrongPasswords(p, 3, "second-pass")
	}},
	{"retry-after-final-error", "five at once", false, func(p *play) {
		g1 := p.login("alice.test", "")
		var calls []*journal.RawCall
		for range 5 {
			calls = append(calls, p.call("GET", "com.atproto.server.getSession", bearer(g1.access), refused(401, "AccountTakedown")))
		}
		for _, c := range calls {
			p.end(c)
		}
	}},
	{"retry-after-final-error", "a server that is down, and a method that is not there", false, func(p *play) {
		g1 := p.login("alice.test", "")
		for range 6 {
			p.getSession(g1, refused(503, "NotEnoughResources"))
			p.get(g1, "app.bsky.notification.getUnreadCount", refused(501, "MethodNotImplemented"))
		}
	}},
	{"retry-after-final-error", "sign-in codes asked for again", false, func(p *play) {
		for range 6 {
			p.end(p.call("POST", "com.atproto.server.createSession", posts(loginBody("alice.test", "alice-pass")), refused(401, "AuthFactorTokenRequired")))
		}
	}},
	{"retry-after-final-error", "once in an hour", false, func(p *play) {
		for range 6 {
			wrongPasswords(p, 1, "wrong-pass")
			p.wait(time.Hour)
		}
	}},

	{"at-sign-identifier", "@alice.test", true, func(p *play) {
		p.end(p.call("POST", "com.atproto.server.createSession", posts(loginBody("@alice.test", "alice-pass")), refused(401, "AuthenticationRequired")))
	}},
	{"at-sign-identifier", "compressed", true, func(p *play) {
		p.end(p.call("POST", "com.atproto.server.createSession", gzipped(loginBody("@alice.test", "alice-pass")), refused(401, "AuthenticationRequired")))
	}},
	{"at-sign-identifier", "compressed and right, and not compressed as declared", false, func(p *play) {
		p.end(p.call("POST", "com.atproto.server.createSession", gzipped(loginBody("alice.test", "alice-pass"))))
		p.end(p.call("POST", "com.atproto.server.createSession", gzipped("@"), posts(`@`)))
	}},
	{"at-sign-identifier", "an address", false, func(p *play) {
		p.end(p.call("POST", "com.atproto.server.createSession", posts(loginBody("alice@example.com", "alice-pass"))))
	}},

	{"account-password", "where an app password is expected", true, func(p *play) { p.login("alice.test", "") }},
	{"account-password", "which was right, and a code was asked for", true, func(p *play) {
		p.end(p.call("POST", "com.atproto.server.createSession", ofAlice, refused(401, "AuthFactorTokenRequired")))
	}},
	{"account-password", "which was right, and the account was taken down", true, func(p *play) {
		p.end(p.call("POST", "com.atproto.server.createSession", ofAlice, refused(401, "AccountTakedown")))
	}},
	{"account-password", "a password that was wrong, and a refusal on purpose", false, func(p *play) {
		p.end(p.call("POST", "com.atproto.server.createSession", ofAlice, refused(401, "AuthenticationRequired")))
		p.end(p.call("POST", "com.atproto.server.createSession", ofAlice, refused(401, "AccountTakedown"), func(c *journal.RawCall) {
			c.Fault = &journal.Fault{Rule: "fault-1", Effect: "error"}
		}))
	}},
	{"account-password", "an app password", false, func(p *play) { p.login("alice.test", "laptop") }},
}

func logins(p *play, n int, pause time.Duration, client string) {
	for range n {
		p.login("alice.test", "laptop", from(client))
		p.wait(pause)
	}
}

func limitedLogin(p *play, name, value string) {
	p.end(p.call("POST", "com.atproto.server.createSession", posts(loginBody("alice.test", "alice-pass")),
		limited(name, value)))
}

func limited(name, value string) func(*journal.RawCall) {
	return func(c *journal.RawCall) {
		refused(429, "RateLimitExceeded")(c)
		c.ReplyHeader[name] = []string{value}
	}
}

func wrongPasswords(p *play, n int, password string, change ...func(*journal.RawCall)) {
	for range n {
		all := append([]func(*journal.RawCall){ofAlice, posts(loginBody("alice.test", password)), refused(401, "AuthenticationRequired")}, change...)
		p.end(p.call("POST", "com.atproto.server.createSession", all...))
	}
}

// ofAlice is what a server says of a login with the name of an account.
func ofAlice(c *journal.RawCall) { c.DID, c.Handle = "did:plc:alice", "alice.test" }

// unlisted is what a server says of a method that it does not have.
func unlisted(c *journal.RawCall) { c.VerbDue = "" }

func gzipped(body string) func(*journal.RawCall) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte(body))
	_ = z.Close()
	return func(c *journal.RawCall) {
		posts(b.String())(c)
		c.RequestHeader["Content-Encoding"] = []string{"gzip"}
	}
}
