package oauth

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"time"
)

// A Memory is what is kept of sessions in a snapshot. Log-ins that are under way, browsers, and
// what a test gave or decided are not in it.
type Memory struct {
	Sessions []SavedSession `json:"sessions,omitempty" doc:"by account, in the order in which they were opened"`
	Numbers  map[string]int `json:"numbers,omitempty" doc:"sessions opened so far, by DID"`
}

// A SavedSession is a session with its secrets.
type SavedSession struct {
	DID        string     `json:"did"`
	Number     int        `json:"session"`
	Generation int        `json:"generation"`
	ClientID   string     `json:"clientId"`
	TokenID    string     `json:"tokenId" doc:"of the access token"`
	Refresh    string     `json:"refreshToken,omitempty"`
	Used       []string   `json:"usedRefreshTokens,omitempty"`
	Asked      string     `json:"askedScope" doc:"scope that was granted, with permission sets by their names"`
	Scope      string     `json:"scope" doc:"of the access token"`
	Key        string     `json:"key" doc:"thumbprint of the key that tokens are bound to"`
	Client     *SavedAuth `json:"client,omitempty" doc:"how the client proved who it is; left out if it proved nothing at the start"`
	CreatedAt  time.Time  `json:"createdAt"`
	UpdatedAt  time.Time  `json:"updatedAt"`
	ExpiresAt  time.Time  `json:"expiresAt" doc:"end of the access token"`
	RefreshEnd *time.Time `json:"refreshEnd,omitempty" doc:"end of the refresh token, if a test set it"`
}

// A SavedAuth is how a client proved who it is.
type SavedAuth struct {
	Method     string `json:"method"`
	KeyID      string `json:"keyId,omitempty"`
	Algorithm  string `json:"algorithm,omitempty"`
	Thumbprint string `json:"thumbprint,omitempty"`
}

// Memory returns what a snapshot keeps.
func (s *Server) Memory() Memory {
	s.mu.Lock()
	defer s.mu.Unlock()
	var m Memory
	if len(s.sessions.numbers) > 0 {
		m.Numbers = maps.Clone(s.sessions.numbers)
	}
	for _, n := range s.sessions.of("") {
		m.Sessions = append(m.Sessions, n.save())
	}
	return m
}

func (n *session) save() SavedSession {
	saved := SavedSession{
		DID: n.did, Number: n.number, Generation: n.generation, ClientID: n.client,
		TokenID: n.tokenID, Refresh: n.refresh, Used: slices.Clone(n.used),
		Asked: n.request.scope, Scope: n.scope, Key: n.request.jkt,
		CreatedAt: n.created.UTC(), UpdatedAt: n.updated.UTC(), ExpiresAt: n.expires.UTC(),
	}
	if a := n.auth; a != nil {
		saved.Client = &SavedAuth{a.method, a.keyID, a.algorithm, a.thumbprint}
	}
	if !n.refreshEnd.IsZero() {
		end := n.refreshEnd.UTC()
		saved.RefreshEnd = &end
	}
	return saved
}

func (v SavedSession) session() *session {
	n := &session{
		did: v.DID, number: v.Number, generation: v.Generation, client: v.ClientID,
		tokenID: v.TokenID, refresh: v.Refresh, used: slices.Clone(v.Used), scope: v.Scope,
		request: request{clientID: v.ClientID, scope: v.Asked, jkt: v.Key},
		created: v.CreatedAt, updated: v.UpdatedAt, expires: v.ExpiresAt,
	}
	if a := v.Client; a != nil {
		n.auth = &authentication{a.Method, a.KeyID, a.Algorithm, a.Thumbprint}
	}
	if v.RefreshEnd != nil {
		n.refreshEnd = *v.RefreshEnd
	}
	return n
}

var errMemory = errors.New("oauth.sessions: a session has a did, a session number, a generation, a tokenId, and tokens that no other has")

// Restore puts the sessions of a snapshot in place of all, and forgets log-ins that are under way.
// It fails, and changes nothing, on a memory that no server has made.
func (s *Server) Restore(m Memory) error {
	restored := newSessions()
	maps.Copy(restored.numbers, m.Numbers)
	for _, v := range m.Sessions {
		n := v.session()
		known := restored.byToken[n.tokenID] != nil || restored.byRefresh[n.refresh] != nil
		if n.did == "" || n.number < 1 || n.generation < 1 || !strings.HasPrefix(n.tokenID, "tok-") || known {
			return errMemory
		}
		restored.add(n)
		for _, used := range n.used {
			restored.byRefresh[used] = n
		}
		restored.numbers[n.did] = max(restored.numbers[n.did], n.number)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions, s.requests, s.devices = restored, newRequests(), map[string]*device{}
	return nil
}
