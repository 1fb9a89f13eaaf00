package findings

import (
	"slices"

	"mockpds/internal/journal"
)

func takesRefreshToken(c *journal.Call) bool {
	return c.Is("refreshSession") || c.Is("deleteSession")
}

func accessTokenAtRefresh(e *evidence) {
	e.bySubject(func(c *journal.Call) bool {
		return c.Token == journal.KindAccess && takesRefreshToken(c)
	}, "an access token was sent to %s, first by %s.")
}

func refreshTokenElsewhere(e *evidence) {
	e.bySubject(func(c *journal.Call) bool {
		return c.Token == journal.KindRefresh && c.Method != "" && !takesRefreshToken(c)
	}, "a refresh token was sent to %s, first by %s.")
}

// bySubject reports at once all the calls of a session, or of an account where there is no session,
// that are what a rule looks for. The sentence has places for the method and the first call.
func (e *evidence) bySubject(want func(*journal.Call) bool, sentence string) {
	each(pick(e.calls, want), subject, func(name string, group []*journal.Call) {
		e.report(name, group, sentence, group[0].ShortTarget(), ref(group[0]))
	})
}

func subject(c *journal.Call) string {
	if c.Session != "" {
		return c.Session
	}
	return who(c)
}

func refreshTokenOutsideHeader(e *evidence) {
	e.bySubject(func(c *journal.Call) bool { return c.Facts.RefreshToken },
		"a refresh token stood in the body or query of %s, first in %s.")
}

// sessionUsedAfterLogout tolerates calls that were in flight, and another deleteSession.
func sessionUsedAfterLogout(e *evidence) {
	for _, s := range e.stories {
		i := slices.IndexFunc(s.calls, func(c *journal.Call) bool {
			return c.Is("deleteSession") && c.Token == journal.KindRefresh && c.Answered()
		})
		if i < 0 {
			continue
		}
		logout := s.calls[i]
		later := s.pick(func(c *journal.Call) bool {
			return begunAfter(c, logout) && !c.Is("deleteSession")
		})
		if len(later) > 0 {
			e.report(s.Label, append([]*journal.Call{logout}, later...),
				"deleteSession was answered by %s; %s with its tokens followed, first of %s.",
				ref(logout), journal.Plural(len(later), "call"), later[0].ShortTarget())
		}
	}
}
