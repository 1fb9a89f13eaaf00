package faults

import (
	"context"
	"fmt"
	"time"
)

// An expiry is an ErrHoldExpired that tells which hold waited for what.
type expiry string

func (e expiry) Error() string { return string(e) }

func (expiry) Is(target error) bool { return target == ErrHoldExpired }

// arrivals says how far the hold has come.
func (h *Hold) arrivals() string {
	return fmt.Sprintf("%d of %d calls had arrived", h.arrived, len(h.slots))
}

func (h *Hold) expiry(why string) error {
	return expiry(fmt.Sprintf("hold %s on %s waited %s and %s; %s",
		h.rule.ID, nameOf(h.rule.Method), shortDuration(h.rule.Timeout), why, h.arrivals()))
}

func (h *Hold) expire() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.settled() {
		h.lapse()
	}
}

// lapse ends the hold for all that wait.
func (h *Hold) lapse() {
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
func (h *Hold) missing(s *slot) string {
	switch {
	case !s.ordered:
		return "nobody released it"
	case h.running:
		return "the call before it was not done"
	}
	return "the call before it did not come"
}

// shortDuration leaves out the zeros of 1m0s.
func shortDuration(d Duration) string {
	switch t := time.Duration(d); {
	case t%time.Hour == 0:
		return fmt.Sprintf("%dh", t/time.Hour)
	case t%time.Minute == 0:
		return fmt.Sprintf("%dm", t/time.Minute)
	}
	return d.String()
}

// Arrived waits until n calls have arrived, those that went on or were given up included. It ends early with ErrHoldExpired or ErrHoldOver
// when they cannot come any more, and with the error of the context.
func (h *Hold) Arrived(ctx context.Context, n int) error {
	if n > h.rule.Calls {
		return Mistakes{{"arrived", fmt.Sprintf("is %d, and the hold is for %d calls", n, h.rule.Calls), "write no more than that"}}
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

// progress gives what to wait for, or a nil channel when the waiting is over.
func (h *Hold) progress(n int) (changed <-chan struct{}, timer <-chan time.Time, err error) {
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

func (h *Hold) notArrived(ctx context.Context) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return fmt.Errorf("hold %s on %s: %s: %w%s", h.rule.ID, nameOf(h.rule.Method), h.arrivals(), context.Cause(ctx), h.closest())
}

// closest tells of the call that came closest to those that are missing, as the end of a sentence.
func (h *Hold) closest() string {
	near := h.nearMiss(h.rule.match())
	switch {
	case near != nil:
		return fmt.Sprintf("; of the call that came closest, the %s", near.Why)
	case h.arrived == 0:
		return "; no call came since the hold was added: add it before the client calls"
	default:
		return "; no other call came"
	}
}
