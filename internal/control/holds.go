package control

import (
	"context"
	"net/http"

	"mockpds/internal/faults"
)

// AddHold keeps the next calls that match waiting, until they are released. A hold that nobody
// releases ends by itself: the calls in it are answered with 503 HoldExpired. A reset ends all
// holds, and the calls in them go on. It returns the hold with its id and its defaults.
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

func (c *Control) report(h *faults.ActiveHold) faults.HoldReport {
	r := h.Report()
	c.redactHold(r)
	return r
}

// redactHold takes the secrets out of what a hold shows of calls.
func (c *Control) redactHold(r faults.HoldReport) {
	c.redact(r.NearMiss)
	for i := range r.Calls {
		c.redactCall(&r.Calls[i].Call)
	}
}

func (c *Control) listHolds(context.Context, nothing) ([]faults.HoldReport, error) {
	return c.ListHolds(), nil
}

// RemoveHold ends a hold. The calls in it go on together.
func (c *Control) RemoveHold(id string) error {
	if !c.Faults.RemoveHold(id) {
		return noRule("hold", id)
	}
	return nil
}

func (c *Control) removeHold(_ context.Context, in byID) (nothing, error) {
	return nothing{}, c.RemoveHold(in.ID)
}

func (c *Control) hold(id string) (*faults.ActiveHold, error) {
	h, ok := c.Faults.FindHold(id)
	if !ok {
		return nil, noRule("hold", id)
	}
	return h, nil
}

// ReleaseHold lets held calls go on. Without an order all go on together, also those that have not
// come yet, and the hold is over. With one, which counts calls from 1 as they arrived, these go one
// after the other, each when the one before has been answered; one that has not come yet has its
// turn all the same, and those that are not named go on waiting.
func (c *Control) ReleaseHold(id string, order ...int) (faults.HoldReport, error) {
	h, err := c.hold(id)
	if err != nil {
		return faults.HoldReport{}, err
	}
	if err := h.Release(order...); err != nil {
		return faults.HoldReport{}, err
	}
	return c.report(h), nil
}

// holdRelease is what is to become of the calls of the hold that a path names.
type holdRelease struct {
	ID    string `json:"-" path:"id"`
	Order []int  `json:"order" doc:"numbers of calls as they arrived, from 1; left out, all go on together"`
}

func (c *Control) releaseHold(_ context.Context, r holdRelease) (faults.HoldReport, error) {
	return c.ReleaseHold(r.ID, r.Order...)
}

// DropHeld loses one call of a hold, by its number in the order of arrival, when its turn comes as
// after ReleaseHold: its connection is closed before it is processed or after it, so that only the
// reply is lost. Rules do not see it.
func (c *Control) DropHeld(id string, call int, when faults.Drop) (faults.HoldReport, error) {
	h, err := c.hold(id)
	if err != nil {
		return faults.HoldReport{}, err
	}
	if err := h.Drop(call, when); err != nil {
		return faults.HoldReport{}, err
	}
	return c.report(h), nil
}

// holdDrop is the call to lose of the hold that a path names.
type holdDrop struct {
	ID   string      `json:"-" path:"id"`
	Call int         `json:"call" doc:"number of the call as it arrived, from 1"`
	When faults.Drop `json:"when" doc:"before or after it is processed"`
}

func (c *Control) dropHeld(_ context.Context, d holdDrop) (faults.HoldReport, error) {
	return c.DropHeld(d.ID, d.Call, d.When)
}

// AwaitHeld waits until so many calls of a hold have arrived, at least one. It ends early when they
// cannot come any more, because the hold is over, and when ctx is done.
func (c *Control) AwaitHeld(ctx context.Context, id string, calls int) (faults.HoldReport, error) {
	h, err := c.hold(id)
	if err != nil {
		return faults.HoldReport{}, err
	}
	err = h.Arrived(ctx, max(calls, 1))
	if ctx.Err() != nil && err != nil {
		return faults.HoldReport{}, refuse(http.StatusGatewayTimeout, "NotArrived", "%v", err)
	}
	return c.report(h), err
}

// Bounds of how long a request waits, in seconds of real time.
const (
	usualWait   = 5
	longestWait = 600
)

// heldQuery says what to wait for.
type heldQuery struct {
	ID             string `path:"id"`
	N              int    `query:"n" doc:"how many calls; 1 without it"`
	TimeoutSeconds int    `query:"timeoutSeconds" doc:"real time, 1 to 600; 5 without it"`
}

func (c *Control) awaitHeld(ctx context.Context, q heldQuery) (faults.HoldReport, error) {
	ctx, cancel, err := patience(ctx, q.N, q.TimeoutSeconds)
	if err != nil {
		return faults.HoldReport{}, err
	}
	defer cancel()
	return c.AwaitHeld(ctx, q.ID, q.N)
}
