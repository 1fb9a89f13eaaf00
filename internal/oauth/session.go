package oauth

import (
	"context"
	"slices"
	"strings"
	"time"
)

// A session is what a client has of an account: a chain of access and refresh tokens.
type session struct {
	SavedSession

	device string
	code   string
}

// sessions finds sessions by what clients hold of them.
type sessions struct {
	byToken   map[string]*session // current access tokens, by id
	byRefresh map[string]*session // current and used refresh tokens
	byCode    map[string]*session
	numbers   map[string]int // sessions so far, by DID
	issued    map[string]Issued
}

// An Issued token is one that was given to a client, whatever became of it.
type Issued struct {
	DID                 string
	Session, Generation int
	Refresh             bool // not an access token

	expired bool // by a test, an access token
}

// maxIssued is how many tokens are known once they are of no use any more.
const maxIssued = 20_000

func newSessions() sessions {
	return sessions{
		byToken: map[string]*session{}, byRefresh: map[string]*session{}, byCode: map[string]*session{},
		numbers: map[string]int{}, issued: map[string]Issued{},
	}
}

func (t *sessions) add(n *session) {
	if len(t.issued) >= maxIssued {
		clear(t.issued)
	}
	t.issued[n.TokenID] = Issued{DID: n.DID, Session: n.Number, Generation: n.Generation}
	t.issued[n.Refresh] = Issued{DID: n.DID, Session: n.Number, Generation: n.Generation, Refresh: true}
	t.byToken[n.TokenID] = n
	if n.Refresh != "" {
		t.byRefresh[n.Refresh] = n
	}
}

func (t *sessions) remove(n *session) {
	delete(t.byToken, n.TokenID)
	delete(t.byCode, n.code)
	for _, refresh := range append(n.Used, n.Refresh) {
		delete(t.byRefresh, refresh)
	}
}

// of is the sessions of an account in their order, or of all if did is empty.
func (t *sessions) of(did string) []*session {
	var found []*session
	for _, n := range t.byToken {
		if did == "" || n.DID == did {
			found = append(found, n)
		}
	}
	slices.SortFunc(found, func(a, b *session) int {
		if a.DID != b.DID {
			return strings.Compare(a.DID, b.DID)
		}
		return a.Number - b.Number
	})
	return found
}

// A Session describes a session to whoever steers the server.
type Session struct {
	DID        string    `json:"did"`
	Number     int       `json:"session" doc:"of the account's OAuth sessions, from 1"`
	Generation int       `json:"generation" doc:"one more at each refresh"`
	ClientID   string    `json:"clientId"`
	Scope      string    `json:"scope"`
	CreatedAt  time.Time `json:"createdAt"`
	UpdatedAt  time.Time `json:"updatedAt"`
	ExpiresAt  time.Time `json:"accessExpiresAt"`
	RefreshEnd time.Time `json:"refreshExpiresAt,omitzero"`
	KeyID      string    `json:"dpopThumbprint"`
}

func (n *session) describe() Session {
	d := Session{
		DID: n.DID, Number: n.Number, Generation: n.Generation, ClientID: n.ClientID, Scope: n.Scope,
		CreatedAt: n.CreatedAt, UpdatedAt: n.UpdatedAt, ExpiresAt: n.ExpiresAt, KeyID: n.Key,
	}
	if n.Refresh != "" {
		d.RefreshEnd = n.UpdatedAt.Add(refreshLife(n.Auth != nil && n.Auth.Method != "none"))
		if n.RefreshEnd != nil {
			d.RefreshEnd = *n.RefreshEnd
		}
	}
	return d
}

// Sessions lists the sessions of an account, or of all if did is empty.
func (s *Server) Sessions(did string) []Session {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := []Session{}
	for _, n := range s.sessions.of(did) {
		list = append(list, n.describe())
	}
	return list
}

// A Pick says which sessions are meant: those of an account, one of them, or all.
type Pick struct {
	DID    string // "" is of every account
	Number int    // 0 is all of them
}

// change does something to the sessions that are picked and returns how many there were.
func (s *Server) change(pick Pick, do func(*session)) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	changed := 0
	for _, n := range s.sessions.of(pick.DID) {
		if pick.Number == 0 || pick.Number == n.Number {
			do(n)
			changed++
		}
	}
	return changed
}

// ExpireAccess makes access tokens expire now.
func (s *Server) ExpireAccess(pick Pick) int {
	return s.change(pick, func(n *session) {
		n.ExpiresAt = s.now()
		came := s.sessions.issued[n.TokenID]
		came.expired = true
		s.sessions.issued[n.TokenID] = came
	})
}

// ExpireRefresh makes refresh tokens expire now.
func (s *Server) ExpireRefresh(pick Pick) int {
	return s.change(pick, func(n *session) {
		now := s.now().UTC()
		n.RefreshEnd = &now
	})
}

// Narrow takes scopes away from sessions: those that are not in the list, except atproto.
func (s *Server) Narrow(pick Pick, scope string) int {
	keep := append(strings.Fields(scope), "atproto")
	narrow := func(text string) string {
		return strings.Join(within(strings.Fields(text), keep), " ")
	}
	return s.change(pick, func(n *session) { n.Scope, n.Asked = narrow(n.Scope), narrow(n.Asked) })
}

// Revoke ends sessions.
func (s *Server) Revoke(ctx context.Context, pick Pick) int {
	return s.change(pick, func(n *session) { s.end(ctx, n, "revoked by the test") })
}

// EndSessions ends the sessions of an account that was taken down, brought back, or deleted.
func (s *Server) EndSessions(ctx context.Context, did string) int {
	return s.change(Pick{DID: did}, func(n *session) { s.end(ctx, n, "the account changed") })
}

// end ends a session. The caller holds the lock.
func (s *Server) end(ctx context.Context, n *session, why string) {
	s.sessions.remove(n)
	if s.config.Events.Ended != nil {
		s.config.Events.Ended(ctx, n.describe(), why)
	}
}

// Events are told what happens to sessions, before the client can know of it. Functions that are
// nil are not called. They must not call the server.
type Events struct {
	Opened    func(context.Context, Session, Tokens)
	Refreshed func(context.Context, Session, Tokens)
	// Presented is told a token that came in a body, and what it was given as.
	Presented func(context.Context, Issued)
	Ended     func(ctx context.Context, n Session, why string)
	// ClockOff is told by how many seconds the clock of a client differs from mock time, when it
	// was refused for that; ahead is positive.
	ClockOff func(ctx context.Context, seconds int64)
	// NonceOfOther is told of a proof with a nonce of the server that its request did not come to:
	// of the authorization server or of the resource.
	NonceOfOther func(context.Context)
	// ScopeUsed is told a scope that allowed what was asked for with a token.
	ScopeUsed func(ctx context.Context, scope string)
	// NotFetched is told a URL that was not fetched, as nobody said that its host may be.
	NotFetched func(ctx context.Context, url string)
}

// Tokens are what a client was given.
type Tokens struct {
	At              time.Time
	Access, Refresh string
}
