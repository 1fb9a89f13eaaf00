package stubs

import (
	"cmp"
	"slices"
)

// An UnknownMethod is a method that was called and that neither the PDS nor a stub answers.
type UnknownMethod struct {
	Method   string `json:"method"`
	Count    int    `json:"count" doc:"how often it was called"`
	NearMiss string `json:"nearMiss,omitempty" doc:"the stub that came closest to answering the last of these calls, and what it asks for"`
}

// maxUnknown is how many methods are counted by name. What is called when there are as many counts as one of others.
const maxUnknown = 1000

// unknownCalls are the calls that nobody answered.
type unknownCalls struct {
	byMethod map[string]*UnknownMethod
	others   int
}

// Miss counts a call that nobody answers.
func (s *Set) Miss(c Call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := &s.unknown
	if u.byMethod == nil {
		u.byMethod = map[string]*UnknownMethod{}
	}
	m := u.byMethod[c.Method]
	if m == nil {
		if len(u.byMethod) >= maxUnknown || len(c.Method) > longestNSID {
			u.others++
			return
		}
		m = &UnknownMethod{Method: c.Method}
		u.byMethod[c.Method] = m
	}
	m.Count++
	m.NearMiss = s.nearMiss(c)
}

// Unknown lists the methods that were called and that nobody answers, the most called first, and the number of calls to
// still others: those called after the first thousand, or with names that are too long for one.
func (s *Set) Unknown() (methods []UnknownMethod, others int) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	methods = make([]UnknownMethod, 0, len(s.unknown.byMethod))
	for _, m := range s.unknown.byMethod {
		methods = append(methods, *m)
	}
	slices.SortFunc(methods, func(a, b UnknownMethod) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Method, b.Method))
	})
	return methods, s.unknown.others
}
