// Package faults decides what goes wrong next. A Set holds faults, each of which makes the calls it
// matches fail in one way, a counted number of times; and holds, which keep calls waiting until a
// test lets them go. Nothing here answers a request: a server asks Wait and then Take for each
// call, and carries out what they say.
//
// The same faults and the same calls in the same order give the same results. Chance comes in only
// with a seed.
package faults

import (
	"fmt"
	"math/rand/v2"

	"mockpds/internal/ruleset"
)

// A Call is what faults and holds look at.
type Call = ruleset.Call

// A Set holds the faults and the holds of one server. It is safe for concurrent use.
type Set struct {
	faults *ruleset.List[Fault, *record]
	holds  *ruleset.List[Hold, *ActiveHold]
}

// New returns an empty set.
func New() *Set {
	return &Set{
		faults: ruleset.NewList(ruleset.Kind[Fault, *record]{
			Name: "fault", ID: func(f *Fault) *string { return &f.ID }, Check: Fault.Check,
			Start: newRecord, Over: (*record).spent,
		}),
		holds: ruleset.NewList(ruleset.Kind[Hold, *ActiveHold]{
			Name: "hold", ID: func(h *Hold) *string { return &h.ID }, Check: Hold.Check,
			Start: newHold, Over: (*ActiveHold).over,
		}),
	}
}

// Empty reports, without taking a lock, whether there is neither a fault nor a hold.
func (s *Set) Empty() bool { return s.faults.Empty() && s.holds.Empty() }

// AddFault adds a fault after those there are, and returns it with its id and its defaults. The
// error is of type words.Mistakes. A fault stays, for its report, when it is spent; beyond 1,000
// faults the oldest spent one goes.
func (s *Set) AddFault(f Fault) (Fault, error) {
	r, err := s.faults.Add(f)
	if err != nil {
		return Fault{}, err
	}
	return r.fault.clone(), nil
}

// RemoveFault takes a fault away, and reports whether there was one with the id.
func (s *Set) RemoveFault(id string) bool {
	_, ok := s.faults.Remove(id)
	return ok
}

// ClearFaults takes all faults away, and leaves the holds.
func (s *Set) ClearFaults() { s.faults.Clear() }

// Replace puts faults in the place of all faults and holds. Calls that are held go on at once. A
// list with mistakes is refused and changes nothing.
func (s *Set) Replace(faults []Fault) error {
	if err := s.faults.Replace(faults); err != nil {
		return err
	}
	for _, h := range s.holds.Clear() {
		_ = h.Release() // unless it is over
	}
	return nil
}

// Faults reports on all faults, in the order of adding.
func (s *Set) Faults() []Report { return ruleset.Reports(s.faults, (*record).report) }

// Applied is what a call meets.
type Applied struct {
	FaultID string
	Effect  Effect
}

// Take counts a call and returns what it meets: the effect of the first fault, in the order of
// adding, that matches and is not spent. A server calls it once for each request, after Wait.
func (s *Set) Take(c Call) (Applied, bool) {
	if s.faults.Empty() {
		return Applied{}, false
	}
	var hit *record
	var met Applied
	s.faults.Do(func(faults []*record) {
		for _, r := range faults {
			switch {
			case !r.see(c):
			case hit == nil:
				hit = r
			default:
				r.passed = hit.fault.ID
			}
		}
		if hit != nil {
			hit.applied++
			met = Applied{hit.fault.ID, hit.fault.Effect.clone()}
		}
	})
	return met, hit != nil
}

// A Report is a fault and what became of it.
type Report struct {
	Fault    Fault             `json:"rule" doc:"the fault with its id and its defaults"`
	Seen     int               `json:"seen" doc:"calls that matched"`
	Applied  int               `json:"applied" doc:"calls that it hit"`
	Spent    bool              `json:"spent" doc:"it has hit as many calls as it should, and hits no more"`
	NearMiss *ruleset.NearMiss `json:"nearMiss,omitempty" doc:"while no call has matched: the one that came closest"`
	Unhit    string            `json:"unhit,omitempty" doc:"why the calls that matched were not hit; absent once one was"`
}

// Missed says why a fault has hit no call: in what the call that came closest differed, or what
// else stood in the way. It returns "" if the fault has hit one.
func (r Report) Missed() string {
	switch {
	case r.Applied > 0:
		return ""
	case r.Unhit != "":
		return r.Unhit
	case r.NearMiss != nil:
		return "of the call that came closest, the " + r.NearMiss.Why
	default:
		return "no call was made"
	}
}

// A record is a fault at work. The list that it is in guards it.
type record struct {
	fault         Fault
	dice          *rand.Rand // nil for a fault without a probability
	seen, applied int
	nearest       ruleset.Nearest[ruleset.Call]
	passed        string // id of the fault that hit the last call in its place
}

func newRecord(f Fault) *record {
	r := &record{fault: f.withDefaults()}
	if f.Match.Probability != 0 {
		r.dice = rand.New(rand.NewPCG(f.Match.Seed, 0)) //nolint:gosec // repeatable on purpose
	}
	return r
}

// see counts a call, and reports whether the fault may hit it.
func (r *record) see(c Call) bool {
	if differences := r.fault.Match.differences(c); len(differences) > 0 {
		if r.seen == 0 {
			r.nearest.Note(c.Told(), differences)
		}
		return false
	}
	r.seen++
	r.nearest.Forget()
	if r.seen < r.fault.Match.From {
		return false
	}
	// The dice fall for each call, so that what other faults do never changes which calls this one
	// hits.
	lucky := r.dice == nil || r.dice.Float64() < r.fault.Match.Probability
	return lucky && !r.spent()
}

func (r *record) spent() bool {
	return r.fault.Match.Times != Always && r.applied >= int(r.fault.Match.Times)
}

func (r *record) report() Report {
	return Report{
		Fault: r.fault.clone(), Seen: r.seen, Applied: r.applied, Spent: r.spent(),
		NearMiss: ruleset.Miss(&r.nearest), Unhit: r.unhit(),
	}
}

// unhit says why calls that matched were not hit.
func (r *record) unhit() string {
	m := r.fault.Match
	calls := fmt.Sprintf("%d calls", r.seen)
	if r.seen == 1 {
		calls = "1 call"
	}
	switch {
	case r.seen == 0 || r.applied > 0:
		return ""
	case r.seen < m.From:
		return fmt.Sprintf("%s matched, and it begins with number %d", calls, m.From)
	case r.passed != "":
		return fmt.Sprintf(
			"%s matched, and %s, which was added before, hit the last of them", calls, r.passed)
	default:
		return fmt.Sprintf("%s matched, and chance spared them: probability is %v and seed %d",
			calls, m.Probability, m.Seed)
	}
}
