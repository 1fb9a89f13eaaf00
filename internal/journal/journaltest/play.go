// Package journaltest plays clients and a server in front of a journal, for tests of what it keeps
// and of what is found in that.
package journaltest

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"mockpds/internal/journal"
)

// Noon is when a play begins, in mock and in real time.
var Noon = time.Date(2030, 1, 2, 12, 0, 0, 0, time.UTC)

// A Play reports sessions to a journal as a server with two hours of grace and access tokens of two
// hours would. Each call takes a millisecond of real time and no mock time, and the next one begins
// when it has ended.
type Play struct {
	Journal *journal.Journal
	Now     time.Time // mock
	Real    time.Time

	minted int
	logins map[string]int
	tokens map[string]journal.Token // that a server would recognize
	graces map[string]time.Time     // ends of those that began, by refresh token
}

// New begins a play at noon.
func New(o journal.Options) *Play {
	p := &Play{
		Now: Noon, Real: Noon, logins: map[string]int{},
		tokens: map[string]journal.Token{}, graces: map[string]time.Time{},
	}
	if o.Recognize == nil {
		o.Recognize = func(text string) (journal.Token, bool) {
			t, ok := p.tokens[text]
			return t, ok
		}
	}
	p.Journal = journal.New(o)
	return p
}

// Grace and lives of tokens.
const (
	Grace       = 2 * time.Hour
	AccessLife  = 2 * time.Hour
	RefreshLife = 90 * 24 * time.Hour
)

// A Tab is what a client holds of a session.
type Tab struct {
	DID, Handle     string
	Session         int
	Generation      int
	Access, Refresh string
}

// Wait moves both clocks.
func (p *Play) Wait(d time.Duration) { p.Now, p.Real = p.Now.Add(d), p.Real.Add(d) }

// A Change makes something else of a call.
type Change = func(*journal.RawCall)

// Call begins a call of a method, with changes.
func (p *Play) Call(verb, method string, change ...Change) *journal.RawCall {
	c := &journal.RawCall{
		Began: p.Now, RealTime: p.Real, Duration: time.Millisecond, Client: "192.0.2.1",
		Host: "pds.test",
		Verb: verb, VerbDue: verb, Method: method, Path: "/xrpc/" + method, Status: 200,
		RequestHeader: map[string][]string{"User-Agent": {"test"}},
		ReplyHeader:   map[string][]string{"Content-Type": {"application/json; charset=utf-8"}},
	}
	for _, f := range change {
		f(c)
	}
	return c
}

// End gives a call to the journal.
func (p *Play) End(c *journal.RawCall) int {
	if later := c.RealTime.Add(c.Duration); later.After(p.Real) {
		p.Real = later
	}
	return p.Journal.Append(c).Number
}

// Bearer authorizes a call with a token.
func Bearer(token string) Change {
	return func(c *journal.RawCall) {
		c.RequestHeader["Authorization"] = []string{"Bearer " + token}
	}
}

// Posts sends a JSON body.
func Posts(body string) Change {
	return func(c *journal.RawCall) {
		c.RequestHeader["Content-Type"] = []string{"application/json"}
		c.RequestBody = []byte(body)
	}
}

// Replies answers a call.
func Replies(status int, body string) Change {
	return func(c *journal.RawCall) { c.Status, c.ReplyBody = status, []byte(body) }
}

// Refused answers a call with an error.
func Refused(status int, name string) Change {
	return Replies(status, fmt.Sprintf(`{"error":%q,"message":"no"}`, name))
}

// Lost loses the reply.
func Lost(c *journal.RawCall) { c.Lost = true }

// From sends a call from another address.
func From(client string) Change {
	return func(c *journal.RawCall) { c.Client = client }
}

// As sends a call with another User-Agent.
func As(app string) Change {
	return func(c *journal.RawCall) { c.RequestHeader["User-Agent"] = []string{app} }
}

// JWT makes a token that nobody signed.
func JWT(claims map[string]any) string {
	part := func(v any) string {
		b, _ := json.Marshal(v)
		return base64.RawURLEncoding.EncodeToString(b)
	}
	return part(map[string]string{"typ": "JWT", "alg": "ES256K"}) + "." + part(claims) + "." +
		strings.Repeat("s", 86)
}

