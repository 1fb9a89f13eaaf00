package findings

import (
	"cmp"
	"slices"
	"time"

	"mockpds/internal/journal"
)

// loginsAtOnce is how soon after ExpiredToken a client logs in that does so instead of refreshing.
// It is enough to type a password.
const loginsAtOnce = 10 * time.Minute

// loginInsteadOfRefresh looks for an app that was answered ExpiredToken and then logged in, while
// the refresh token was good. If anybody refreshed the session from then on, a second app logged
// in.
func loginInsteadOfRefresh(e *evidence) {
	logins := pick(e.calls, opensSession)
	for _, s := range e.stories {
		if !slices.ContainsFunc(s.calls, expired) {
			continue
		}
		for _, login := range logins {
			told := s.expiredBefore(login)
			if told == nil || s.newest().StateAt(login.Time) != journal.StateCurrent ||
				s.refreshedAfter(told) {
				continue
			}
			e.report(s.Label, []*journal.Call{told, login},
				"ExpiredToken was answered to %s; its refresh token was still good, "+
					"and %s logged in as %s instead.", ref(told), ref(login), login.Minted)
			break
		}
	}
}

// expiredBefore finds the last call of the session that the client of a login knew to be answered
// ExpiredToken, or nil.
func (s *story) expiredBefore(login *journal.Call) *journal.Call {
	if login.DID != s.DID {
		return nil
	}
	for _, c := range slices.Backward(s.calls) {
		if expired(c) && app(c) == app(login) && begunAfter(login, c) &&
			login.Time.Sub(c.Time) <= loginsAtOnce {
			return c
		}
	}
	return nil
}

// refreshedAfter reports whether somebody tried to refresh the session, or ended it, once a call
// had begun.
func (s *story) refreshedAfter(c *journal.Call) bool {
	return slices.ContainsFunc(s.calls, func(o *journal.Call) bool {
		return takesRefreshToken(o) && !o.RealTime.Before(c.RealTime)
	})
}

// Limits on createSession, for each identifier and address: the reference's, and that of
// bsky.social on a day.
var loginLimits = []struct {
	count  int
	window time.Duration
}{{30, 5 * time.Minute}, {100, 24 * time.Hour}}

func loginPace(e *evidence) {
	logins := pick(e.calls, func(c *journal.Call) bool {
		return c.Is("createSession") && c.Verb == "POST"
	})
	// The reference counts logins by identifier and address.
	counted := func(c *journal.Call) string {
		return cmp.Or(c.Facts.Identifier, c.DID) + " " + c.Client
	}
	each(logins, counted, func(_ string, group []*journal.Call) {
		slices.SortStableFunc(group, func(a, b *journal.Call) int { return a.Time.Compare(b.Time) })
		for _, limit := range loginLimits {
			for i := limit.count; i < len(group); i++ {
				if first := group[i-limit.count]; group[i].Time.Sub(first.Time) < limit.window {
					e.report(who(group[i]), []*journal.Call{first, group[i]},
						"%d logins within %s, from %s to %s.",
						limit.count+1, limit.window, ref(first), ref(group[i]))
					return
				}
			}
		}
	})
}

// A client logs in for each call or two if that many sessions in a row had at most that many calls.
const (
	wastedSessions    = 10
	mostCallsOfWasted = 2
)

func loginPerCall(e *evidence) {
	sessions := map[string]*story{}
	for _, s := range e.stories {
		sessions[s.Label] = s
	}
	logins := pick(e.calls, opensSession)
	each(logins, accountAndApp, func(_ string, group []*journal.Call) {
		row := inARow(group, wastedSessions, func(login, next *journal.Call) bool {
			s := sessions[usesOrOpens(login)]
			return s != nil && s.wastedBy(next)
		})
		if row != nil {
			e.report(who(row[0]), row, "%d sessions in a row, from %s on, had %d calls at most "+
				"when the next was opened, and were still good.",
				wastedSessions, ref(row[0]), mostCallsOfWasted)
		}
	})
}

// wastedBy reports whether the session could have served its client instead of a login, and made a
// call or two.
func (s *story) wastedBy(login *journal.Call) bool {
	if len(s.calls) == 0 || len(s.calls) > mostCallsOfWasted {
		return false
	}
	for _, c := range s.calls {
		if takesRefreshToken(c) || refusedToken(c) || !begunAfter(login, c) {
			return false
		}
	}
	g := s.newest()
	return login.Time.Before(g.AccessExpiresAt) && g.StateAt(login.Time) == journal.StateCurrent
}
