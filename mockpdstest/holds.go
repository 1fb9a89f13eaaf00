package mockpdstest

import (
	"context"
	"testing"
	"time"

	"mockpds/internal/faults"
)

// A Hold keeps the next calls that it matches waiting, until they are released.
type Hold = faults.Hold

// A HoldReport is a hold, and what became of it and of the calls in it.
type HoldReport = faults.HoldReport

// AddHold keeps the next calls that match waiting, until they are released. A hold that nobody releases ends by itself: the calls in
// it are answered with 503 HoldExpired. A reset ends all holds, and the calls in them go on. It gives the hold with its id and
// its defaults. The test ends when something is wrong with it.
func (p *PDS) AddHold(t testing.TB, h Hold) Hold {
	t.Helper()
	added, err := p.control.AddHold(t.Context(), h)
	must(t, err)
	return added
}

// ListHolds lists the holds in the order in which they were added, with the calls that arrived and what became of each, and the call that
// came closest while some have not.
func (p *PDS) ListHolds() []HoldReport {
	return p.control.ListHolds()
}

// RemoveHold ends a hold. The calls in it go on together. The test ends if there is none with that id.
func (p *PDS) RemoveHold(t testing.TB, id string) {
	t.Helper()
	must(t, p.control.RemoveHold(id))
}

// ReleaseHold lets held calls go on. Without an order all go on together, and the hold is over. With one, which counts calls from 1 as
// they arrived, these go one after the other, each when the one before has been answered; one that has not come yet has its turn all
// the same, and those that are not named go on waiting. The test ends when that cannot be.
func (p *PDS) ReleaseHold(t testing.TB, id string, order ...int) HoldReport {
	t.Helper()
	report, err := p.control.ReleaseHold(id, order...)
	must(t, err)
	return report
}

// DropHeld loses one call of a hold, by its number in the order of arrival, when its turn comes as after ReleaseHold: before it is
// processed, or after it, so that only the reply is lost. The test ends when that cannot be.
func (p *PDS) DropHeld(t testing.TB, id string, call int, when faults.Drop) HoldReport {
	t.Helper()
	report, err := p.control.DropHeld(id, call, when)
	must(t, err)
	return report
}

// awaitTime is how long AwaitHeld waits, in real time.
const awaitTime = 10 * time.Second

// AwaitHeld waits until so many calls of a hold have arrived. The test ends when they have not within 10 seconds of real time.
func (p *PDS) AwaitHeld(t testing.TB, id string, calls int) HoldReport {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), awaitTime)
	defer cancel()
	report, err := p.control.AwaitHeld(ctx, id, calls)
	must(t, err)
	return report
}
