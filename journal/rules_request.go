package journal

import (
	"encoding/json"
	"fmt"
	"strings"
)

func requestRules() []Rule {
	return []Rule{
		{
			"wrong-verb", SeverityError, "A method was called with the wrong verb",
			"The server refuses the call. A query is a GET and a procedure a POST, and the lexicon says which a method is.",
			"It sends GET for queries and POST for procedures: refreshSession and deleteSession are procedures, getSession is a query.",
			wrongVerb,
		},
		{
			"content-type", SeverityError, "A JSON body was sent without its content type, or with another one",
			"The server refuses the call before it reads the body. fetch sends text/plain for a string if nobody says otherwise.",
			"It sends Content-Type: application/json with each JSON body.",
			contentType,
		},
		{
			"status-ignored", SeverityWarning, "The client was told that the account is not active, and called on as if it were",
			"The calls are refused, or show nothing, and the user is not told why.",
			"It reads active and status in each session reply, says so, and offers what is left: to reactivate, to appeal, to log out.",
			statusIgnored,
		},
	}
}

// wrongVerb tolerates preflights, and HEAD for GET.
func wrongVerb(e *evidence) []sighting {
	return bySubject(e, func(c *call) bool {
		return c.VerbDue != "" && c.Verb != c.VerbDue && c.Verb != "OPTIONS" && (c.Verb != "HEAD" || c.VerbDue != "GET")
	}, "%s: %s was called with the wrong verb, first in %s.")
}

// jsonOnly are the namespaces whose methods take no body but JSON.
var jsonOnly = []string{"com.atproto.server.", "com.atproto.identity.", "com.atproto.admin.", "com.atproto.temp."}

// contentType tolerates any type with an empty body.
func contentType(e *evidence) []sighting {
	return bySubject(e, func(c *call) bool {
		if c.Verb != "POST" || c.VerbDue == "GET" || c.RequestBytes == 0 || !hasAnyPrefix(c.Method, jsonOnly) {
			return false
		}
		mediaType, _, _ := strings.Cut(c.requestHeader.get("Content-Type"), ";")
		return strings.TrimSpace(mediaType) != "application/json"
	}, "%s: the body of %s was not declared as application/json, first in %s.")
}

func hasAnyPrefix(s string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

// forTheInactive are the namespaces that somebody with an inactive account may have a use for: to see the session, reactivate
// the account, change its identity or move it away, and to appeal.
var forTheInactive = []string{
	"com.atproto.server.", "com.atproto.identity.", "com.atproto.sync.", "com.atproto.moderation.", "com.atproto.temp.", "com.atproto.admin.",
}

// statusIgnored tolerates a few calls, which may have been on their way, and whatever is of use to an inactive account.
func statusIgnored(e *evidence) []sighting {
	var list []sighting
	for _, s := range e.stories {
		told, on := callsInSpite(e.withOpening(s))
		if len(on) >= fewCalls {
			text := fmt.Sprintf("%s: %s said active: false; %s followed, first of %s.",
				s.Label, told.ref(), plural(len(on), "call"), on[0].short())
			list = append(list, sighting{s.Label, text, append([]*call{told}, on...)})
		}
	}
	return list
}

// withOpening lists the calls of a session, beginning with the one that opened it.
func (e *evidence) withOpening(s *story) []*call {
	if login := e.call(s.OpenedBy); login != nil {
		return append([]*call{login}, s.calls...)
	}
	return s.calls
}

func needsActive(c *call) bool {
	return c.Method != "" && !hasAnyPrefix(c.Method, forTheInactive)
}

// callsInSpite finds the reply that said first that the account is inactive, and the calls that were made in spite of it
// until another reply said that it is active.
func callsInSpite(calls []*call) (told *call, on []*call) {
	for _, c := range calls {
		active, said := saysActive(c)
		switch {
		case said && active && len(on) >= fewCalls:
			return told, on
		case said && active:
			told, on = nil, nil
		case said && told == nil:
			told = c
		case told != nil && begunAfter(c, told) && needsActive(c):
			on = append(on, c)
		}
	}
	return told, on
}

// saysActive reads from a session reply whether the account is active.
func saysActive(c *call) (active, said bool) {
	if !c.answered() || !c.is("createSession") && !c.is("refreshSession") && !c.is("getSession") {
		return false, false
	}
	var reply struct {
		Active *bool `json:"active"`
	}
	if json.Unmarshal([]byte(c.replyBody), &reply) != nil || reply.Active == nil {
		return true, false
	}
	return *reply.Active, true
}
