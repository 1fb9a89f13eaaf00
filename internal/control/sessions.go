package control

import (
	"context"
	"time"

	"mockpds/fixtures"
	"mockpds/internal/journal"
)

// An OpenSession is one login of an account, with the refresh tokens of it that the server still
// knows.
type OpenSession struct {
	DID         string         `json:"did"`
	Handle      string         `json:"handle"`
	Session     int            `json:"session" doc:"number of the account's log-in, from 1"`
	AppPassword string         `json:"appPassword,omitempty" doc:"name of the app password it was opened with"`
	Generations []RefreshToken `json:"generations" doc:"the oldest first"`
}

// A RefreshToken is one refresh token of a session.
type RefreshToken struct {
	Generation int        `json:"generation" doc:"from 1; each refresh makes the next one"`
	State      string     `json:"state" doc:"current, grace (superseded and still good) or expired"`
	ExpiresAt  time.Time  `json:"expiresAt" doc:"mock time"`
	GraceUntil *time.Time `json:"graceUntil,omitempty" doc:"until when a superseded token leads to the same next one; mock time"`
}

// Sessions lists the sessions of an account (handle or DID), or of all accounts when it is "".
func (c *Control) Sessions(account string) ([]OpenSession, error) {
	did, err := c.didOf(account)
	if err != nil {
		return nil, err
	}
	grants := c.Store.ListSessions(did)
	sessions := make([]OpenSession, 0, len(grants))
	var owner fixtures.Account
	for _, g := range grants {
		last := len(sessions) - 1
		if last < 0 || sessions[last].DID != g.DID || sessions[last].Session != g.Session {
			if owner.DID != g.DID {
				owner, _ = c.Store.Account(g.DID)
			}
			sessions = append(sessions, OpenSession{
				DID: g.DID, Handle: owner.Handle,
				Session: g.Session, AppPassword: g.AppPassword,
			})
			last++
		}
		sessions[last].Generations = append(sessions[last].Generations, c.generation(g))
	}
	return sessions, nil
}

func (c *Control) generation(g fixtures.Grant) RefreshToken {
	view := RefreshToken{Generation: g.Generation, State: "current", ExpiresAt: g.ExpiresAt.UTC()}
	switch {
	case g.Expired || !g.ExpiresAt.After(c.Clock.Now()):
		view.State = "expired"
	case g.Next != "":
		until := g.ExpiresAt.UTC()
		view.State, view.GraceUntil = "grace", &until
	}
	return view
}

// A SessionChoice names one session of an account, or all of them.
type SessionChoice struct {
	Account string `json:"account" doc:"handle or DID"`
	Session int    `json:"session" doc:"number of the session; 0, or left out: all of the account's"`
}

// An Outcome is how much a verb did.
type Outcome struct {
	Sessions      int `json:"sessions" doc:"how many sessions had their access tokens expired"`
	RefreshTokens int `json:"refreshTokens" doc:"how many refresh tokens were hit"`
}

// ExpireAccess makes the access tokens minted so far for a session expire now: they are answered
// with ExpiredToken, and a refresh gives a good one.
func (c *Control) ExpireAccess(_ context.Context, s SessionChoice) (Outcome, error) {
	a, err := c.account(s.Account)
	if err != nil {
		return Outcome{}, err
	}
	now := c.Clock.Now()
	n, err := c.Store.ExpireAccess(a.DID, s.Session, c.Issuer.Minted(), now)
	if err != nil {
		return Outcome{}, err
	}
	if n == 0 && s.Session != 0 {
		return Outcome{}, noSession(&a, s.Session)
	}
	c.Journal.Expired(journal.Expiry{
		DID: a.DID, Session: s.Session, Kind: journal.KindAccess,
		At: now,
	})
	return Outcome{Sessions: n}, nil
}

// ExpireRefresh makes the refresh tokens of a session expire now: they are answered with
// ExpiredToken, "Token has expired". Access tokens live on.
func (c *Control) ExpireRefresh(_ context.Context, s SessionChoice) (Outcome, error) {
	return c.hitSession(s, func(did string) int {
		now := c.Clock.Now()
		c.Journal.Expired(journal.Expiry{
			DID: did, Session: s.Session, Kind: journal.KindRefresh,
			At: now,
		})
		return c.Store.ExpireRefresh(did, s.Session, now)
	})
}

// RevokeSession makes the refresh tokens of a session void: they are answered with ExpiredToken,
// "Token has been revoked". Access tokens live on, as they do after deleteSession.
func (c *Control) RevokeSession(_ context.Context, s SessionChoice) (Outcome, error) {
	return c.hitSession(s, func(did string) (n int) {
		_ = c.Revoking(nil, did, func() error {
			n = c.Store.RevokeSession(did, s.Session)
			return nil
		})
		return n
	})
}

// hitSession does something to the refresh tokens of a session, of which there has to be one.
func (c *Control) hitSession(s SessionChoice, hit func(did string) int) (Outcome, error) {
	a, err := c.account(s.Account)
	if err != nil {
		return Outcome{}, err
	}
	n := hit(a.DID)
	if n == 0 && s.Session != 0 {
		return Outcome{}, noSession(&a, s.Session)
	}
	return Outcome{RefreshTokens: n}, nil
}

func noSession(a *fixtures.Account, session int) error {
	return missing("%s has no session %d; GET %ssessions?account=%[1]s lists those that can be refreshed",
		a.Handle, session, Prefix)
}
