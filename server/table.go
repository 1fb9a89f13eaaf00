package server

import (
	"strings"
	"sync"

	"mockpds/internal/ruleset"
	"mockpds/internal/xrpc"
)

// A methodTable maps names in lower case to methods: clients find them in any case. It is built
// when it is first used, which on most servers is never.
type methodTable func() map[string]xrpc.Method

func tableOf(p *protocol) methodTable {
	return sync.OnceValue(func() map[string]xrpc.Method {
		table := map[string]xrpc.Method{}
		for _, m := range p.methods() {
			table[strings.ToLower(m.NSID)] = m
		}
		return table
	})
}

// serves reports whether a method, or the last part of its name, is in the table, and no stub may
// answer it.
func (t methodTable) serves(method string) bool {
	m, ok := t.find(method)
	return ok && !m.Stubbable()
}

// find returns the one method that a pattern means, whatever its letter case.
func (t methodTable) find(pattern string) (found xrpc.Method, ok bool) {
	if strings.Contains(pattern, "*") {
		return xrpc.Method{}, false
	}
	for name, m := range t() {
		if ruleset.MatchesMethod(strings.ToLower(pattern), name) {
			if ok {
				return xrpc.Method{}, false
			}
			found, ok = m, true
		}
	}
	return found, ok
}

// methodNames returns the NSIDs of the table.
func (p *protocol) methodNames() []string {
	var names []string
	for _, m := range p.methods() {
		names = append(names, m.NSID)
	}
	return names
}
