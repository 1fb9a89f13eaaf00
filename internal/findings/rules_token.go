package findings

import (
	"fmt"
	"slices"

	"mockpds/internal/journal"
)

func takesRefreshToken(c *journal.Call) bool {
	return c.Is("refreshSession") || c.Is("deleteSession")
}

func accessTokenAtRefresh(e *evidence) []sighting {
	return bySubject(e, func(c *journal.Call) bool {
		return c.Token == journal.KindAccess && takesRefreshToken(c)
	},
		"%s: an access token was sent to %s, first by %s.")
}

func refreshTokenElsewhere(e *evidence) []sighting {
	return bySubject(e, func(c *journal.Call) bool {
		return c.Token == journal.KindRefresh && c.Method != "" && !takesRefreshToken(c)
	},
		"%s: a refresh token was sent to %s, first by %s.")
}

// bySubject makes one sighting of all the calls of a session, or of an account where there is no
// session, that are what a rule looks for. The sentence has places for the subject, the method and
// the first call.
func bySubject(e *evidence, want func(*journal.Call) bool, sentence string) []sighting {
	var list []sighting
	each(pick(e.calls, want), subject, func(name string, group []*journal.Call) {
		list = append(list, sighting{
			name,
			fmt.Sprintf(sentence, name, group[0].ShortTarget(), ref(group[0])), group,
		})
	})
	return list
}

func subject(c *journal.Call) string {
	if c.Session != "" {
		return c.Session
	}
	return who(c)
}

func refreshTokenOutsideHeader(e *evidence) []sighting {
	return bySubject(e, func(c *journal.Call) bool { return c.Facts.RefreshToken },
		"%s: a refresh token stood in the body or query of %s, first in %s.")
}

// sessionUsedAfterLogout tolerates calls that were in flight, and another deleteSession.
func sessionUsedAfterLogout(e *evidence) []sighting {
	var list []sighting
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
			text := fmt.Sprintf(
				"%s: deleteSession was answered by %s; %s with its tokens followed, first of %s.",
				s.Label, ref(logout), plural(len(later), "call"), later[0].ShortTarget())
			list = append(list, sighting{s.Label, text, append([]*journal.Call{logout}, later...)})
		}
	}
	return list
}
