package mockpdstest

import (
	"encoding/json"
	"net/http"
	"testing"

	"mockpds/fixtures"
)

// A Session is what a log-in or a refresh was answered with. It is a value: Refresh returns the
// next one and leaves this one as it is, so that a test can use its tokens once more.
type Session struct {
	AccessJwt       string          `json:"accessJwt"`
	RefreshJwt      string          `json:"refreshJwt"`
	DID             string          `json:"did"`
	DIDDoc          json.RawMessage `json:"didDoc"`
	Handle          string          `json:"handle"`
	Email           string          `json:"email"`
	EmailConfirmed  bool            `json:"emailConfirmed"`
	EmailAuthFactor bool            `json:"emailAuthFactor"`
	Active          bool            `json:"active"`
	Status          string          `json:"status"`

	pds *PDS
}

// Credentials are what somebody logs in with: the input of com.atproto.server.createSession.
type Credentials struct {
	Identifier      string `json:"identifier"` // handle, DID or address
	Password        string `json:"password"`
	AuthFactorToken string `json:"authFactorToken,omitempty"` // a mailed sign-in code
	AllowTakendown  bool   `json:"allowTakendown,omitempty"`  // lets an account in that is suspended or taken down, for next to nothing
}

// Login opens a session of an account, named by handle, DID or address, with the password that the
// account has; or with another, such as an app password, when one is given. The test fails when
// that is refused.
func (p *PDS) Login(t testing.TB, identifier string, password ...string) Session {
	t.Helper()
	c := Credentials{Identifier: identifier}
	if len(password) > 0 {
		c.Password = password[0]
	} else {
		c.Password = p.passwordOf(t, identifier)
	}
	return p.TryLogin(c).Session(t)
}

// TryLogin returns what a log-in is answered with.
func (p *PDS) TryLogin(c Credentials) Reply {
	return p.TryPost("com.atproto.server.createSession", c)
}

func (p *PDS) passwordOf(t testing.TB, identifier string) string {
	t.Helper()
	for _, find := range []func(string) (fixtures.Account, bool){
		p.control.Store.Account, p.control.Store.AccountByHandle, p.control.Store.AccountByEmail,
	} {
		a, ok := find(identifier)
		if ok && a.NoPassword {
			t.Fatalf("log in as %s: the account has no password; give it one in the world, "+
				"or log in with an app password", identifier)
		}
		if ok {
			return a.Password
		}
	}
	t.Fatalf("log in as %s: there is no such account", identifier)
	return ""
}

// Get calls a query with the access token and reads the answer into a variable, if that is not nil.
// Parameters stand behind the method's name: app.bsky.actor.getProfile?actor=alice.test. The test
// fails unless the answer is 200.
func (s Session) Get(t testing.TB, method string, into any) {
	t.Helper()
	s.TryGet(method).Decode(t, into)
}

// Post calls a procedure with the access token and a JSON body, or none when body is nil, and reads
// the answer into a variable, if that is not nil. The test fails unless the answer is 200.
func (s Session) Post(t testing.TB, method string, body, into any) {
	t.Helper()
	s.TryPost(method, body).Decode(t, into)
}

// Refresh returns the next session. The test fails when that is refused.
func (s Session) Refresh(t testing.TB) Session {
	t.Helper()
	return s.TryRefresh().Session(t)
}

// Logout ends the session as clients do, with com.atproto.server.deleteSession. The access token
// lives on. The test fails when that is refused.
func (s Session) Logout(t testing.TB) {
	t.Helper()
	s.pds.call(http.MethodPost, "com.atproto.server.deleteSession", s.RefreshJwt, nil).OK(t)
}

// TryGet returns what a query with the access token is answered with.
func (s Session) TryGet(method string) Reply {
	return s.pds.call(http.MethodGet, method, s.AccessJwt, nil)
}

// TryPost returns what a procedure with the access token and a JSON body, or none when it is nil,
// is answered with.
func (s Session) TryPost(method string, body any) Reply {
	return s.pds.call(http.MethodPost, method, s.AccessJwt, body)
}

// TryRefresh returns what a refresh is answered with.
func (s Session) TryRefresh() Reply {
	return s.pds.call(http.MethodPost, "com.atproto.server.refreshSession", s.RefreshJwt, nil)
}

// TryGet returns what a query without a token is answered with.
func (p *PDS) TryGet(method string) Reply {
	return p.call(http.MethodGet, method, "", nil)
}

// TryPost returns what a procedure without a token is answered with.
func (p *PDS) TryPost(method string, body any) Reply {
	return p.call(http.MethodPost, method, "", body)
}
