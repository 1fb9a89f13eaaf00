package stubs

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"mockpds/internal/words"
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
// before one for fewer, and one added later before one added earlier. Finding counts no hit, but what came closest to those that
// were not found.
func (s *Set) Find(c Call) (Stub, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.find(c)
	for _, e := range s.entries {
		if e != found && e.hits == 0 {
			e.note(c, found)
		}
	}
	if found == nil {
		return Stub{}, false
	}
	return found.normal(), true
}

func (s *Set) find(c Call) *entry {
	for _, e := range s.byMethod[c.Method] {
		if e.misses(c) == nil {
			return e
		}
	}
	return nil
}

// note keeps in words how a call missed a stub, where no earlier one came closer. It repeats nothing of the call but its method.
func (e *entry) note(c Call, answers *entry) {
	var lacking []string
	distance, near := 0, ""
	switch {
	case len(c.Method) > longestNSID:
		return
	case c.Method != e.Method:
		distance, near = 1000*(1+words.ApartFromMethod(e.Method, c.Method)), "method is "+c.Method+", not "+e.Method
	default:
		if lacking = e.misses(c); len(lacking) == 0 {
			near = answers.ID + " answers such a call before this one"
		} else {
			distance, near = len(lacking), "the call lacked "+strings.Join(lacking, ", ")
		}
	}
	if e.nearest == "" || distance <= e.distance {
		e.nearest, e.distance = near, distance
	}
}

// Refused notes that a call which a stub was found for had no token that is good enough for it, if the stub is still there.
func (s *Set) Refused(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := s.index(id); i >= 0 && s.entries[i].hits == 0 {
		e := s.entries[i]
		e.nearest, e.distance = "the call had no access token in force, and auth is "+string(e.Auth), 0
	}
}

// Knows reports whether there is a stub for a method, whatever else it asks for.
func (s *Set) Knows(method string) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.byMethod[method] != nil
}

// sort keeps the stubs of a method in the order in which they are tried.
func (s *Set) sort(e *entry) {
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
	best := words.Far
	for _, e := range s.entries {
		if apart := words.ApartFromMethod(e.Method, c.Method); apart < best {
			nearest, best = e, apart
		}
	}
	if nearest == nil {
		return ""
	}
	return fmt.Sprintf("%s is for %s", nearest.ID, nearest.Method)
}
