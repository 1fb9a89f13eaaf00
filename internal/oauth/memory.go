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
	DID        string          `json:"did"`
	Number     int             `json:"session"`
	Generation int             `json:"generation"`
	ClientID   string          `json:"clientId"`
	TokenID    string          `json:"tokenId" doc:"of the access token"`
	Refresh    string          `json:"refreshToken,omitempty"`
	Used       []string        `json:"usedRefreshTokens,omitempty"`
	Asked      string          `json:"askedScope" doc:"scope that was granted, with permission sets by their names"`
	Scope      string          `json:"scope" doc:"of the access token"`
	Key        string          `json:"key" doc:"thumbprint of the key that tokens are bound to"`
	Auth       *Authentication `json:"client,omitempty" doc:"how the client proved who it is; left out if it proved nothing at the start"`
	CreatedAt  time.Time       `json:"createdAt"`
	UpdatedAt  time.Time       `json:"updatedAt"`
	ExpiresAt  time.Time       `json:"expiresAt" doc:"end of the access token"`
	RefreshEnd *time.Time      `json:"refreshEnd,omitempty" doc:"end of the refresh token, if a test set it"`
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
	saved := n.SavedSession
	saved.Used = slices.Clone(saved.Used)
	for _, at := range []*time.Time{&saved.CreatedAt, &saved.UpdatedAt, &saved.ExpiresAt} {
		*at = at.UTC()
	}
	return saved
}

var errMemory = errors.New("oauth.sessions: a session has a did, a session number, a generation, " +
	"a tokenId, and tokens that no other has")

// Restore puts the sessions of a snapshot in place of all, and forgets log-ins that are under way.
// It fails, and changes nothing, on a memory that no server has made.
func (s *Server) Restore(m Memory) error {
	restored := newSessions()
	maps.Copy(restored.numbers, m.Numbers)
	for _, v := range m.Sessions {
		n := &session{SavedSession: v}
		n.Used = slices.Clone(v.Used)
		known := restored.byToken[n.TokenID] != nil || restored.byRefresh[n.Refresh] != nil
		if n.DID == "" || n.Number < 1 || n.Generation < 1 || !strings.HasPrefix(n.TokenID, "tok-") || known {
			return errMemory
		}
		restored.add(n)
		for _, used := range n.Used {
			restored.byRefresh[used] = n
		}
		restored.numbers[n.DID] = max(restored.numbers[n.DID], n.Number)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions, s.requests, s.devices = restored, newRequests(), map[string]*device{}
	return nil
}
