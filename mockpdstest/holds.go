package mockpdstest

import (
	"context"
	"testing"
	"time"

	"mockpds/internal/control"
	"mockpds/internal/faults"
)

// A Hold keeps the next calls that it matches waiting, until they are released.
type Hold struct {
	ID      string        // made up when empty: hold-1, hold-2 and so on
	Method  string        // as that of a Match; "" is any XRPC method
	Preset  string        // in place of Method: lost-between holds what a client fetches after a token answer
	Account string        // DID or handle of the account that calls; "" is any
	Calls   int           // how many calls are held, at most 1,000; later ones pass; 0 is 1
	Timeout time.Duration // real time from the first call on, at most an hour; 0 is 30 seconds
}

// A HoldReport is a hold, and what became of it and of the calls in it.
type HoldReport struct {
	Hold     Hold // with its id and its defaults
	Arrived  int  // calls that arrived
	Over     bool // it keeps no more calls
	Expired  bool // its timeout passed while it was not over
	Calls    []HeldCall
	NearMiss *NearMiss // nil when all calls have arrived, and before the first other call
}

// A HeldCall is one call of a hold.
type HeldCall struct {
	Number   int      // from 1, in the order of arrival
	Method   string   // NSID, or the path of a call outside of XRPC
	Accounts []string // DID and handle of the account that called; nil if unknown
	State    string   // waiting, released, gone (given up by the client while it waited) or expired
	Drop     Drop     // how it is lost when its turn comes
}

func holdOf(h faults.Hold) Hold {
	return Hold{h.ID, h.Method, h.Preset, h.Account, h.Calls, time.Duration(h.Timeout)}
}

func holdReportOf(r faults.HoldReport) HoldReport {
	return HoldReport{
		Hold: holdOf(r.Hold), Arrived: r.Arrived, Over: r.Over, Expired: r.Expired,
		NearMiss: nearMissOf(r.NearMiss),
		Calls: each(r.Calls, func(c faults.HeldCall) HeldCall {
			return HeldCall{c.Number, c.Call.Method, c.Call.Accounts, c.State, c.Drop}
		}),
	}
}

// AddHold keeps the next calls that match waiting, until they are released. A hold that nobody
// releases ends by itself: the calls in it are answered with 503 HoldExpired. A reset ends all
// holds, and the calls in them go on. It returns the hold with its id and its defaults. The test
// ends when something is wrong with it.
func (p *PDS) AddHold(t testing.TB, h Hold) Hold {
	t.Helper()
	added, err := p.control.AddHold(t.Context(), faults.Hold{
		ID: h.ID, Method: h.Method, Preset: h.Preset, Account: h.Account, Calls: h.Calls,
		Timeout: faults.Duration(h.Timeout),
	})
	must(t, err)
	warn(t, added.ID, added.Warnings)
	return holdOf(added.Hold)
}

// ListHolds lists the holds in the order in which they were added, with the calls that arrived and
// what became of each, and the call that came closest while some have not.
func (p *PDS) ListHolds() []HoldReport {
	return each(p.control.ListHolds(), holdReportOf)
}

// RemoveHold ends a hold. The calls in it go on together. The test ends if there is none with that
// id.
func (p *PDS) RemoveHold(t testing.TB, id string) {
	t.Helper()
	must(t, p.control.RemoveHold(id))
}

// ReleaseHold lets held calls go on. Without an order all go on together, and the hold is over.
// With one, which counts calls from 1 as they arrived, these go one after the other, each when the
// one before has been answered; one that has not come yet has its turn all the same, and those that
// are not named go on waiting. The test ends when that cannot be.
func (p *PDS) ReleaseHold(t testing.TB, id string, order ...int) HoldReport {
	t.Helper()
	report, err := p.control.ReleaseHold(t.Context(), control.HoldRelease{ID: id, Order: order})
	must(t, err)
	return holdReportOf(report)
}

// DropHeld loses one call of a hold, by its number in the order of arrival, when its turn comes as
// after ReleaseHold: before it is processed, or after it, so that only the reply is lost. The test
// ends when that cannot be.
func (p *PDS) DropHeld(t testing.TB, id string, call int, when Drop) HoldReport {
	t.Helper()
	report, err := p.control.DropHeld(t.Context(), control.HeldDrop{ID: id, Call: call, When: when})
	must(t, err)
	return holdReportOf(report)
}

// awaitTime is how long AwaitHeld waits, in real time.
const awaitTime = 10 * time.Second

// AwaitHeld waits until so many calls of a hold have arrived. The test ends when they have not
// within 10 seconds of real time.
func (p *PDS) AwaitHeld(t testing.TB, id string, calls int) HoldReport {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), awaitTime)
	defer cancel()
	report, err := p.control.AwaitHeld(ctx, id, calls)
	must(t, err)
	return holdReportOf(report)
}
