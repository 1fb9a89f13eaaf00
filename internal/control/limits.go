package control

import (
	"context"
	"errors"
	"net/http"

	"mockpds/internal/ratelimit"
)

// SetLimit limits a method's calls, or one account's calls of it, whether or not the server counts calls as the reference does.
// It holds until a reset. The reply tells where the limit stands.
func (c *Control) SetLimit(_ context.Context, l ratelimit.Limit) (ratelimit.Report, error) {
	set, err := c.Limits.Add(l)
	return set, limitError(err)
}

// ExhaustLimit leaves no call of a limit: the next one gets 429 RateLimitExceeded, and so do all until mock time has passed the
// window that begins now. It hits the limits on demand that are set for the very method and account and, where these are
// given, with the id and the figures. Where there is none it sets one.
func (c *Control) ExhaustLimit(_ context.Context, l ratelimit.Limit) ([]ratelimit.Report, error) {
	hit, err := c.Limits.Exhaust(l)
	return hit, limitError(err)
}

func limitError(err error) error {
	if errors.Is(err, ratelimit.ErrIDTaken) {
		return idTaken(err)
	}
	return err
}

func idTaken(err error) *Error {
	return refuse(http.StatusConflict, "IDTaken", "%v", err)
}

// ListLimits lists the rate limits on demand in the order in which they were set, and where each stands.
func (c *Control) ListLimits() []ratelimit.Report {
	return c.Limits.List()
}

func (c *Control) listLimits(context.Context, nothing) ([]ratelimit.Report, error) {
	return c.ListLimits(), nil
}

// RemoveLimit takes a rate limit on demand away.
func (c *Control) RemoveLimit(id string) error {
	if err := c.Limits.Remove(id); err != nil {
		return missing("%v; GET %slimits lists them", err, Prefix)
	}
	return nil
}

func (c *Control) removeLimit(_ context.Context, in byID) (nothing, error) {
	return nothing{}, c.RemoveLimit(in.ID)
}

// ClearLimits takes all rate limits on demand away, those of the fixture file too. A reset brings the latter back.
func (c *Control) ClearLimits() {
	c.Limits.Clear()
}

func (c *Control) clearLimits(context.Context, nothing) (nothing, error) {
	c.ClearLimits()
	return nothing{}, nil
}
