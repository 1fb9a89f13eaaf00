package faults

import (
	"fmt"
	"strconv"
)

// Release lets calls go on. Without numbers the hold is over: all that wait go on together, and those that have not arrived will pass;
// only what Drop was told stays.
// With numbers, which count the calls from 1 in the order of arrival, these go one after the other, in the order given and after any
// released before: each when the one before it is done. A call that has not arrived yet has its turn all the same. Calls that are not
// named go on waiting. An order that cannot be is refused as a whole, with Mistakes; a hold that is over, with ErrHoldOver or ErrHoldExpired.
func (h *Hold) Release(order ...int) error {
	return h.order(order, "")
}

// Drop loses a call, when its turn comes as after Release: before it is processed, or only its reply.
func (h *Hold) Drop(number int, when Drop) error {
	if !when.known() {
		return Mistakes{{"drop", "is " + quote(string(when)), dropRemedy}}
	}
	return h.order([]int{number}, when)
}

func (h *Hold) order(numbers []int, drop Drop) error {
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

func (h *Hold) checkOrder(numbers []int) error {
	var m Mistakes
	named := map[int]bool{}
	for i, number := range numbers {
		path := "order." + strconv.Itoa(i+1)
		switch {
		case number < 1 || number > len(h.slots):
			m.add(path, fmt.Sprintf("is %d, and the hold is for %d calls", number, len(h.slots)), "write numbers from 1 in the order of arrival")
		case named[number]:
			m.add(path, fmt.Sprintf("is %d again", number), "write each number once")
		case h.slots[number-1].ordered || h.slots[number-1].state == gone:
			m.add(path, fmt.Sprintf("is %d, which waits no longer or has its turn", number), "write the number of a call that waits")
		}
		named[number] = true
	}
	return m.orNil()
}

// open releases all calls together, if the hold is not over.
func (h *Hold) open() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.isOver() {
		h.openLocked()
	}
}

func (h *Hold) openLocked() {
	h.opened, h.turns = true, nil
	for i := range h.slots {
		if s := &h.slots[i]; s.state == waiting {
			s.decide(released)
		}
	}
	h.signal()
}

// overError is nil while the hold is not over.
func (h *Hold) overError() error {
	switch {
	case !h.isOver():
		return nil
	case h.expired:
		return h.expiry("then ended by itself")
	}
	return fmt.Errorf("hold %s on %s: %w; %s", h.rule.ID, nameOf(h.rule.Method), ErrHoldOver, h.arrivals())
}
