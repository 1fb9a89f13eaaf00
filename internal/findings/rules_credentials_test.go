package findings_test

import (
	"bytes"
	"compress/gzip"
	"fmt"

	"mockpds/internal/journal"
	"mockpds/internal/journal/journaltest"
)

// tryLogin is a login that is refused, after the account was found.
func tryLogin(p *journaltest.Play, body string, change ...func(*journal.RawCall)) {
	all := append([]func(*journal.RawCall){
		journaltest.Posts(body),
		func(c *journal.RawCall) { c.DID = "did:plc:alice" },
	}, change...)
	p.End(p.Call("POST", "com.atproto.server.createSession", all...))
}

func askCode(p *journaltest.Play) {
	tryLogin(p, journaltest.LoginBody("alice.test", "alice-pass"),
		journaltest.Refused(401, "AuthFactorTokenRequired"))
}

func withCode(code string) string {
	return fmt.Sprintf(`{"identifier":"alice.test","password":"alice-pass","authFactorToken":%q}`,
		code)
}

var (
	wrongLogin = journaltest.Refused(401, "AuthenticationRequired")
	granted    = journaltest.Replies(200, `{"active":true}`)
)

func tryIdentifier(identifier string) func(p *journaltest.Play) {
	return func(p *journaltest.Play) {
		p.End(p.Call("POST", "com.atproto.server.createSession",
			journaltest.Posts(journaltest.LoginBody(identifier, "alice-pass")), wrongLogin))
	}
}

var credentialRuleTests = []ruleTest{
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
	{
		"at-sign-identifier", "compressed and right, and not compressed as declared", false,
		func(p *journaltest.Play) {
			p.End(p.Call("POST", "com.atproto.server.createSession",
				gzipped(journaltest.LoginBody("alice.test", "alice-pass"))))
			p.End(p.Call("POST", "com.atproto.server.createSession", gzipped("@"),
				journaltest.Posts(`@`)))
		},
	},
	{"at-sign-identifier", "an address", false, func(p *journaltest.Play) {
		p.End(p.Call("POST", "com.atproto.server.createSession",
			journaltest.Posts(journaltest.LoginBody("alice@example.com", "alice-pass"))))
	}},

	{
		"account-password", "where an app password is expected", true,
		func(p *journaltest.Play) { p.Login("alice.test", "") },
	},
	{
		"account-password", "which was right, and a code was asked for", true,
		func(p *journaltest.Play) {
			p.End(p.Call("POST", "com.atproto.server.createSession", ofAlice,
				journaltest.Refused(401, "AuthFactorTokenRequired")))
		},
	},
	{
		"account-password", "which was right, and the account was taken down", true,
		func(p *journaltest.Play) {
			p.End(p.Call("POST", "com.atproto.server.createSession", ofAlice,
				journaltest.Refused(401, "AccountTakedown")))
		},
	},
	{
		"account-password", "a password that was wrong, and a refusal on purpose", false,
		func(p *journaltest.Play) {
			p.End(p.Call("POST", "com.atproto.server.createSession", ofAlice,
				journaltest.Refused(401, "AuthenticationRequired")))
			p.End(p.Call("POST", "com.atproto.server.createSession", ofAlice,
				journaltest.Refused(401, "AccountTakedown"), func(c *journal.RawCall) {
					c.Fault = &journal.Fault{Rule: "fault-1", Effect: "error"}
				}))
		},
	},
	{
		"account-password", "an app password", false,
		func(p *journaltest.Play) { p.Login("alice.test", "laptop") },
	},

	{"identifier-form", "space behind it", true, tryIdentifier("alice.test ")},
	{"identifier-form", "a line break before it", true, tryIdentifier("\nalice@example.com")},
	{"identifier-form", "no domain", true, tryIdentifier("alice")},
	{"identifier-form", "handle", false, tryIdentifier("alice.test")},
	{"identifier-form", "address", false, tryIdentifier("alice@localhost")},
	{"identifier-form", "DID", false, tryIdentifier("did:plc:alice")},
	{"identifier-form", "none", false, tryIdentifier("")},

	{"sign-in-code", "in the place of the password", true, func(p *journaltest.Play) {
		askCode(p)
		tryLogin(p, journaltest.LoginBody("alice.test", "ABCDE-FGH23"), wrongLogin)
	}},
	{"sign-in-code", "without its hyphen", true, func(p *journaltest.Play) {
		askCode(p)
		tryLogin(p, withCode("ABCDEFGH23"), wrongLogin)
	}},
	{"sign-in-code", "with white space around it", true, func(p *journaltest.Play) {
		askCode(p)
		tryLogin(p, withCode(" ABCDE-FGH23\n"), wrongLogin)
	}},
	{"sign-in-code", "never", true, func(p *journaltest.Play) {
		for range 4 {
			askCode(p)
		}
	}},
	{"sign-in-code", "as it was mailed, in lower case", false, func(p *journaltest.Play) {
		askCode(p)
		tryLogin(p, withCode("abcde-fgh23"), granted)
	}},
	{"sign-in-code", "a wrong one first, and one more", false, func(p *journaltest.Play) {
		for range 3 {
			askCode(p)
			tryLogin(p, withCode("ABCDE-FGH23"), wrongLogin)
		}
		askCode(p)
		tryLogin(p, withCode("ABCDE-FGH22"), granted)
	}},
	{"sign-in-code", "three times no code", false, func(p *journaltest.Play) {
		for range 3 {
			askCode(p)
		}
	}},
	{"sign-in-code", "a password that looks like one", false, func(p *journaltest.Play) {
		tryLogin(p, journaltest.LoginBody("alice.test", "alice-smith"), wrongLogin)
	}},
}

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
