package findings

import (
	"cmp"
	"slices"
	"strings"

	"mockpds/internal/journal"
)

// wrongVerb tolerates preflights, and HEAD for GET.
func wrongVerb(e *evidence) {
	e.bySubject(func(c *journal.Call) bool {
		return c.Facts.VerbDue != "" && c.Verb != c.Facts.VerbDue && c.Verb != "OPTIONS" &&
			(c.Verb != "HEAD" || c.Facts.VerbDue != "GET")
	}, "%s was called with the wrong verb, first in %s.")
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
func contentType(e *evidence) {
	e.bySubject(func(c *journal.Call) bool {
		if c.Verb != "POST" || c.Facts.VerbDue == "GET" || c.Request.Bytes == 0 ||
			!hasAnyPrefix(c.Method, jsonOnly) {
			return false
		}
		mediaType, _, _ := strings.Cut(c.Request.Header("Content-Type"), ";")
		return strings.TrimSpace(mediaType) != "application/json"
	}, "the body of %s was not declared as application/json, first in %s.")
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
func bodyNotExpected(e *evidence) {
	e.bySubject(func(c *journal.Call) bool {
		return c.Verb == "POST" && c.Request.Bytes > 0 && slices.Contains(withoutInput, c.Method) &&
			!c.Facts.RefreshToken
	}, "%s was sent a body, first in %s.")
}

func chatWithoutProxy(e *evidence) {
	e.bySubject(func(c *journal.Call) bool {
		return strings.HasPrefix(c.Method, "chat.bsky.") && c.Verb != "OPTIONS" &&
			c.Request.Header("Atproto-Proxy") == ""
	}, "%s was called without atproto-proxy, first in %s.")
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

// A warned session is one that was told that its account is not active: the first call that was
// told so, and those made in spite of it.
type warned struct{ calls []*journal.Call }

// fewSessions is in how many sessions one app may call on unnoticed.
const fewSessions = 3

// statusIgnored tolerates a few calls, which may have been on their way, and whatever is of use to
// an inactive account.
func statusIgnored(e *evidence) {
	known := pick(e.calls, func(c *journal.Call) bool { return c.DID != "" })
	account := func(c *journal.Call) string { return c.DID }
	each(known, account, func(_ string, group []*journal.Call) {
		all := allWarned(group)
		for _, s := range all {
			if len(s.calls) > fewCalls {
				s.report(e, usesOrOpens(s.calls[0]))
			}
		}
		few := slices.DeleteFunc(all, func(s *warned) bool {
			return len(s.calls) == 1 || len(s.calls) > fewCalls
		})
		byApp := func(s *warned) string { return app(s.calls[0]) }
		each(few, byApp, func(_ string, sessions []*warned) {
			first := sessions[0]
			for _, s := range sessions[1:] {
				first.calls = append(first.calls, s.calls[1:]...)
			}
			if len(sessions) >= fewSessions {
				first.report(e, who(first.calls[0]))
			}
		})
	})
}

func (s *warned) report(e *evidence, subject string) {
	e.report(subject, s.calls, "%s said active: false; %s followed, first of %s.",
		ref(s.calls[0]), journal.Plural(len(s.calls)-1, "call"), s.calls[1].ShortTarget())
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
			s = &warned{[]*journal.Call{c}}
			now[session], list = s, append(list, s)
		case s != nil && begunAfter(c, s.calls[0]) && c.Method != "" &&
			!hasAnyPrefix(c.Method, forTheInactive):
			s.calls = append(s.calls, c)
		}
	}
	return list
}

// usesOrOpens names the session whose token came or that the call opened, or neither.
func usesOrOpens(c *journal.Call) string {
	opened, _, _ := strings.Cut(c.Minted, "/")
	return cmp.Or(c.Session, opened)
}
