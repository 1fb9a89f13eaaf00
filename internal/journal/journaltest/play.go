// Package journaltest acts out sessions in front of a journal, for tests of what it keeps and of what is found in that.
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

// A play acts out sessions in front of a journal, as a server with two hours of grace and access tokens of two hours would
// report them. Each call takes a millisecond of real and no mock time, and the next one begins when it has ended.
type Play struct {
	Journal *journal.Journal
	Now     time.Time // mock
	Real    time.Time

	minted int
	logins map[string]int
	tokens map[string]journal.Token // what a server would recognize; nil in other plays
}

// New begins a play at noon.
func New(o journal.Options) *Play {
	p := &Play{Now: Noon, Real: Noon, logins: map[string]int{}, tokens: map[string]journal.Token{}}
	if o.Recognize == nil {
		o.Recognize = func(text string) (journal.Token, bool) {
			t, ok := p.tokens[text]
			return t, ok
		}
	}
	p.Journal = journal.New(o)
	return p
}

const (
	Grace       = 2 * time.Hour
	AccessLife  = 2 * time.Hour
	RefreshLife = 90 * 24 * time.Hour
)

// A tab is what a client holds of a session.
type Tab struct {
	DID, Handle     string
	Session         int
	Generation      int
	Access, Refresh string
}

func (p *Play) Wait(d time.Duration) { p.Now, p.Real = p.Now.Add(d), p.Real.Add(d) }

// call begins a call of a method. Options change it.
func (p *Play) Call(verb, method string, change ...func(*journal.RawCall)) *journal.RawCall {
	c := &journal.RawCall{
		Began: p.Now, RealTime: p.Real, Duration: time.Millisecond, Client: "192.0.2.1", Host: "pds.test",
		Verb: verb, VerbDue: verb, Method: method, Path: "/xrpc/" + method, Status: 200,
		RequestHeader: map[string][]string{"User-Agent": {"test"}},
		ReplyHeader:   map[string][]string{"Content-Type": {"application/json; charset=utf-8"}},
	}
	for _, f := range change {
		f(c)
	}
	return c
}

func (p *Play) End(c *journal.RawCall) uint64 {
	if later := c.RealTime.Add(c.Duration); later.After(p.Real) {
		p.Real = later
	}
	return p.Journal.Append(c).Number
}

func Bearer(token string) func(*journal.RawCall) {
	return func(c *journal.RawCall) { c.RequestHeader["Authorization"] = []string{"Bearer " + token} }
}

func Posts(body string) func(*journal.RawCall) {
	return func(c *journal.RawCall) {
		c.RequestHeader["Content-Type"] = []string{"application/json"}
		c.RequestBody = []byte(body)
	}
}

func Replies(status int, body string) func(*journal.RawCall) {
	return func(c *journal.RawCall) { c.Status, c.ReplyBody = status, []byte(body) }
}

func Refused(status int, name string) func(*journal.RawCall) {
	return Replies(status, fmt.Sprintf(`{"error":%q,"message":"no"}`, name))
}

func Lost(c *journal.RawCall) { c.Lost = true }

func From(client string) func(*journal.RawCall) {
	return func(c *journal.RawCall) { c.Client = client }
}

// as is the name that a client gives itself.
func As(app string) func(*journal.RawCall) {
	return func(c *journal.RawCall) { c.RequestHeader["User-Agent"] = []string{app} }
}

// jwt makes a token that nobody signed.
func JWT(claims map[string]any) string {
	part := func(v any) string {
		b, _ := json.Marshal(v)
		return base64.RawURLEncoding.EncodeToString(b)
	}
	return part(map[string]string{"typ": "JWT", "alg": "ES256K"}) + "." + part(claims) + "." + strings.Repeat("s", 86)
}

func (p *Play) Mint(did string) (journal.Minted, *Tab) {
	p.minted++
	claims := func(scope string) map[string]any {
		return map[string]any{"scope": scope, "sub": did, "n": strconv.Itoa(p.minted)}
	}
	m := journal.Minted{At: p.Now, AccessExpiresAt: p.Now.Add(AccessLife), RefreshExpiresAt: p.Now.Add(RefreshLife)}
	return m, &Tab{DID: did, Access: JWT(claims("com.atproto.access")), Refresh: JWT(claims("com.atproto.refresh"))}
}

