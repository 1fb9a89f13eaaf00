package findings_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"time"

	"mockpds/internal/journal"
	"mockpds/internal/journal/journaltest"
)

// runs plays a program that logs in, makes some calls and ends, so many times.
func runs(p *journaltest.Play, times, calls int, end func(*journaltest.Tab)) {
	for range times {
		tab := p.Login("alice.test", "")
		for range calls {
			p.GetSession(tab)
		}
		if end != nil {
			end(tab)
		}
		p.Wait(15 * time.Minute)
	}
}

var loginRuleTests = []ruleTest{
	{"login-per-call", "a program that runs every quarter of an hour", true,
		func(p *journaltest.Play) { runs(p, 11, 1, nil) }},
	{"login-per-call", "two calls each", true, func(p *journaltest.Play) { runs(p, 11, 2, nil) }},
	{"login-per-call", "ten times", false, func(p *journaltest.Play) { runs(p, 10, 1, nil) }},
	{"login-per-call", "three calls each", false,
		func(p *journaltest.Play) { runs(p, 20, 3, nil) }},
	{"login-per-call", "no calls", false, func(p *journaltest.Play) { runs(p, 20, 0, nil) }},
	{"login-per-call", "logged out each time", false,
		func(p *journaltest.Play) { runs(p, 20, 1, p.Logout) }},
	{"login-per-call", "once the session before is over", false, func(p *journaltest.Play) {
		runs(p, 20, 1, func(*journaltest.Tab) { p.Wait(journaltest.AccessLife) })
	}},
	{"login-per-call", "each time another app", false, func(p *journaltest.Play) {
		for n := range 20 {
			p.GetSession(p.Login("alice.test", "", journaltest.From(fmt.Sprint("192.0.2.", n))))
			p.Wait(15 * time.Minute)
		}
	}},
	{"login-instead-of-refresh", "after ExpiredToken", true, func(p *journaltest.Play) {
		g1 := p.Login("alice.test", "")
		p.GetSession(g1, journaltest.Refused(400, "ExpiredToken"))
		p.GetSession(p.Login("alice.test", ""))
	}},
	{"login-instead-of-refresh", "with a call of the old session that came later", true,
		func(p *journaltest.Play) {
			g1 := p.Login("alice.test", "")
			p.GetSession(g1, journaltest.Refused(400, "ExpiredToken"))
			p.Login("alice.test", "")
			p.GetSession(g1, journaltest.Refused(400, "ExpiredToken"))
		}},
	{"login-instead-of-refresh", "after the refresh was refused", false, func(p *journaltest.Play) {
		g1 := p.Login("alice.test", "")
		p.GetSession(g1, journaltest.Refused(400, "ExpiredToken"))
		p.RefuseRefresh(g1)
		p.Login("alice.test", "")
	}},
	{"login-instead-of-refresh", "of somebody else", false, func(p *journaltest.Play) {
		p.GetSession(p.Login("alice.test", ""), journaltest.Refused(400, "ExpiredToken"))
		p.Login("bob.test", "")
	}},
	{"login-instead-of-refresh", "on a second device", false, func(p *journaltest.Play) {
		g1 := p.Login("alice.test", "")
		p.GetSession(g1, journaltest.Refused(400, "ExpiredToken"))
		p.Login("alice.test", "", journaltest.From("192.0.2.2"))
	}},
	{"login-instead-of-refresh", "in another app on the same host", false,
		func(p *journaltest.Play) {
			g1 := p.Login("alice.test", "")
			p.GetSession(g1, journaltest.Refused(400, "ExpiredToken"))
			p.Login("alice.test", "", journaltest.As("another app"))
		}},
	{"login-instead-of-refresh", "by somebody who had to type the password", true,
		func(p *journaltest.Play) {
			g1 := p.Login("alice.test", "")
			p.GetSession(g1, journaltest.Refused(400, "ExpiredToken"))
			p.Wait(9 * time.Minute)
			p.Login("alice.test", "")
		}},
	{"login-instead-of-refresh", "much later, when the first app has been closed", false,
		func(p *journaltest.Play) {
			g1 := p.Login("alice.test", "")
			p.GetSession(g1, journaltest.Refused(400, "ExpiredToken"))
			p.Wait(11 * time.Minute)
			p.Login("alice.test", "")
		}},
	{"login-instead-of-refresh", "in another app, while the first refreshes", false,
		func(p *journaltest.Play) {
			g1 := p.Login("alice.test", "")
			p.GetSession(g1, journaltest.Refused(400, "ExpiredToken"))
			p.Login("alice.test", "")
			p.Refresh(g1)
		}},
	{"login-instead-of-refresh", "with the refresh token expired too", false,
		func(p *journaltest.Play) {
			g1 := p.Login("alice.test", "")
			p.Wait(journaltest.RefreshLife)
			p.GetSession(g1, journaltest.Refused(400, "ExpiredToken"))
			p.Login("alice.test", "")
		}},

	{"login-pace", "31 in five minutes", true,
		func(p *journaltest.Play) { logins(p, 31, 9*time.Second, "192.0.2.1") }},
	{"login-pace", "301 in a day", true,
		func(p *journaltest.Play) { logins(p, 301, 4*time.Minute, "192.0.2.1") }},
	{"login-pace", "30 in five minutes", false,
		func(p *journaltest.Play) { logins(p, 30, 0, "192.0.2.1") }},
	{"login-pace", "60 from two addresses", false, func(p *journaltest.Play) {
		logins(p, 30, 0, "192.0.2.1")
		logins(p, 30, 0, "192.0.2.2")
	}},
	{"login-pace", "31 in more than five minutes", false,
		func(p *journaltest.Play) { logins(p, 31, 10*time.Second, "192.0.2.1") }},

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
	{"call-before-rate-limit-reset", "Retry-After with a date that is over", false,
		func(p *journaltest.Play) {
			limitedLogin(p, "Retry-After", journaltest.Noon.Add(time.Minute).Format(http.TimeFormat))
			p.Wait(time.Minute)
			p.Login("alice.test", "")
		}},
	{"call-before-rate-limit-reset", "the same session", true, func(p *journaltest.Play) {
		a := p.Login("alice.test", "")
		p.GetSession(a, limited("Retry-After", "60"))
		p.GetSession(a)
	}},
	{"call-before-rate-limit-reset", "another session of the account", false,
		func(p *journaltest.Play) {
			a, b := p.Login("alice.test", ""), p.Login("alice.test", "")
			p.GetSession(a, limited("Retry-After", "60"))
			p.GetSession(b)
		}},
	{"call-before-rate-limit-reset", "another app", false, func(p *journaltest.Play) {
		limitedLogin(p, "Retry-After", "60")
		p.Login("alice.test", "", journaltest.As("another app"))
	}},
	{"call-before-rate-limit-reset", "when the limit is over", false, func(p *journaltest.Play) {
		limitedLogin(p, "Ratelimit-Reset", fmt.Sprint(journaltest.Noon.Add(time.Minute).Unix()))
		p.Wait(time.Minute)
		p.Login("alice.test", "")
	}},
	{"call-before-rate-limit-reset", "somebody else, and another method", false,
		func(p *journaltest.Play) {
			limitedLogin(p, "Retry-After", "60")
			p.GetSession(p.Login("bob.test", ""))
		}},
	{"call-before-rate-limit-reset", "no reset told", false, func(p *journaltest.Play) {
		limitedLogin(p, "X-Test", "60")
		p.Login("alice.test", "")
	}},

	{"retry-after-final-error", "a wrong password, five times", true,
		func(p *journaltest.Play) { wrongPasswords(p, 5, "wrong-pass") }},
	{"retry-after-final-error", "a revoked refresh token, five times", true,
		func(p *journaltest.Play) {
			g1 := p.Login("alice.test", "")
			for range 5 {
				p.RefuseRefresh(g1)
				p.Wait(time.Minute)
			}
		}},
	{"retry-after-final-error", "a wrong password and another one by turns, five times", true,
		func(p *journaltest.Play) {
			for range 5 {
				wrongPasswords(p, 1, "first-pass")
				wrongPasswords(p, 1, "second-pass")
			}
		}},
	{"retry-after-final-error", "a wrong password in each of many tests, which log in too", false,
		func(p *journaltest.Play) {
			for range 8 {
				wrongPasswords(p, 1, "wrong-pass")
				p.Logout(p.Login("alice.test", ""))
			}
		}},
	{"retry-after-final-error", "a wrong password in two apps", false, func(p *journaltest.Play) {
		wrongPasswords(p, 3, "wrong-pass")
		wrongPasswords(p, 3, "wrong-pass", journaltest.As("another app"))
	}},
	{"retry-after-final-error", "an unknown method, with a token that is none", true,
		func(p *journaltest.Play) {
			for range 5 {
				p.End(p.Call("GET", "app.bsky.feed.getTimeline", journaltest.Bearer("x"), unlisted,
					journaltest.Refused(400, "InvalidToken")))
			}
		}},
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
	{"retry-after-final-error", "a server that is down, and a method that is not there", false,
		func(p *journaltest.Play) {
			g1 := p.Login("alice.test", "")
			for range 6 {
				p.GetSession(g1, journaltest.Refused(503, "NotEnoughResources"))
				p.Get(g1, "app.bsky.notification.getUnreadCount",
					journaltest.Refused(501, "MethodNotImplemented"))
			}
		}},
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

	{"at-sign-identifier", "@alice.test", true, func(p *journaltest.Play) {
		p.End(p.Call("POST", "com.atproto.server.createSession",
			journaltest.Posts(journaltest.LoginBody("@alice.test", "alice-pass")),
			journaltest.Refused(401, "AuthenticationRequired")))
	}},
	{"at-sign-identifier", "compressed", true, func(p *journaltest.Play) {
		p.End(p.Call("POST", "com.atproto.server.createSession",
			gzipped(journaltest.LoginBody("@alice.test", "alice-pass")),
			journaltest.Refused(401, "AuthenticationRequired")))
	}},
	{"at-sign-identifier", "compressed and right, and not compressed as declared", false,
		func(p *journaltest.Play) {
			p.End(p.Call("POST", "com.atproto.server.createSession",
				gzipped(journaltest.LoginBody("alice.test", "alice-pass"))))
			p.End(p.Call("POST", "com.atproto.server.createSession", gzipped("@"),
				journaltest.Posts(`@`)))
		}},
	{"at-sign-identifier", "an address", false, func(p *journaltest.Play) {
		p.End(p.Call("POST", "com.atproto.server.createSession",
			journaltest.Posts(journaltest.LoginBody("alice@example.com", "alice-pass"))))
	}},

	{"account-password", "where an app password is expected", true,
		func(p *journaltest.Play) { p.Login("alice.test", "") }},
	{"account-password", "which was right, and a code was asked for", true,
		func(p *journaltest.Play) {
			p.End(p.Call("POST", "com.atproto.server.createSession", ofAlice,
				journaltest.Refused(401, "AuthFactorTokenRequired")))
		}},
	{"account-password", "which was right, and the account was taken down", true,
		func(p *journaltest.Play) {
			p.End(p.Call("POST", "com.atproto.server.createSession", ofAlice,
				journaltest.Refused(401, "AccountTakedown")))
		}},
	{"account-password", "a password that was wrong, and a refusal on purpose", false,
		func(p *journaltest.Play) {
			p.End(p.Call("POST", "com.atproto.server.createSession", ofAlice,
				journaltest.Refused(401, "AuthenticationRequired")))
			p.End(p.Call("POST", "com.atproto.server.createSession", ofAlice,
				journaltest.Refused(401, "AccountTakedown"), func(c *journal.RawCall) {
					c.Fault = &journal.Fault{Rule: "fault-1", Effect: "error"}
				}))
		}},
	{"account-password", "an app password", false,
		func(p *journaltest.Play) { p.Login("alice.test", "laptop") }},
}

func logins(p *journaltest.Play, n int, pause time.Duration, client string) {
	for range n {
		p.Login("alice.test", "laptop", journaltest.From(client))
		p.Wait(pause)
	}
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
		all := append([]func(*journal.RawCall){ofAlice,
			journaltest.Posts(journaltest.LoginBody("alice.test", password)),
			journaltest.Refused(401, "AuthenticationRequired")}, change...)
		p.End(p.Call("POST", "com.atproto.server.createSession", all...))
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
		journaltest.Posts(b.String())(c)
		c.RequestHeader["Content-Encoding"] = []string{"gzip"}
	}
}
