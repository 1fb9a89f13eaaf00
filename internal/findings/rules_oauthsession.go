package findings

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"mockpds/internal/journal"
)

const revokePath = "/oauth/revoke"

// oauthReplayed tolerates what was in flight when the next token was delivered.
func oauthReplayed(e *evidence) {
	e.replays(func(r replay) bool { return r.oauth },
		"refresh token g%d was used by %s, %s after it was superseded; g%d had been delivered.")
}

// oauthGrantRetried tolerates what was in flight when the first was refused.
func oauthGrantRetried(e *evidence) {
	refused := pick(e.calls, func(c *journal.Call) bool {
		return c.Path == tokenPath && c.Error == "invalid_grant" && !c.Lost
	})
	each(refused, sameGrant, func(_ string, calls []*journal.Call) {
		again := pick(calls, func(c *journal.Call) bool { return begunAfter(c, calls[0]) })
		if len(again) > 0 {
			e.report(subject(calls[0]), append(calls[:1:1], again...),
				"the grant that %s refused with invalid_grant was sent again by %s.",
				ref(calls[0]), ref(again[0]))
		}
	})
}

// sameGrant is equal for calls with one refresh token, or with one code of one app.
func sameGrant(c *journal.Call) string {
	if c.Token == journal.KindRefresh {
		return fmt.Sprint(c.Session, "/", c.Generation)
	}
	return fmt.Sprint(c.Facts.Asked, app(c))
}

// oauthNotRevoked looks for revocations that ended nothing, and for sessions that an app opened one
// after the other without ending any.
func oauthNotRevoked(e *evidence) {
	used := map[int]*story{} // by the call that opened it
	for _, s := range e.stories {
		tried := s.pick(func(c *journal.Call) bool { return c.Path == revokePath && c.Answered() })
		if len(tried) > 0 && s.isGoodAt(tried[len(tried)-1]) {
			e.report(s.Label, tried, "%s was answered and revoked nothing: the token was not the "+
				"session's current one, or the proof or the client another's.", ref(tried[0]))
		}
		used[s.OpenedBy] = s
	}
	opened := pick(e.calls, func(c *journal.Call) bool {
		return c.Path == tokenPath && c.Answered() && c.Minted != "" && c.Token != journal.KindRefresh
	})
	each(opened, accountAndApp, func(_ string, openings []*journal.Call) {
		row := inARow(openings, mostLeft, func(c, next *journal.Call) bool {
			s := used[c.Number]
			return s != nil && s.leftFor(next)
		})
		if row != nil {
			e.report(who(row[0]), row[:mostLeft],
				"%s were opened from %s on, and each was left unrevoked for the next.",
				journal.Plural(mostLeft, "session"), ref(row[0]))
		}
	})
}

// mostLeft is how many sessions in a row an app leaves behind before that is found.
const mostLeft = 5

// leftFor reports whether the session was used, was good when the next was opened, and was not used
// or ended any more.
func (s *story) leftFor(next *journal.Call) bool {
	last := s.calls[len(s.calls)-1]
	return s.isGoodAt(next) && last.Answered() && last.Number <= next.Number
}

// isGoodAt reports whether the newest refresh token of a session was good when a call came, and was
// not revoked since.
func (s *story) isGoodAt(c *journal.Call) bool {
	last := s.newest()
	return last.RevokedAt.IsZero() && last.RefreshExpiresAt.After(c.Time)
}

// fewScoped is how many calls with its tokens a client makes before a scope that it had no use for
// is found.
const fewScoped = 50

// oauthScopeUnused looks at all the sessions of a client together. It tolerates scopes that were
// not granted, and permission sets, which are for an app as a whole.
func oauthScopeUnused(e *evidence) {
	asked := map[string][]*journal.Call{} // by client
	for _, c := range e.calls {
		if c.Path == pushPath && c.Answered() {
			client := fieldOf(c.Request, "client_id")
			asked[client] = append(asked[client], c)
		}
	}
	byClient := func(s *story) string { return s.ClientID }
	each(e.stories, byClient, func(client string, stories []*story) {
		if asked[client] == nil {
			return
		}
		granted, used, calls := e.scopesOf(stories)
		unused := map[string]bool{}
		for _, c := range asked[client] {
			for scope := range strings.FieldsSeq(fieldOf(c.Request, "scope")) {
				unused[scope] = true
			}
		}
		maps.DeleteFunc(unused, func(scope string, _ bool) bool {
			return scope == "atproto" || !granted[scope] || used[scope]
		})
		if calls < fewScoped || len(unused) == 0 {
			return
		}
		e.report(client, asked[client], "%s asked for %s, and none of %s needed it.",
			ref(asked[client][0]), strings.Join(slices.Sorted(maps.Keys(unused)), " and "),
			journal.Plural(calls, "call"))
	})
}

// scopesOf returns the scopes that sessions were granted and used, and how many calls were answered
// with their access tokens.
func (e *evidence) scopesOf(stories []*story) (granted, used map[string]bool, calls int) {
	granted, used = map[string]bool{}, map[string]bool{}
	for _, s := range stories {
		if opening := e.call(s.OpenedBy); opening != nil {
			for scope := range strings.FieldsSeq(fieldOf(opening.Reply, "scope")) {
				granted[scope] = true
			}
		}
		for _, c := range s.calls {
			if c.Token == journal.KindAccess && c.Answered() {
				calls++
			}
			for scope := range strings.FieldsSeq(c.Facts.ScopesUsed) {
				used[scope] = true
			}
		}
	}
	return granted, used, calls
}
