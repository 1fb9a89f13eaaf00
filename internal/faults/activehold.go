package faults

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"mockpds/internal/clock"
	"mockpds/internal/ruleset"
	"mockpds/internal/words"
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
	hold Hold

	mu      sync.Mutex // guards the fields below
	slots   []slot     // one for each call that is expected, in the order of arrival
	arrived int
	left    int   // slots that are expected or waiting
	armed   bool  // a token was answered, after which a hold with LostBetween keeps calls
	turns   []int // indexes of the slots that go one after the other, the next one first
	running bool  // a call that went in its turn is not yet done
	opened  bool  // all were released together
	expired bool
	timer   *time.Timer   // from the first arrival on
	changed chan struct{} // closed and replaced with each arrival, and when the hold is over
	nearest ruleset.Nearest[ruleset.Call]
}

// A slot is one call of a hold.
type slot struct {
	state   string
	ordered bool // has, or had, a turn
	drop    Drop
	call    Call
	expiry  error
	decided chan struct{} // closed when the call waits no longer
}

// The states of a slot.
const (
	expected = "expected" // has not arrived
	waiting  = "waiting"
	released = "released" // to go on, or to be dropped
	gone     = "gone"     // its context ended while it waited
	lapsed   = "expired"
)

func newHold(hold Hold) *ActiveHold {
	hold = hold.withDefaults()
	h := &ActiveHold{
		hold: hold, slots: make([]slot, hold.Calls), left: hold.Calls, changed: make(chan struct{}),
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
	differences := h.hold.differences(c)
	if h.hold.Preset == LostBetween && !h.armed {
		differences = append(differences, ruleset.Difference{What: "no token was answered before it"})
	}
	if len(differences) > 0 {
		h.nearest.Note(c.Told(), differences)
		return 0
	}
	if h.arrived == 0 {
		h.timer = clock.AfterFunc(time.Duration(h.hold.Timeout), h.expire)
	}
	s := &h.slots[h.arrived]
	s.state, s.call = waiting, c.Told()
	h.arrived++
	h.signal()
	h.next()
	return h.arrived
}

// wait keeps a call waiting. One that is let go at the moment its context ends still has its turn,
// and gives it back with Done.
func (h *ActiveHold) wait(ctx context.Context, number int) (Outcome, error) {
	s := &h.slots[number-1]
	select {
	case <-s.decided:
	case <-ctx.Done():
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if s.state == waiting {
		h.decide(s, gone)
		return Outcome{}, fmt.Errorf(
			"call %d of hold %s was given up: %w", number, h.hold.ID, context.Cause(ctx))
	}
	if s.expiry != nil {
		return Outcome{HoldID: h.hold.ID, Number: number}, s.expiry
	}
	o := Outcome{HoldID: h.hold.ID, Number: number, Drop: s.drop}
	if s.ordered {
		o.done = sync.OnceFunc(h.finish)
	}
	return o, nil
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
			h.decide(s, released)
		}
	}
}

func (h *ActiveHold) decide(s *slot, state string) {
	s.state = state
	close(s.decided)
	if h.left--; h.left == 0 {
		h.timer.Stop()
	}
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

func (h *ActiveHold) isOver() bool { return h.opened || h.expired || h.left == 0 }

// Release lets calls go on. Without numbers the hold is over: all that wait go on together, and
// those that have not arrived will pass; only what Drop was told stays.
//
// With numbers, which count the calls from 1 in the order of arrival, these go one after the other,
// in the order given and after any released before: each when the one before it is done. A call
// that has not arrived yet has its turn all the same. Calls that are not named go on waiting. An
// order that cannot be is refused as a whole, with words.Mistakes; a hold that is over, with
// ErrHoldOver or ErrHoldExpired.
func (h *ActiveHold) Release(order ...int) error {
	if len(order) > 0 {
		return h.order(order, "")
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.overError(); err != nil {
		return err
	}
	h.opened, h.turns = true, nil
	for i := range h.slots {
		if s := &h.slots[i]; s.state == waiting {
			h.decide(s, released)
		}
	}
	h.end()
	return nil
}

// Drop loses a call, when its turn comes as after Release: before it is processed, or only its
// reply.
func (h *ActiveHold) Drop(number int, when Drop) error {
	var m words.Mistakes
	if checkDrop(&m, "drop", when); len(m) > 0 {
		return m
	}
	return h.order([]int{number}, when)
}

func (h *ActiveHold) order(numbers []int, drop Drop) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.overError(); err != nil {
		return err
	}
	if err := h.checkOrder(numbers); err != nil {
		return err
	}
	for _, number := range numbers {
		s := &h.slots[number-1]
		s.ordered, s.drop = true, drop
		h.turns = append(h.turns, number-1)
	}
	h.next()
	return nil
}

func (h *ActiveHold) checkOrder(numbers []int) error {
	var m words.Mistakes
	named := map[int]bool{}
	for i, number := range numbers {
		path := "order." + strconv.Itoa(i+1)
		switch {
		case number < 1 || number > len(h.slots):
			m.Add(path, fmt.Sprintf("is %d, and the hold is for %d calls", number, len(h.slots)),
				"write numbers from 1 in the order of arrival")
		case named[number]:
			m.Add(path, fmt.Sprintf("is %d again", number), "write each number once")
		case h.slots[number-1].ordered || h.slots[number-1].state == gone:
			m.Add(path, fmt.Sprintf("is %d, which waits no longer or has its turn", number),
				"write the number of a call that waits")
		}
		named[number] = true
	}
	return m.Err()
}

// expire ends the hold for all that wait, unless it is over.
func (h *ActiveHold) expire() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.isOver() {
		return
	}
	h.expired, h.turns = true, nil
	for i := range h.slots {
		if s := &h.slots[i]; s.state == waiting {
			s.expiry = h.expiry(h.missing(s))
			h.decide(s, lapsed)
		}
	}
	h.end()
}

// end lets go of those who wait for arrivals.
func (h *ActiveHold) end() {
	if h.timer != nil {
		h.timer.Stop()
	}
	h.signal()
}

// missing says what a call waited for.
func (h *ActiveHold) missing(s *slot) string {
	switch {
	case !s.ordered:
		return "nobody released it"
	case h.running:
		return "the call before it was not done"
	default:
		return "the call before it did not come"
	}
}

// overError is nil while the hold is not over.
func (h *ActiveHold) overError() error {
	switch {
	case !h.isOver():
		return nil
	case h.expired:
		return h.expiry("then ended by itself")
	default:
		return fmt.Errorf("%s: %w; %s", h, ErrHoldOver, h.arrivals())
	}
}

// An expiry is an ErrHoldExpired that says which hold waited for what.
type expiry string

func (e expiry) Error() string { return string(e) }

func (expiry) Is(target error) bool { return target == ErrHoldExpired }

func (h *ActiveHold) expiry(why string) error {
	return expiry(fmt.Sprintf("%s waited %s and %s; %s", h, h.hold.Timeout, why, h.arrivals()))
}

// String returns the hold as messages name it.
func (h *ActiveHold) String() string {
	return "hold " + h.hold.ID + " on " + cmp.Or(h.hold.Method, h.hold.Preset, ruleset.AnyMethod)
}
