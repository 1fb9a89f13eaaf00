package control

import (
	"context"
	"net/http"

	"mockpds/internal/faults"
)

// AddHold keeps the next calls that match waiting, until they are released. It returns the hold with
// its id and its defaults.
func (c *Control) AddHold(_ context.Context, h faults.Hold) (AddedHold, error) {
	active, err := c.Faults.AddHold(h)
	if err != nil {
		return AddedHold{}, err
	}
	return AddedHold{active.Report().Hold, c.warn(active.ID(), h.Method, h.Account)}, nil
}

// ListHolds lists the holds in the order in which they were added, with the calls that arrived and
// what became of each, and the call that came closest while some have not.
func (c *Control) ListHolds() []faults.HoldReport {
	reports := c.Faults.Holds()
	for _, r := range reports {
		c.redactHold(r)
	}
	return reports
}

// report returns what became of a hold, unless a verb for it was refused.
func (c *Control) report(h *faults.ActiveHold, err error) (faults.HoldReport, error) {
	if err != nil {
		return faults.HoldReport{}, err
	}
	r := h.Report()
	c.redactHold(r)
	return r, nil
}

// redactHold takes the secrets out of what a hold shows of calls.
func (c *Control) redactHold(r faults.HoldReport) {
	c.redact(r.NearMiss)
	for i := range r.Calls {
		c.redactCall(&r.Calls[i].Call)
	}
}

// RemoveHold ends a hold. The calls in it go on together.
func (c *Control) RemoveHold(id string) error {
	return taken(c.Faults.RemoveHold(id), "hold", id)
}

func (c *Control) hold(id string) (*faults.ActiveHold, error) {
	h, ok := c.Faults.FindHold(id)
	if !ok {
		return nil, noRule("hold", id)
	}
	return h, nil
}

// A HoldRelease says which calls of a hold may go on.
type HoldRelease struct {
	ID    string `json:"-" path:"id"`
	Order []int  `json:"order" doc:"numbers of calls as they arrived, from 1; left out, all go on together"`
}

// ReleaseHold lets held calls go on: all together, and the hold is over, or in an order.
func (c *Control) ReleaseHold(_ context.Context, r HoldRelease) (faults.HoldReport, error) {
	h, err := c.hold(r.ID)
	if err == nil {
		err = h.Release(r.Order...)
	}
	return c.report(h, err)
}

// A HeldDrop says which call of a hold to lose.
type HeldDrop struct {
	ID   string      `json:"-" path:"id"`
	Call int         `json:"call" doc:"number of the call as it arrived, from 1"`
	When faults.Drop `json:"when" doc:"before or after it is processed"`
}

// DropHeld loses one call of a hold when its turn comes as after ReleaseHold. Faults do not see it.
func (c *Control) DropHeld(_ context.Context, d HeldDrop) (faults.HoldReport, error) {
	h, err := c.hold(d.ID)
	if err == nil {
		err = h.Drop(d.Call, d.When)
	}
	return c.report(h, err)
}

// AwaitHeld waits until so many calls of a hold have arrived, at least one. It ends early when they
// cannot come any more, because the hold is over, and when ctx is done.
func (c *Control) AwaitHeld(ctx context.Context, id string, calls int) (faults.HoldReport, error) {
	h, err := c.hold(id)
	if err == nil {
		err = h.Arrived(ctx, max(calls, 1))
		if err != nil && ctx.Err() != nil {
			err = refuse(http.StatusGatewayTimeout, "NotArrived", "%v", err)
		}
	}
	return c.report(h, err)
}

// heldQuery says what to wait for.
type heldQuery struct {
	patience

	ID string `path:"id"`
}

func (c *Control) awaitHeld(ctx context.Context, q heldQuery) (faults.HoldReport, error) {
	ctx, cancel, err := q.limit(ctx)
	if err != nil {
		return faults.HoldReport{}, err
	}
	defer cancel()
	return c.AwaitHeld(ctx, q.ID, q.N)
}
