package findings

import (
	"fmt"
	"slices"

	"mockpds/internal/journal"
)

func tokenRules() []Rule {
	return []Rule{
		{
			"access-token-at-refresh", SeverityError,
			"An access token was sent where a refresh token is due",
			"refreshSession and deleteSession take refresh tokens only; the session can neither " +
				"be renewed nor ended this way.",
			"It sends refreshJwt to these two methods, and accessJwt to all others.",
			accessTokenAtRefresh,
		},
		{
			"refresh-token-elsewhere", SeverityError,
			"A refresh token was sent to another method than refreshSession and deleteSession",
			"It is refused there. Worse, the token that can renew the session for months travels " +
				"with every call, and to services behind a proxy.",
			"It sends refreshJwt to refreshSession and deleteSession, and accessJwt to all others.",
			refreshTokenElsewhere,
		},
		{
			"refresh-token-outside-header", SeverityError,
			"A refresh token stood in a body or in a query",
			"The server does not look for it there. Queries and bodies end up in the logs of " +
				"servers and proxies.",
			"It sends the refresh token in the Authorization header, as Bearer, and sends " +
				"refreshSession no body.",
			refreshTokenOutsideHeader,
		},
		{
			"session-used-after-logout", SeverityError, "A session was used after deleteSession",
			"The user believes to be logged out. The access token works until it expires, so " +
				"that nobody notices.",
			"It forgets both tokens when it sends deleteSession, and stops what still makes calls.",
			sessionUsedAfterLogout,
		},
	}
}

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
