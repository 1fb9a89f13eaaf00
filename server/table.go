package server

import (
	"strings"

	"mockpds/internal/ruleset"
	"mockpds/internal/xrpc"
)

// A table is what methods returns.
type table []xrpc.Method

// find returns the one method that a pattern without a star means, in any letter case.
func (t table) find(pattern string) (found xrpc.Method, ok bool) {
	if strings.Contains(pattern, "*") {
		return xrpc.Method{}, false
	}
	for _, m := range t {
		if ruleset.MatchesMethod(strings.ToLower(pattern), strings.ToLower(m.NSID)) {
			if ok {
				return xrpc.Method{}, false
			}
			found, ok = m, true
		}
	}
	return found, ok
}

// serves reports whether a method, or the last part of its name, is in the table, and no stub may
// answer it.
func (t table) serves(method string) bool {
	m, ok := t.find(method)
	return ok && !m.Stubbable
}

// names returns the NSIDs of the methods.
func (t table) names() []string {
	names := make([]string, len(t))
	for i, m := range t {
		names[i] = m.NSID
	}
	return names
}
