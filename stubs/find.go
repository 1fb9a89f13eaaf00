package stubs

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A Call is what a stub can look at.
type Call struct {
	Method   string
	Verb     string              // GET or POST
	Accounts []string            // the caller's names: handle and DID; none when nobody is logged in
	Params   map[string][]string // of the query
}

// Find gives the stub that answers a call. Of several that match, it is the most specific: one for the account and for
// parameters before one for parameters, before one for the account, before one for neither; then one for more parameters
// before one for fewer, and one added later before one added earlier. Finding counts nothing.
func (s *Set) Find(c Call) (Stub, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, e := range s.byMethod[c.Method] {
		if e.misses(c) == nil {
			return e.normal(), true
		}
	}
	return Stub{}, false
}

// Knows reports whether there is a stub for a method, whatever else it asks for.
func (s *Set) Knows(method string) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.byMethod[method] != nil
}

// index keeps the stubs of a method in the order in which they are tried.
func (s *Set) index(e *entry) {
	list := append(s.byMethod[e.Method], e)
	slices.SortFunc(list, func(a, b *entry) int {
		return cmp.Or(cmp.Compare(b.rank(), a.rank()), cmp.Compare(len(b.Params), len(a.Params)), cmp.Compare(b.added, a.added))
	})
	s.byMethod[e.Method] = list
}

func (e *entry) rank() int {
	rank := 0
	if len(e.Params) > 0 {
		rank += 2
	}
	if e.Account != "" {
		rank++
	}
	return rank
}

// misses says what a call to the stub's method lacks, or nothing. It repeats no value of the call, which may be a secret.
func (e *entry) misses(c Call) []string {
	var lacking []string
	if e.Verb != "" && e.Verb != c.Verb {
		lacking = append(lacking, "verb "+e.Verb)
	}
	if e.Account != "" && !slices.ContainsFunc(c.Accounts, func(name string) bool { return strings.EqualFold(name, e.Account) }) {
		lacking = append(lacking, "account "+e.Account)
	}
	for _, name := range slices.Sorted(maps.Keys(e.Params)) {
		if !slices.Contains(c.Params[name], e.Params[name]) {
			lacking = append(lacking, fmt.Sprintf("parameter %s=%s", name, e.Params[name]))
		}
	}
	return lacking
}

// nearMiss tells which stub came closest to answering a call, and what it asks for besides; "" when none is near.
func (s *Set) nearMiss(c Call) string {
	var nearest *entry
	var lacking []string
	for _, e := range s.byMethod[c.Method] {
		if m := e.misses(c); nearest == nil || len(m) < len(lacking) {
			nearest, lacking = e, m
		}
	}
	switch {
	case nearest != nil && len(lacking) == 0: // it came after the call
		return ""
	case nearest != nil:
		return fmt.Sprintf("%s for this method asks for %s", nearest.ID, strings.Join(lacking, ", "))
	}
	for _, e := range s.entries {
		if strings.EqualFold(lastPart(e.Method), lastPart(c.Method)) {
			return fmt.Sprintf("%s is for %s", e.ID, e.Method)
		}
	}
	return ""
}

func lastPart(method string) string {
	return method[strings.LastIndexByte(method, '.')+1:]
}
