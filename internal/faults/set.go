package faults

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// kept is how many rules and how many holds a set keeps before it lets go of the oldest that is spent or over.
const kept = 1000

// A Set holds the rules and the holds of one server. It is safe for concurrent use.
type Set struct {
	after func(time.Duration) <-chan time.Time
	size  atomic.Int64 // len(rules) + len(holds), to be read without mu

	mu    sync.Mutex // guards the fields below; taken before that of a Hold
	rules []*record  // in the order of adding
	holds []*Hold    // in the order of adding
	made  map[string]int
}

// New makes an empty set. The timeouts of its holds come from after, which is time.After or, in a test, a stand-in.
func New(after func(time.Duration) <-chan time.Time) *Set {
	return &Set{after: after, made: map[string]int{}}
}

// Empty reports, without taking a lock, that there is neither a rule nor a hold, so that nothing can go wrong.
func (s *Set) Empty() bool { return s.size.Load() == 0 }

// Add adds a rule after those there are, and gives its ID. The error is of type Mistakes and holds everything that is wrong with the rule.
//
// A rule stays, for its report, when it is spent; beyond 1,000 rules the oldest spent one goes.
func (s *Set) Add(r Rule) (id string, err error) {
	m := r.check()
	s.mu.Lock()
	defer s.mu.Unlock()
	if m = s.checkFree(m, r.ID); len(m) > 0 {
		return "", m
	}
	r = r.withDefaults()
	if r.ID == "" {
		r.ID = s.makeID("fault")
	}
	if len(s.rules) >= kept {
		s.rules = dropFirst(s.rules, (*record).spent)
	}
	s.rules = append(s.rules, newRecord(r))
	s.resize()
	return r.ID, nil
}

// checkFree adds to the mistakes of a rule or hold that its ID is taken by another.
func (s *Set) checkFree(m Mistakes, id string) Mistakes {
	if s.taken(id) {
		m.add("id", fmt.Sprintf("is %q, which another has", id), "write another, or remove that one first")
	}
	return m
}

func (s *Set) taken(id string) bool {
	return slices.ContainsFunc(s.rules, func(r *record) bool { return r.rule.ID == id }) ||
		slices.ContainsFunc(s.holds, func(h *Hold) bool { return h.rule.ID == id })
}

func (s *Set) makeID(kind string) string {
	for {
		s.made[kind]++
		if id := fmt.Sprintf("%s-%d", kind, s.made[kind]); !s.taken(id) {
			return id
		}
	}
}

// dropFirst removes the first element that is over, if there is one.
func dropFirst[T any](list []T, over func(T) bool) []T {
	i := slices.IndexFunc(list, over)
	if i < 0 {
		return list
	}
	return slices.Delete(list, i, i+1)
}

func (s *Set) resize() { s.size.Store(int64(len(s.rules) + len(s.holds))) }

// Remove takes away the rule or the hold of that ID, and reports whether there was one. The calls that a hold keeps go on at once.
func (s *Set) Remove(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.resize()
	before := len(s.rules) + len(s.holds)
	s.rules = slices.DeleteFunc(s.rules, func(r *record) bool { return r.rule.ID == id })
	s.holds = slices.DeleteFunc(s.holds, func(h *Hold) bool {
		if h.rule.ID != id {
			return false
		}
		h.open()
		return true
	})
	return len(s.rules)+len(s.holds) < before
}

// Clear takes away all rules and holds. The calls that are kept waiting go on at once, and made-up IDs begin again at 1.
func (s *Set) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clearLocked()
}

func (s *Set) clearLocked() {
	for _, h := range s.holds {
		h.open()
	}
	s.rules, s.holds = nil, nil
	clear(s.made)
	s.resize()
}

// ClearRules takes all rules away, and leaves the holds.
func (s *Set) ClearRules() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rules = nil
	s.resize()
}

// Replace puts rules in the place of all rules and holds, as if the set were new. The calls that are kept waiting go on at once. IDs that
// are made up keep clear of those given, wherever they stand. A list with mistakes, or with an ID given twice, is refused and changes
// nothing.
func (s *Set) Replace(rules []Rule) error {
	given := map[string]bool{}
	for _, r := range rules {
		given[r.ID] = true
	}
	fresh := New(s.after)
	for _, r := range rules {
		for r.ID == "" {
			if id := fresh.makeID("fault"); !given[id] {
				r.ID = id
			}
		}
		if _, err := fresh.Add(r); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clearLocked()
	s.rules, s.made = fresh.rules, fresh.made
	s.resize()
	return nil
}

// Rules reports on all rules, in the order of adding.
func (s *Set) Rules() []Report {
	s.mu.Lock()
	defer s.mu.Unlock()
	reports := make([]Report, len(s.rules))
	for i, r := range s.rules {
		reports[i] = r.report()
	}
	return reports
}

// Applied is what a call meets.
type Applied struct {
	RuleID string
	Effect Effect
}

// Take counts a call and tells what it meets: the effect of the first rule, in the order of adding, that matches and is not spent.
// A server calls it once for each request, after Wait.
func (s *Set) Take(c Call) (Applied, bool) {
	if s.Empty() {
		return Applied{}, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var hit *record
	for _, r := range s.rules {
		switch {
		case !r.see(c):
		case hit == nil:
			hit = r
		default:
			r.passed = hit.rule.ID
		}
	}
	if hit == nil {
		return Applied{}, false
	}
	hit.applied++
	return Applied{hit.rule.ID, hit.rule.Effect.clone()}, true
}
