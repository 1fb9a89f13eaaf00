package journal_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"mockpds/internal/journal"
)

var noon = time.Date(2030, 1, 2, 12, 0, 0, 0, time.UTC)

// A play acts out sessions in front of a journal, as a server with two hours of grace and access tokens of two hours would
// report them. Each call takes a millisecond of real and no mock time, and the next one begins when it has ended.
type play struct {
	t       testing.TB
	journal *journal.Journal
	now     time.Time // mock
	real    time.Time
	minted  int
	logins  map[string]int
}

func newPlay(t testing.TB, o journal.Options) *play {
	return &play{t: t, journal: journal.New(o), now: noon, real: noon, logins: map[string]int{}}
}

const (
	grace       = 2 * time.Hour
	accessLife  = 2 * time.Hour
	refreshLife = 90 * 24 * time.Hour
)

// A tab is what a client holds of a session.
type tab struct {
	did, handle string
	session     int
	generation  int
	access      string
	refresh     string
}

func (p *play) wait(d time.Duration) { p.now, p.real = p.now.Add(d), p.real.Add(d) }

// call begins a call of a method. Options change it.
func (p *play) call(verb, method string, change ...func(*journal.RawCall)) *journal.RawCall {
	c := &journal.RawCall{
		Began: p.now, RealTime: p.real, Duration: time.Millisecond, Client: "192.0.2.1", Host: "pds.test",
		Verb: verb, VerbDue: verb, Method: method, Path: "/xrpc/" + method, Status: 200,
		RequestHeader: map[string][]string{"User-Agent": {"test"}},
		ReplyHeader:   map[string][]string{"Content-Type": {"application/json; charset=utf-8"}},
	}
	for _, f := range change {
		f(c)
	}
	return c
}

func (p *play) end(c *journal.RawCall) uint64 {
	if later := c.RealTime.Add(c.Duration); later.After(p.real) {
		p.real = later
	}
	return p.journal.Append(c)
}

func bearer(token string) func(*journal.RawCall) {
	return func(c *journal.RawCall) { c.RequestHeader["Authorization"] = []string{"Bearer " + token} }
}

func posts(body string) func(*journal.RawCall) {
	return func(c *journal.RawCall) {
		c.RequestHeader["Content-Type"] = []string{"application/json"}
		c.RequestBody = []byte(body)
	}
}

func replies(status int, body string) func(*journal.RawCall) {
	return func(c *journal.RawCall) { c.Status, c.ReplyBody = status, []byte(body) }
}

func refused(status int, name string) func(*journal.RawCall) {
	return replies(status, fmt.Sprintf(`{"error":%q,"message":"no"}`, name))
}

func lost(c *journal.RawCall) { c.Lost = true }

func from(client string) func(*journal.RawCall) {
	return func(c *journal.RawCall) { c.Client = client }
}

// as is the name that a client gives itself.
func as(app string) func(*journal.RawCall) {
	return func(c *journal.RawCall) { c.RequestHeader["User-Agent"] = []string{app} }
}

// jwt makes a token that nobody signed.
func jwt(claims map[string]any) string {
	part := func(v any) string {
		b, _ := json.Marshal(v)
		return base64.RawURLEncoding.EncodeToString(b)
	}
	return part(map[string]string{"typ": "JWT", "alg": "ES256K"}) + "." + part(claims) + "." + strings.Repeat("s", 86)
}

func (p *play) mint(did string) (journal.Minted, *tab) {
	p.minted++
	claims := func(scope string) map[string]any {
		return map[string]any{"scope": scope, "sub": did, "n": strconv.Itoa(p.minted)}
	}
	m := journal.Minted{
		At: p.now, Access: jwt(claims("com.atproto.access")), Refresh: jwt(claims("com.atproto.refresh")),
		AccessExpiresAt: p.now.Add(accessLife), RefreshExpiresAt: p.now.Add(refreshLife),
	}
	return m, &tab{did: did, access: m.Access, refresh: m.Refresh}
}

func sessionReply(t *tab, active bool) func(*journal.RawCall) {
	return replies(200, fmt.Sprintf(`{"accessJwt":%q,"refreshJwt":%q,"handle":%q,"did":%q,"active":%t}`,
		t.access, t.refresh, t.handle, t.did, active))
}

func loginBody(identifier, password string) string {
	return fmt.Sprintf(`{"identifier":%q,"password":%q}`, identifier, password)
}

// login opens a session with the account's password, or with an app password of a name.
func (p *play) login(handle, appPassword string, change ...func(*journal.RawCall)) *tab {
	did := "did:plc:" + strings.TrimSuffix(handle, ".test")
	c := p.call("POST", "com.atproto.server.createSession", posts(loginBody(handle, "alice-pass")))
	m, t := p.mint(did)
	p.logins[did]++
	t.handle, t.session, t.generation = handle, p.logins[did], 1
	p.journal.SessionOpened(c, journal.Opening{DID: did, Handle: handle, Session: t.session, AppPassword: appPassword, Tokens: m})
	sessionReply(t, true)(c)
	for _, f := range change {
		f(c)
	}
	p.end(c)
	return t
}

// beginRefresh lets the server exchange a tab's token, and leaves the reply on its way. next is what the reply brings.
func (p *play) beginRefresh(t *tab, change ...func(*journal.RawCall)) (c *journal.RawCall, next *tab) {
	c = p.call("POST", "com.atproto.server.refreshSession", bearer(t.refresh))
	m, next := p.mint(t.did)
	next.handle, next.session, next.generation = t.handle, t.session, t.generation+1
	p.journal.Refreshed(c, journal.Refresh{
		DID: t.did, Handle: t.handle, Session: t.session, From: t.generation, To: t.generation + 1, GraceUntil: p.graceOf(t), Tokens: m,
	})
	sessionReply(next, true)(c)
	for _, f := range change {
		f(c)
	}
	return c, next
}

// graceOf is until when a tab's refresh token is good from now on: reuse does not prolong it.
func (p *play) graceOf(t *tab) time.Time {
	for _, s := range p.journal.Lineage(p.now) {
		if s.DID == t.did && s.Number == t.session {
			if i := t.generation - 1 - s.Forgotten; i >= 0 && i < len(s.Generations) && !s.Generations[i].GraceUntil.IsZero() {
				return s.Generations[i].GraceUntil
			}
		}
	}
	return p.now.Add(grace)
}

func (p *play) refresh(t *tab, change ...func(*journal.RawCall)) *tab {
	c, next := p.beginRefresh(t, change...)
	p.end(c)
	return next
}

// get calls a query with a tab's access token.
func (p *play) get(t *tab, method string, change ...func(*journal.RawCall)) uint64 {
	return p.end(p.call("GET", method, append([]func(*journal.RawCall){bearer(t.access)}, change...)...))
}

func (p *play) getSession(t *tab, change ...func(*journal.RawCall)) uint64 {
	return p.get(t, "com.atproto.server.getSession", change...)
}

// refuseRefresh is a refresh that the server refuses.
func (p *play) refuseRefresh(t *tab, change ...func(*journal.RawCall)) uint64 {
	all := append([]func(*journal.RawCall){bearer(t.refresh), refused(400, "ExpiredToken")}, change...)
	return p.end(p.call("POST", "com.atproto.server.refreshSession", all...))
}

func (p *play) logout(t *tab) {
	c := p.call("POST", "com.atproto.server.deleteSession", bearer(t.refresh))
	p.journal.Revoked(c, journal.Revocation{DID: t.did, Session: t.session, Generation: t.generation, At: p.now})
	p.end(c)
}
