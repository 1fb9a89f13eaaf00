package stubs

import (
	"cmp"
	"slices"
	"strings"

	"mockpds/internal/ruleset"
)

// An UnknownMethod is a method that was called and that neither the PDS nor a stub answers.
type UnknownMethod struct {
	Method   string `json:"method"`
	Count    int    `json:"count" doc:"how often it was called"`
	NearMiss string `json:"nearMiss,omitempty" doc:"the stub that came closest to answering the last of these calls, and how the call missed it"`
}

const (
	maxUnknown  = 1000 // methods that are counted by name
	longestNSID = 317
)

// Miss counts a call that nobody answers.
func (s *Set) Miss(c Call) {
	near := s.closest(c)
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.unknown[c.Method]
	if m == nil {
		if len(s.unknown) >= maxUnknown || len(c.Method) > longestNSID {
			s.others++
			return
		}
		m = &UnknownMethod{Method: c.Method}
		s.unknown[c.Method] = m
	}
	m.Count++
	m.NearMiss = near
}

// closest names the stub that came closest to answering a call, and how the call missed it; "" if
// none is near.
func (s *Set) closest(c Call) (near string) {
	least := 0
	s.list.Do(func(entries []*entry) {
		for _, e := range entries {
			differences := e.differences(c)
			weight := ruleset.Weight(differences)
			if weight > 0 && !ruleset.IsFar(differences) && (near == "" || weight < least) {
				near, least = e.ID+": "+ruleset.Why(differences), weight
			}
		}
	})
	return near
}

// Unknown lists the methods that were called and that nobody answers, the most called first, and
// the number of calls to still others: those called after the first thousand, or with names that
// are too long for one.
func (s *Set) Unknown() (methods []UnknownMethod, others int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	methods = make([]UnknownMethod, 0, len(s.unknown))
	for _, m := range s.unknown {
		methods = append(methods, *m)
	}
	slices.SortFunc(methods, func(a, b UnknownMethod) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Method, b.Method))
	})
	return methods, s.others
}