// know makes the server recognize a tab's tokens.
func (p *Play) know(t *Tab) {
	for kind, text := range map[journal.TokenKind]string{journal.KindAccess: t.Access, journal.KindRefresh: t.Refresh} {
		p.tokens[text] = journal.Token{
			Kind: kind, DID: t.DID, Handle: t.Handle, Session: t.Session, Generation: t.Generation,
		}
	}
}

func SessionReply(t *Tab, active bool) func(*journal.RawCall) {
	return Replies(200, fmt.Sprintf(`{"accessJwt":%q,"refreshJwt":%q,"handle":%q,"did":%q,"active":%t}`,
		t.Access, t.Refresh, t.Handle, t.DID, active))
}

func LoginBody(identifier, password string) string {
	return fmt.Sprintf(`{"identifier":%q,"password":%q}`, identifier, password)
}

// login opens a session with the account's password, or with an app password of a name.
func (p *Play) Login(handle, appPassword string, change ...func(*journal.RawCall)) *Tab {
	did := "did:plc:" + strings.TrimSuffix(handle, ".test")
	c := p.Call("POST", "com.atproto.server.createSession", Posts(LoginBody(handle, "alice-pass")))
	m, t := p.Mint(did)
	p.logins[did]++
	t.Handle, t.Session, t.Generation = handle, p.logins[did], 1
	p.know(t)
	p.Journal.SessionOpened(c, journal.Opening{DID: did, Handle: handle, Session: t.Session, AppPassword: appPassword, Tokens: m})
	SessionReply(t, true)(c)
	for _, f := range change {
		f(c)
	}
	p.End(c)
	return t
}

// beginRefresh lets the server exchange a tab's token, and leaves the reply on its way. next is what the reply brings.
func (p *Play) BeginRefresh(t *Tab, change ...func(*journal.RawCall)) (c *journal.RawCall, next *Tab) {
	c = p.Call("POST", "com.atproto.server.refreshSession", Bearer(t.Refresh))
	m, next := p.Mint(t.DID)
	next.Handle, next.Session, next.Generation = t.Handle, t.Session, t.Generation+1
	p.know(next)
	p.Journal.Refreshed(c, journal.Refresh{
		DID: t.DID, Handle: t.Handle, Session: t.Session, From: t.Generation, To: t.Generation + 1, GraceUntil: p.GraceOf(t), Tokens: m,
	})
	SessionReply(next, true)(c)
	for _, f := range change {
		f(c)
	}
	return c, next
}

// graceOf is until when a tab's refresh token is good from now on: reuse does not prolong it.
func (p *Play) GraceOf(t *Tab) time.Time {
	for _, s := range p.Journal.Lineage(p.Now) {
		if s.DID == t.DID && s.Number == t.Session {
			if i := t.Generation - 1 - s.Forgotten; i >= 0 && i < len(s.Generations) && !s.Generations[i].GraceUntil.IsZero() {
				return s.Generations[i].GraceUntil
			}
		}
	}
	return p.Now.Add(Grace)
}

func (p *Play) Refresh(t *Tab, change ...func(*journal.RawCall)) *Tab {
	c, next := p.BeginRefresh(t, change...)
	p.End(c)
	return next
}

// get calls a query with a tab's access token.
func (p *Play) Get(t *Tab, method string, change ...func(*journal.RawCall)) uint64 {
	return p.End(p.Call("GET", method, append([]func(*journal.RawCall){Bearer(t.Access)}, change...)...))
}

func (p *Play) GetSession(t *Tab, change ...func(*journal.RawCall)) uint64 {
	return p.Get(t, "com.atproto.server.getSession", change...)
}

// refuseRefresh is a refresh that the server refuses.
func (p *Play) RefuseRefresh(t *Tab, change ...func(*journal.RawCall)) uint64 {
	all := append([]func(*journal.RawCall){Bearer(t.Refresh), Refused(400, "ExpiredToken")}, change...)
	return p.End(p.Call("POST", "com.atproto.server.refreshSession", all...))
}

func (p *Play) Logout(t *Tab) {
	c := p.Call("POST", "com.atproto.server.deleteSession", Bearer(t.Refresh))
	p.Journal.Revoked(c, journal.Revocation{DID: t.DID, Session: t.Session, Generation: t.Generation, At: p.Now})
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
