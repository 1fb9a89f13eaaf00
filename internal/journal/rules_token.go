package journal

import (
	"fmt"
	"slices"
	"strings"
)

func tokenRules() []Rule {
	return []Rule{
		{
			"access-token-at-refresh", SeverityError, "An access token was sent where a refresh token is due",
			"refreshSession and deleteSession take refresh tokens only; the session can neither be renewed nor ended this way.",
			"It sends refreshJwt to these two methods, and accessJwt to all others.",
			accessTokenAtRefresh,
		},
		{
			"refresh-token-elsewhere", SeverityError, "A refresh token was sent to another method than refreshSession and deleteSession",
			"It is refused there. Worse, the token that can renew the session for months travels with every call, and to services behind a proxy.",
			"It sends refreshJwt to refreshSession and deleteSession, and accessJwt to all others.",
			refreshTokenElsewhere,
		},
		{
			"refresh-token-outside-header", SeverityError, "A refresh token stood in a body or in a query",
			"The server does not look for it there. Queries and bodies end up in the logs of servers and proxies.",
			"It sends the refresh token in the Authorization header, as Bearer, and sends refreshSession no body.",
			refreshTokenOutsideHeader,
		},
		{
			"session-used-after-logout", SeverityError, "A session was used after deleteSession",
			"The user believes to be logged out. The access token works until it expires, so that nobody notices.",
			"It forgets both tokens when it sends deleteSession, and stops what still makes calls.",
			sessionUsedAfterLogout,
		},
	}
}

func takesRefreshToken(c *call) bool {
	return c.is("refreshSession") || c.is("deleteSession")
}

func accessTokenAtRefresh(e *evidence) []sighting {
	return bySubject(e, func(c *call) bool { return c.TokenKind == KindAccess && takesRefreshToken(c) },
		"%s: an access token was sent to %s, first by %s.")
}

func refreshTokenElsewhere(e *evidence) []sighting {
	return bySubject(e, func(c *call) bool { return c.TokenKind == KindRefresh && c.Method != "" && !takesRefreshToken(c) },
		"%s: a refresh token was sent to %s, first by %s.")
}

// bySubject makes one sighting of all the calls of a session, or of an account where there is no session, that are what a
// rule looks for. The sentence has places for the subject, the method and the first call.
func bySubject(e *evidence, want func(*call) bool, sentence string) []sighting {
	var list []sighting
	each(pick(e.calls, want), subject, func(name string, group []*call) {
		list = append(list, sighting{name, fmt.Sprintf(sentence, name, group[0].short(), group[0].ref()), group})
	})
	return list
}

func subject(c *call) string {
	if c.named {
		return c.token.ofSession()
	}
	return c.who()
}

func refreshTokenOutsideHeader(e *evidence) []sighting {
	return bySubject(e, func(c *call) bool {
		return holdsRefreshToken(unescape(c.Query)) || holdsRefreshToken(c.sent())
	}, "%s: a refresh token stood in the body or query of %s, first in %s.")
}

func holdsRefreshToken(s string) bool {
	return strings.Contains(s, "eyJ") && slices.ContainsFunc(tokenPattern.FindAllString(s, -1), func(token string) bool {
		return kindOf(token) == KindRefresh
	})
}

// sessionUsedAfterLogout tolerates calls that were in flight, and another deleteSession.
func sessionUsedAfterLogout(e *evidence) []sighting {
	var list []sighting
	for _, s := range e.stories {
		i := slices.IndexFunc(s.calls, func(c *call) bool { return c.is("deleteSession") && c.TokenKind == KindRefresh && c.answered() })
		if i < 0 {
			continue
		}
		logout := s.calls[i]
		later := s.pick(func(c *call) bool { return begunAfter(c, logout) && !c.is("deleteSession") })
		if len(later) > 0 {
			text := fmt.Sprintf("%s: deleteSession was answered by %s; %s with its tokens followed, first of %s.",
				s.Label, logout.ref(), plural(len(later), "call"), later[0].short())
			list = append(list, sighting{s.Label, text, append([]*call{logout}, later...)})
		}
	}
	return list
}
