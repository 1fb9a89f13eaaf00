package faults

import (
	"context"
	"slices"
)

// Hold keeps the next calls that match waiting, until they are released. Where two holds match a call, the one added first has it, as
// long as it expects more. The error is of type Mistakes and holds everything that is wrong with the rule.
func (s *Set) Hold(rule HoldRule) (*Hold, error) {
	m := rule.check()
	s.mu.Lock()
	defer s.mu.Unlock()
	if m = s.checkFree(m, rule.ID); len(m) > 0 {
		return nil, m
	}
	rule = rule.withDefaults()
	if rule.ID == "" {
		rule.ID = s.makeID("hold")
	}
	if len(s.holds) >= kept {
		s.holds = dropFirst(s.holds, (*Hold).over)
	}
	h := newHold(rule, s.after)
	s.holds = append(s.holds, h)
	s.resize()
	return h, nil
}

// FindHold finds the hold of that ID.
func (s *Set) FindHold(id string) (*Hold, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.holds, func(h *Hold) bool { return h.rule.ID == id })
	if i < 0 {
		return nil, false
	}
	return s.holds[i], true
}

// Holds reports on all holds, in the order of adding.
func (s *Set) Holds() []HoldReport {
	s.mu.Lock()
	defer s.mu.Unlock()
	reports := make([]HoldReport, len(s.holds))
	for i, h := range s.holds {
		reports[i] = h.Report()
	}
	return reports
}

// An Outcome is how a call goes on after Wait. Its zero value is for a call that no hold kept.
type Outcome struct {
	HoldID string // of the hold that kept the call; "" when none did
	Number int    // of the call in the hold, from 1 in the order of arrival
	Drop   Drop   // how the call is to be lost; "" when it goes on
	done   func()
}

// Done says that the call has been answered, or its connection dropped. The call that was ordered to follow it goes on only then. It may
// be called for every outcome, and more than once.
func (o Outcome) Done() {
	if o.done != nil {
		o.done()
	}
}

// Wait keeps a call waiting while a hold has it. A server calls it once for each request, and Done on the outcome after the reply.
// The error is ErrHoldExpired, with a text that says which hold and why beside an outcome that names it, or that of the context, whose end
// takes the call out of the hold.
func (s *Set) Wait(ctx context.Context, c Call) (Outcome, error) {
	if s.Empty() {
		return Outcome{}, nil
	}
	h, number := s.arrive(c)
	if h == nil {
		return Outcome{}, nil
	}
	return h.wait(ctx, number)
}

// arrive hands a call to the first hold that keeps it.
func (s *Set) arrive(c Call) (*Hold, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, h := range s.holds {
		if number := h.arrive(c); number > 0 {
			return h, number
		}
	}
	return nil, 0
}
