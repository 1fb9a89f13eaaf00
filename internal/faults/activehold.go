package faults

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"mockpds/internal/ruleset"
)

// Why a hold keeps no more calls.
var (
	ErrHoldExpired = errors.New("hold has expired")
	ErrHoldOver    = errors.New("hold is over")
)

// An ActiveHold is a hold at work. It keeps calls waiting until they are told to go on: all
// together, one after the other in a chosen order, or not at all. It is over when each of its calls
// has been let go, when all were released together, or when its timeout has passed. It is safe for
// concurrent use.
type ActiveHold struct {
	hold  Hold
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
	nearest ruleset.Nearest[ruleset.Call]
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

func newHold(hold Hold, after func(time.Duration) <-chan time.Time) *ActiveHold {
	hold = hold.withDefaults()
	h := &ActiveHold{
		hold: hold, after: after, slots: make([]slot, hold.Calls), changed: make(chan struct{}),
	}
	for i := range h.slots {
		h.slots[i] = slot{state: expected, decided: make(chan struct{})}
	}
	return h
}

// ID returns the name of the hold.
func (h *ActiveHold) ID() string { return h.hold.ID }

// arrive returns the number of a call in the hold, or 0 if the hold does not keep it.
func (h *ActiveHold) arrive(c Call) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.isOver() || h.arrived == len(h.slots) {
		return 0
	}
	if differences := h.hold.differences(c); len(differences) > 0 {
		h.nearest.Note(c.Told(), differences)
		return 0
	}
	if h.arrived == 0 {
		h.timer = h.after(time.Duration(h.hold.Timeout))
	}
	s := &h.slots[h.arrived]
	s.state, s.call = waiting, c.Told()
	h.arrived++
	h.signal()
	h.next()
	return h.arrived
}

func (h *ActiveHold) wait(ctx context.Context, number int) (Outcome, error) {
	select {
	case <-h.slots[number-1].decided:
	case <-ctx.Done():
		h.leave(number)
	case <-h.timer:
		h.expire()
	}
	return h.outcome(ctx, number)
}

// outcome also serves a call that was let go at the moment its context ended: it still has its
// turn, and gives it back with Done.
func (h *ActiveHold) outcome(ctx context.Context, number int) (Outcome, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	s := &h.slots[number-1]
	switch s.state {
	case gone:
		return Outcome{}, fmt.Errorf(
			"call %d of hold %s was given up: %w", number, h.hold.ID, context.Cause(ctx))
	case lapsed:
		return Outcome{HoldID: h.hold.ID, Number: number}, s.expiry
	}
	o := Outcome{HoldID: h.hold.ID, Number: number, Drop: s.drop}
	if s.ordered {
		o.done = sync.OnceFunc(h.finish)
	}
	return o, nil
}

func (h *ActiveHold) leave(number int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if s := &h.slots[number-1]; s.state == waiting {
		s.decide(gone)
	}
}

// finish ends the turn of a call.
func (h *ActiveHold) finish() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.running = false
	h.next()
}

// next lets the call go on whose turn it is, once it has arrived and the one before it is done.
func (h *ActiveHold) next() {
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
func (h *ActiveHold) signal() {
	close(h.changed)
	h.changed = make(chan struct{})
}

func (h *ActiveHold) over() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.isOver()
}

// isOver also notices a timeout that passed when nobody was left to wait for it.
func (h *ActiveHold) isOver() bool {
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

// settled reports whether no call waits and none is expected.
func (h *ActiveHold) settled() bool {
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
