package findings

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"mockpds/internal/journal"
)

func requestRules() []Rule {
	return []Rule{
		{
			"wrong-verb", SeverityError, "A method was called with the wrong verb",
			"The server refuses the call. A query is a GET and a procedure a POST, and the " +
				"lexicon says which a method is.",
			"It sends GET for queries and POST for procedures: refreshSession and deleteSession " +
				"are procedures, getSession is a query.",
			wrongVerb,
		},
		{
			"content-type", SeverityError,
			"A JSON body was sent without its content type, or with another one",
			"The server refuses the call before it reads the body. fetch sends text/plain for a " +
				"string if nobody says otherwise.",
			"It sends Content-Type: application/json with each JSON body.",
			contentType,
		},
		{
			"body-not-expected", SeverityError, "A body was sent to a procedure that takes none",
			"The server refuses the call: A request body was provided when none was expected. An " +
				"empty object is a body, too.",
			"It sends refreshSession, deleteSession and other procedures without input no body " +
				"at all.",
			bodyNotExpected,
		},
		{
			"chat-without-proxy", SeverityError, "A chat call did not say which service it is for",
			"A PDS passes calls without atproto-proxy on to its AppView, which does not serve " +
				"chat.bsky.",
			"It sends Atproto-Proxy: did:web:api.bsky.chat#bsky_chat with each call of chat.bsky.",
			chatWithoutProxy,
		},
		{
			"status-ignored", SeverityWarning,
			"The client was told that the account is not active, and called on as if it were",
			"The calls are refused, or show nothing, and the user is not told why.",
			"It reads active and status in each session reply, says so, and offers what is left: " +
				"to reactivate, to appeal, to log out.",
			statusIgnored,
		},
	}
}

// wrongVerb tolerates preflights, and HEAD for GET.
func wrongVerb(e *evidence) []sighting {
	return bySubject(e, func(c *journal.Call) bool {
		return c.Facts.VerbDue != "" && c.Verb != c.Facts.VerbDue && c.Verb != "OPTIONS" &&
			(c.Verb != "HEAD" || c.Facts.VerbDue != "GET")
	}, "%s: %s was called with the wrong verb, first in %s.")
}

// jsonOnly are namespaces whose methods take no body but JSON, and such methods.
var jsonOnly = []string{
	"com.atproto.server.", "com.atproto.identity.", "com.atproto.admin.", "com.atproto.temp.",
	"com.atproto.moderation.",
	"com.atproto.repo.createRecord", "com.atproto.repo.putRecord", "com.atproto.repo.deleteRecord",
	"com.atproto.repo.applyWrites",
	"app.bsky.actor.", "app.bsky.feed.", "app.bsky.graph.", "app.bsky.notification.", "chat.bsky.",
}

// contentType tolerates any type with an empty body.
func contentType(e *evidence) []sighting {
	return bySubject(e, func(c *journal.Call) bool {
		if c.Verb != "POST" || c.Facts.VerbDue == "GET" || c.Request.Bytes == 0 ||
			!hasAnyPrefix(c.Method, jsonOnly) {
			return false
		}
		mediaType, _, _ := strings.Cut(c.Request.Header("Content-Type"), ";")
		return strings.TrimSpace(mediaType) != "application/json"
	}, "%s: the body of %s was not declared as application/json, first in %s.")
}

// withoutInput are the procedures that take no body.
var withoutInput = []string{
	"com.atproto.server.refreshSession", "com.atproto.server.deleteSession",
	"com.atproto.server.activateAccount",
	"com.atproto.server.requestAccountDelete", "com.atproto.server.requestEmailConfirmation",
	"com.atproto.server.requestEmailUpdate",
	"com.atproto.identity.requestPlcOperationSignature",
}

// bodyNotExpected leaves refresh tokens in bodies to refreshTokenOutsideHeader.
func bodyNotExpected(e *evidence) []sighting {
	return bySubject(e, func(c *journal.Call) bool {
		return c.Verb == "POST" && c.Request.Bytes > 0 && slices.Contains(withoutInput, c.Method) &&
			!c.Facts.RefreshToken
	}, "%s: %s was sent a body, first in %s.")
}

func chatWithoutProxy(e *evidence) []sighting {
	return bySubject(e, func(c *journal.Call) bool {
		return strings.HasPrefix(c.Method, "chat.bsky.") && c.Verb != "OPTIONS" &&
			c.Request.Header("Atproto-Proxy") == ""
	}, "%s: %s was called without atproto-proxy, first in %s.")
}

func hasAnyPrefix(s string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

// forTheInactive are the namespaces that somebody with an inactive account may have a use for: to
// see the session, reactivate the account, change its identity or move it away, and to appeal.
var forTheInactive = []string{
	"com.atproto.server.", "com.atproto.identity.", "com.atproto.sync.", "com.atproto.moderation.",
	"com.atproto.temp.", "com.atproto.admin.",
}

// A warned session is one that was told that its account is not active.
type warned struct {
	session string
	told    *journal.Call   // first
	on      []*journal.Call // made in spite of it
}

// fewSessions is in how many sessions one app may call on unnoticed.
const fewSessions = 3

// statusIgnored tolerates a few calls, which may have been on their way, and whatever is of use to
// an inactive account.
func statusIgnored(e *evidence) []sighting {
	var list []sighting
	known := pick(e.calls, func(c *journal.Call) bool { return c.DID != "" })
	account := func(c *journal.Call) string { return c.DID }
	each(known, account, func(_ string, group []*journal.Call) {
		all := allWarned(group)
		for _, s := range all {
			if len(s.on) >= fewCalls {
				list = append(list, s.sighting(s.session, s.on))
			}
		}
		few := slices.DeleteFunc(all, func(s *warned) bool {
			return len(s.on) == 0 || len(s.on) >= fewCalls
		})
		byApp := func(s *warned) string { return app(s.told) }
		each(few, byApp, func(_ string, sessions []*warned) {
			var on []*journal.Call
			for _, s := range sessions {
				on = append(on, s.on...)
			}
			if len(sessions) >= fewSessions {
				list = append(list, sessions[0].sighting(who(sessions[0].told), on))
			}
		})
	})
	return list
}

func (s *warned) sighting(subject string, on []*journal.Call) sighting {
	text := fmt.Sprintf("%s: %s said active: false; %s followed, first of %s.", subject,
		ref(s.told), plural(len(on), "call"), on[0].ShortTarget())
	return sighting{subject, text, append([]*journal.Call{s.told}, on...)}
}

// allWarned finds the sessions among the calls of an account that were told that it is not active,
// and the calls that they made in spite of it. Once any session is told that it is active, none is
// warned any more.
func allWarned(calls []*journal.Call) []*warned {
	var list []*warned
	now := map[string]*warned{}
	for _, c := range calls {
		session := usesOrOpens(c)
		s := now[session]
		switch {
		case c.Facts.SaysStatus && c.Facts.Active:
			clear(now)
		case c.Facts.SaysStatus && s == nil && session != "":
			s = &warned{session: session, told: c}
			now[session], list = s, append(list, s)
		case s != nil && begunAfter(c, s.told) && needsActive(c):
			s.on = append(s.on, c)
		}
	}
	return list
}

// usesOrOpens names the session whose token came or that the call opened, or neither.
func usesOrOpens(c *journal.Call) string {
	opened, _, _ := strings.Cut(c.Minted, "/")
	return cmp.Or(c.Session, opened)
}

func needsActive(c *journal.Call) bool {
	return c.Method != "" && !hasAnyPrefix(c.Method, forTheInactive)
}
