package faults

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"mockpds/internal/ruleset"
	"mockpds/internal/words"
)

// Release lets calls go on. Without numbers the hold is over: all that wait go on together, and
// those that have not arrived will pass; only what Drop was told stays.
//
// With numbers, which count the calls from 1 in the order of arrival, these go one after the other,
// in the order given and after any released before: each when the one before it is done. A call
// that has not arrived yet has its turn all the same. Calls that are not named go on waiting. An
// order that cannot be is refused as a whole, with words.Mistakes; a hold that is over, with
// ErrHoldOver or ErrHoldExpired.
func (h *ActiveHold) Release(order ...int) error {
	return h.order(order, "")
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
	if len(numbers) == 0 {
		h.openLocked()
		return nil
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

// open releases all calls together, if the hold is not over.
func (h *ActiveHold) open() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.isOver() {
		h.openLocked()
	}
}

func (h *ActiveHold) openLocked() {
	h.opened, h.turns = true, nil
	for i := range h.slots {
		if s := &h.slots[i]; s.state == waiting {
			s.decide(released)
		}
	}
	h.signal()
}

// overError is nil while the hold is not over.
func (h *ActiveHold) overError() error {
	switch {
	case !h.isOver():
		return nil
	case h.expired:
		return h.expiry("then ended by itself")
	}
	return fmt.Errorf("hold %s on %s: %w; %s", h.hold.ID, h.method(), ErrHoldOver, h.arrivals())
}

// An expiry is an ErrHoldExpired that says which hold waited for what.
type expiry string

func (e expiry) Error() string { return string(e) }

func (expiry) Is(target error) bool { return target == ErrHoldExpired }

// arrivals says how far the hold has come.
func (h *ActiveHold) arrivals() string {
	return fmt.Sprintf("%d of %d calls had arrived", h.arrived, len(h.slots))
}

func (h *ActiveHold) expiry(why string) error {
	return expiry(fmt.Sprintf("hold %s on %s waited %s and %s; %s",
		h.hold.ID, h.method(), shortDuration(h.hold.Timeout), why, h.arrivals()))
}

func (h *ActiveHold) expire() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.settled() {
		h.lapse()
	}
}

// lapse ends the hold for all that wait.
func (h *ActiveHold) lapse() {
	h.expired, h.turns = true, nil
	for i := range h.slots {
		s := &h.slots[i]
		if s.state != waiting {
			continue
		}
		s.expiry = h.expiry(h.missing(s))
		s.decide(lapsed)
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
	}
	return "the call before it did not come"
}

// method is the hold's method as messages name it.
func (h *ActiveHold) method() string { return cmp.Or(h.hold.Method, ruleset.AnyMethod) }

// shortDuration leaves out the zeros of 1h0m0s.
func shortDuration(d Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// Arrived waits until n calls have arrived, those that went on or were given up included. It ends
// early with ErrHoldExpired or ErrHoldOver when they cannot come any more, and with the error of
// the context.
func (h *ActiveHold) Arrived(ctx context.Context, n int) error {
	if n > h.hold.Calls {
		var m words.Mistakes
		m.Add("arrived", fmt.Sprintf("is %d, and the hold is for %d calls", n, h.hold.Calls),
			"write no more than that")
		return m
	}
	for {
		changed, timer, err := h.progress(n)
		if changed == nil {
			return err
		}
		select {
		case <-changed:
		case <-timer:
			h.expire()
		case <-ctx.Done():
			return h.notArrived(ctx)
		}
	}
}

// progress returns what to wait for, or a nil channel when the waiting is over.
func (h *ActiveHold) progress(n int) (changed <-chan struct{}, timer <-chan time.Time, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.arrived >= n {
		return nil, nil, nil
	}
	if err := h.overError(); err != nil {
		return nil, nil, err
	}
	return h.changed, h.timer, nil
}

func (h *ActiveHold) notArrived(ctx context.Context) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return fmt.Errorf("hold %s on %s: %s: %w%s",
		h.hold.ID, h.method(), h.arrivals(), context.Cause(ctx), h.closest())
}

// closest names the call that came closest to those that are missing, as the end of a sentence.
func (h *ActiveHold) closest() string {
	near := ruleset.Miss(&h.nearest)
	switch {
	case near != nil:
		return fmt.Sprintf("; of the call that came closest, the %s", near.Why)
	case h.arrived == 0:
		return "; no call came since the hold was added: add it before the client calls"
	default:
		return "; no other call came"
	}
}