// Mint makes the tokens of a generation.
func (p *Play) Mint(did string) (journal.Minted, *Tab) {
	p.minted++
	claims := func(scope string) map[string]any {
		return map[string]any{"scope": scope, "sub": did, "n": strconv.Itoa(p.minted)}
	}
	m := journal.Minted{
		At: p.Now, AccessExpiresAt: p.Now.Add(AccessLife), RefreshExpiresAt: p.Now.Add(RefreshLife),
	}
	return m, &Tab{
		DID: did, Access: JWT(claims("com.atproto.access")),
		Refresh: JWT(claims("com.atproto.refresh")),
	}
}

// know makes the server recognize a tab's tokens.
func (p *Play) know(t *Tab) {
	for kind, text := range map[journal.TokenKind]string{
		journal.KindAccess:  t.Access,
		journal.KindRefresh: t.Refresh,
	} {
		p.tokens[text] = journal.Token{
			Kind: kind, DID: t.DID, Handle: t.Handle, Session: t.Session, Generation: t.Generation,
		}
	}
}

// sessionReply answers a call with the tokens of a tab.
func sessionReply(t *Tab) Change {
	const body = `{"accessJwt":%q,"refreshJwt":%q,"handle":%q,"did":%q,"active":true}`
	return Replies(200, fmt.Sprintf(body, t.Access, t.Refresh, t.Handle, t.DID))
}

// LoginBody is the body of a login.
func LoginBody(identifier, password string) string {
	return fmt.Sprintf(`{"identifier":%q,"password":%q}`, identifier, password)
}

// Login opens a session with the account's password, or with an app password of a name.
func (p *Play) Login(handle, appPassword string, change ...Change) *Tab {
	did := "did:plc:" + strings.TrimSuffix(handle, ".test")
	c := p.Call("POST", "com.atproto.server.createSession", Posts(LoginBody(handle, "alice-pass")))
	m, t := p.Mint(did)
	p.logins[did]++
	t.Handle, t.Session, t.Generation = handle, p.logins[did], 1
	p.know(t)
	p.Journal.SessionOpened(c, journal.Opening{
		DID: did, Handle: handle, Session: t.Session, AppPassword: appPassword, Tokens: m,
	})
	sessionReply(t)(c)
	for _, f := range change {
		f(c)
	}
	p.End(c)
	return t
}

// BeginRefresh lets the server exchange a tab's token, and leaves the reply on its way. next is
// what the reply brings.
func (p *Play) BeginRefresh(t *Tab, change ...Change) (c *journal.RawCall, next *Tab) {
	c = p.Call("POST", "com.atproto.server.refreshSession", Bearer(t.Refresh))
	m, next := p.Mint(t.DID)
	next.Handle, next.Session, next.Generation = t.Handle, t.Session, t.Generation+1
	p.know(next)
	if _, superseded := p.graces[t.Refresh]; !superseded { // reuse does not prolong it
		p.graces[t.Refresh] = p.Now.Add(Grace)
	}
	p.Journal.Refreshed(c, journal.Refresh{
		DID: t.DID, Handle: t.Handle, Session: t.Session, From: t.Generation, To: t.Generation + 1,
		GraceUntil: p.graces[t.Refresh], Tokens: m,
	})
	sessionReply(next)(c)
	for _, f := range change {
		f(c)
	}
	return c, next
}

// Refresh refreshes a session.
func (p *Play) Refresh(t *Tab, change ...Change) *Tab {
	c, next := p.BeginRefresh(t, change...)
	p.End(c)
	return next
}

// Get calls a query with a tab's access token.
func (p *Play) Get(t *Tab, method string, change ...Change) int {
	return p.End(p.Call("GET", method, append([]Change{Bearer(t.Access)}, change...)...))
}

// GetSession is Get of getSession.
func (p *Play) GetSession(t *Tab, change ...Change) int {
	return p.Get(t, "com.atproto.server.getSession", change...)
}

// RefuseRefresh is a refresh that the server refuses.
func (p *Play) RefuseRefresh(t *Tab, change ...Change) int {
	all := append([]Change{Bearer(t.Refresh), Refused(400, "ExpiredToken")}, change...)
	return p.End(p.Call("POST", "com.atproto.server.refreshSession", all...))
}

// Logout ends a session.
func (p *Play) Logout(t *Tab) {
	c := p.Call("POST", "com.atproto.server.deleteSession", Bearer(t.Refresh))
	p.Journal.Revoked(c, journal.Revocation{
		DID: t.DID, Session: t.Session, Generation: t.Generation, At: p.Now,
	})
	p.End(c)
}

// Lines formats the calls so far, one to a line.
func (p *Play) Lines() string {
	var b strings.Builder
	for _, c := range p.Journal.Calls(journal.Filter{}) {
		b.WriteString(journal.Format(c) + "\n")
	}
	return b.String()
}
