package control

import (
	"context"

	"mockpds/internal/ratelimit"
)

// SetLimit limits a method's calls, or one account's calls of it, whether or not the server counts
// calls as the reference does. It holds until a reset. The reply tells where the limit stands.
func (c *Control) SetLimit(_ context.Context, l ratelimit.Limit) (AddedLimit, error) {
	set, err := c.Limits.Add(l)
	if err != nil {
		return AddedLimit{}, err
	}
	return AddedLimit{set, c.warn(set.ID, l.Method, l.Account)}, nil
}

// ExhaustLimit leaves no call of a limit: the next one gets 429 RateLimitExceeded, and so do all
// until mock time has passed the window that begins now. It hits the limits on demand that are set
// for the very method and account and, where these are given, with the id and the figures. Where
// there is none it sets one.
func (c *Control) ExhaustLimit(_ context.Context, l ratelimit.Limit) ([]ratelimit.Report, error) {
	return c.Limits.Exhaust(l)
}

// ListLimits lists the rate limits on demand in the order in which they were set, where each stands
// and, of one that counted no call, the call that came closest.
func (c *Control) ListLimits() []ratelimit.Report {
	reports := c.Limits.Reports()
	for _, r := range reports {
		c.redact(r.NearMiss)
	}
	return reports
}

// RemoveLimit takes a rate limit on demand away.
func (c *Control) RemoveLimit(id string) error {
	return taken(c.Limits.Remove(id), "limit", id)
}
