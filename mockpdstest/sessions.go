package mockpdstest

import (
	"context"
	"testing"
	"time"

	"mockpds/internal/control"
)

// An OpenSession is one log-in of an account, with the generations of its refresh token that are
// still known.
type OpenSession struct {
	DID         string
	Handle      string
	Session     int            // number of the account's log-in, from 1
	AppPassword string         // name of the one that opened it; "" if the account's own did
	Generations []RefreshToken // the oldest first
}

// A RefreshToken is one refresh token of a session.
type RefreshToken struct {
	Generation int        // from 1; each refresh makes the next one
	State      string     // current, grace (superseded and still good) or expired
	ExpiresAt  time.Time  // mock time
	GraceUntil *time.Time // until when a superseded token leads to the same next one; mock time
}

// Sessions lists the sessions of an account (handle or DID), or of all accounts when it is "". The
// test ends if there is no such account.
func (p *PDS) Sessions(t testing.TB, account string) []OpenSession {
	t.Helper()
	list, err := p.control.Sessions(account)
	must(t, err)
	return each(list, func(s control.OpenSession) OpenSession {
		generations := each(s.Generations,
			func(g control.RefreshToken) RefreshToken { return RefreshToken(g) })
		return OpenSession{s.DID, s.Handle, s.Session, s.AppPassword, generations}
	})
}

// ExpireAccess makes the access tokens minted so far for an account expire now, or those of some of
// its sessions: they are answered with ExpiredToken, and a refresh gives a good one. Sessions are
// numbered as Sessions lists them. The test ends if there is no such account.
func (p *PDS) ExpireAccess(t testing.TB, account string, sessions ...int) {
	t.Helper()
	hit(t, p.control.ExpireAccess, account, sessions)
}

// ExpireRefresh makes the refresh tokens of an account, or of some of its sessions, expire now:
// they are answered with ExpiredToken, "Token has expired". Access tokens live on. The test ends if
// there is no such account or session.
func (p *PDS) ExpireRefresh(t testing.TB, account string, sessions ...int) {
	t.Helper()
	hit(t, p.control.ExpireRefresh, account, sessions)
}

// RevokeSession makes the refresh tokens of an account, or of some of its sessions, void: they are
// answered with ExpiredToken, "Token has been revoked". Access tokens live on. The test ends if
// there is no such account or session.
func (p *PDS) RevokeSession(t testing.TB, account string, sessions ...int) {
	t.Helper()
	hit(t, p.control.RevokeSession, account, sessions)
}

// hit does something to some sessions of an account, or to all when none is named.
func hit[Outcome any](
	t testing.TB, do func(context.Context, control.SessionChoice) (Outcome, error),
	account string, sessions []int,
) {
	t.Helper()
	if len(sessions) == 0 {
		sessions = []int{0}
	}
	for _, n := range sessions {
		_, err := do(t.Context(), control.SessionChoice{Account: account, Session: n})
		must(t, err)
	}
}

// must ends the test when a verb was refused.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("mockpdstest: %v", err)
	}
}
