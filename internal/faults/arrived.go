package faults

import (
	"context"
	"fmt"

	"mockpds/internal/ruleset"
	"mockpds/internal/words"
)

// arrivals says how far the hold has come.
func (h *ActiveHold) arrivals() string {
	return fmt.Sprintf("%d of %d calls had arrived", h.arrived, len(h.slots))
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
		changed, err := h.awaited(n)
		if changed == nil {
			return err
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return h.notArrived(ctx)
		}
	}
}

// awaited returns what to wait for until n calls have arrived; nil if the waiting is over.
func (h *ActiveHold) awaited(n int) (<-chan struct{}, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.arrived >= n {
		return nil, nil
	}
	if err := h.overError(); err != nil {
		return nil, err
	}
	return h.changed, nil
}

// notArrived names the call that came closest to those that are missing.
func (h *ActiveHold) notArrived(ctx context.Context) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	closest := "no other call came"
	if near := ruleset.Miss(&h.nearest); near != nil {
		closest = "of the call that came closest, the " + near.Why
	} else if h.arrived == 0 {
		closest = "no call came since the hold was added: add it before the client calls"
	}
	return fmt.Errorf("%s: %s: %w; %s", h, h.arrivals(), context.Cause(ctx), closest)
}
