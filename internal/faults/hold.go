package faults

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Why a hold keeps no more calls.
var (
	ErrHoldExpired = errors.New("hold has expired")
	ErrHoldOver    = errors.New("hold is over")
)

// A Hold keeps calls waiting until they are told to go on: all together, one after the other in a chosen order, or not at all. It is over
// when each of its calls has been let go, when all were released together, or when its timeout has passed. It is safe for concurrent use.
type Hold struct {
	rule  HoldRule
	after func(time.Duration) <-chan time.Time

	mu      sync.Mutex // guards the fields below
	slots   []slot     // one for each call that is expected, in the order of arrival
	arrived int
	turns   []int // indexes of the slots that go one after the other, the next one first
	running bool  // a call that went in its turn is not yet done
	opened  bool  // all were released together
	expired bool
	timer   <-chan time.Time // from the first arrival on
	changed chan struct{}    // closed and replaced with each arrival, and when the hold is over
	nearness
}

// A slot is one call of a hold.
type slot struct {
	state   slotState
	ordered bool // has, or had, a turn
	drop    Drop
	call    Call
	expiry  error
	decided chan struct{} // closed when the call waits no longer
}

type slotState string

const (
	expected slotState = "expected" // has not arrived
	waiting  slotState = "waiting"
	released slotState = "released" // to go on, or to be dropped
	gone     slotState = "gone"     // its context ended while it waited
	lapsed   slotState = "expired"
)

func newHold(rule HoldRule, after func(time.Duration) <-chan time.Time) *Hold {
	h := &Hold{rule: rule, after: after, slots: make([]slot, rule.Calls), changed: make(chan struct{})}
	for i := range h.slots {
		h.slots[i] = slot{state: expected, decided: make(chan struct{})}
	}
	return h
}

// ID is the name of the hold.
func (h *Hold) ID() string { return h.rule.ID }

// arrive gives a call that the hold keeps its number, or 0.
func (h *Hold) arrive(c Call) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.isOver() || h.arrived == len(h.slots) {
		return 0
	}
	if m := h.rule.match(); !m.fit(c).whole() {
		h.miss(m, c)
		return 0
	}
	if h.arrived == 0 {
		h.timer = h.after(time.Duration(h.rule.Timeout))
	}
	s := &h.slots[h.arrived]
	s.state, s.call = waiting, c.clone()
	h.arrived++
	h.signal()
	h.next()
	return h.arrived
}

func (h *Hold) wait(ctx context.Context, number int) (Outcome, error) {
	select {
	case <-h.slots[number-1].decided:
	case <-ctx.Done():
		h.leave(number)
	case <-h.timer:
		h.expire()
	}
	return h.outcome(ctx, number)
}

// outcome also serves a call that was let go at the moment its context ended: it still has its turn, and gives it back with Done.
func (h *Hold) outcome(ctx context.Context, number int) (Outcome, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	s := &h.slots[number-1]
	switch s.state {
	case gone:
		return Outcome{}, fmt.Errorf("call %d of hold %s was given up: %w", number, h.rule.ID, context.Cause(ctx))
	case lapsed:
		return Outcome{HoldID: h.rule.ID, Number: number}, s.expiry
	}
	o := Outcome{HoldID: h.rule.ID, Number: number, Drop: s.drop}
	if s.ordered {
		o.done = sync.OnceFunc(h.finish)
	}
	return o, nil
}

func (h *Hold) leave(number int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if s := &h.slots[number-1]; s.state == waiting {
		s.decide(gone)
	}
}

// finish ends the turn of a call.
func (h *Hold) finish() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.running = false
	h.next()
}

// next lets the call go whose turn it is, once it has arrived and the one before it is done.
func (h *Hold) next() {
	for !h.running && len(h.turns) > 0 {
		s := &h.slots[h.turns[0]]
		if s.state == expected {
			return
		}
		h.turns = h.turns[1:]
		if s.state == waiting {
			h.running = true
			s.decide(released)
		}
	}
	if h.isOver() {
		h.signal()
	}
}

func (s *slot) decide(state slotState) {
	s.state = state
	close(s.decided)
}

// signal wakes those who wait for arrivals.
func (h *Hold) signal() {
	close(h.changed)
	h.changed = make(chan struct{})
}

func (h *Hold) over() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.isOver()
}

// isOver also notices a timeout that passed when nobody was left to wait for it.
func (h *Hold) isOver() bool {
	if h.settled() {
		return true
	}
	select {
	case <-h.timer:
		h.lapse()
		return true
	default:
		return false
	}
}

// settled reports that no call waits and none is expected.
func (h *Hold) settled() bool {
	if h.opened || h.expired {
		return true
	}
	for i := range h.slots {
		if state := h.slots[i].state; state == expected || state == waiting {
			return false
		}
	}
	return true
}
