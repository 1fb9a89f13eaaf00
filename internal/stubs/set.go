package stubs

import (
	"sync"

	"mockpds/internal/ruleset"
	"mockpds/internal/words"
)

// A Report is a stub and what became of it.
type Report struct {
	Stub
	Hits     int               `json:"hits" doc:"calls that it answered"`
	NearMiss *ruleset.NearMiss `json:"nearMiss,omitempty" doc:"of a stub that answered none: the call that came closest"`
}

// A Set holds the stubs of one PDS. It is safe for concurrent use, and what it returns are copies.
type Set struct {
	served func(pattern string) bool
	list   *ruleset.List[Stub, *entry]

	mu      sync.Mutex // guards the fields below
	unknown map[string]*UnknownMethod
	others  int
}

// An entry is a stub at work. The list that it is in guards it.
type entry struct {
	Stub
	hits    int
	nearest ruleset.Nearest[ruleset.Call]
}

// NewSet returns a set without stubs. Served reports whether a method, or the last part of its
// name, is one that the PDS answers itself; it is called with any text.
func NewSet(served func(method string) bool) *Set {
	s := &Set{served: served, unknown: map[string]*UnknownMethod{}}
	s.list = ruleset.NewList(ruleset.Kind[Stub, *entry]{
		Name: "stub", ID: func(s *Stub) *string { return &s.ID }, Check: s.Check,
		Start: func(s Stub) *entry { return &entry{Stub: s.normal()} },
	})
	return s
}

// Check returns everything that is wrong with a stub. One for a method that the PDS serves itself
// would never be asked.
func (s *Set) Check(stub Stub) words.Mistakes {
	m := stub.Check()
	if len(m) == 0 && s.served(stub.Method) {
		m.Add("method", "is "+stub.Method+", which is served by the PDS itself",
			"write a method that it does not serve, or have this one go wrong with a fault")
	}
	return m
}

// Add adds a stub, and returns it with its id and its defaults. The error is of type
// words.Mistakes.
func (s *Set) Add(stub Stub) (Stub, error) {
	e, err := s.list.Add(stub)
	if err != nil {
		return Stub{}, err
	}
	return e.normal(), nil
}

// Replace puts other stubs in the place of all, and forgets what was counted. A list with mistakes
// is refused and changes nothing.
func (s *Set) Replace(list []Stub) error {
	if err := s.list.Replace(list); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unknown, s.others = map[string]*UnknownMethod{}, 0
	return nil
}

// Remove takes a stub away, and reports whether there was one with the id.
func (s *Set) Remove(id string) bool {
	_, ok := s.list.Remove(id)
	return ok
}

// Clear takes all stubs away. What was counted of calls that nobody answered stays.
func (s *Set) Clear() { s.list.Clear() }

// Reports reports on all stubs in the order of adding.
func (s *Set) Reports() []Report {
	return ruleset.Reports(s.list, func(e *entry) Report {
		return Report{e.normal(), e.hits, ruleset.Miss(&e.nearest)}
	})
}

// Any reports, without taking a lock, whether there are stubs.
func (s *Set) Any() bool { return !s.list.Empty() }

// VerbOf returns the verb that all stubs for a method ask for, or "".
func (s *Set) VerbOf(method string) string {
	verbs := map[string]bool{}
	s.list.Do(func(entries []*entry) {
		for _, e := range entries {
			if ruleset.MatchesMethod(e.Method, method) {
				verbs[e.Verb] = true
			}
		}
	})
	if len(verbs) == 1 {
		for verb := range verbs {
			return verb
		}
	}
	return ""
}

// Find returns the stub that answers a call: of several that match the most specific, and of those
// that are alike the one that was added last. Finding counts no hit, but notes how the call missed
// the others.
func (s *Set) Find(c Call) (found Stub, ok bool) {
	if s.list.Empty() {
		return Stub{}, false
	}
	s.list.Do(func(entries []*entry) {
		var best *entry
		for _, e := range entries {
			if len(e.differences(c)) == 0 && (best == nil || e.compare(best.Stub) >= 0) {
				best = e
			}
		}
		for _, e := range entries {
			if e != best && e.hits == 0 && len(c.Method) <= longestNSID {
				e.note(c, best)
			}
		}
		if best != nil {
			found, ok = best.normal(), true
		}
	})
	return found, ok
}

func (e *entry) note(c Call, answers *entry) {
	differences := e.differences(c)
	if len(differences) == 0 {
		differences = only(answers.ID + " answers such a call before this one")
	}
	e.nearest.Note(c.forNearMiss(), differences)
}

// only is a difference in words of its own.
func only(what string) []ruleset.Difference { return []ruleset.Difference{{What: what}} }

// Hit counts a call that a stub answered, if the stub is still there.
func (s *Set) Hit(id string) {
	s.with(id, func(e *entry) {
		e.hits++
		e.nearest.Forget()
	})
}

// Refused notes that a call which a stub was found for did not show what its auth asks for.
func (s *Set) Refused(id string, c Call) {
	s.with(id, func(e *entry) {
		if e.hits == 0 {
			why := "the call had no token in force, and auth is " + string(e.Auth)
			e.nearest.Note(c.forNearMiss(), only(why))
		}
	})
}

func (s *Set) with(id string, do func(*entry)) {
	s.list.Do(func(entries []*entry) {
		for _, e := range entries {
			if e.ID == id {
				do(e)
			}
		}
	})
}
