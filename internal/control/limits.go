package control

import (
	"context"

	"mockpds/internal/ratelimit"
)

// SetLimit limits a method's calls, or one account's calls of it.
func (c *Control) SetLimit(_ context.Context, l ratelimit.Limit) (AddedLimit, error) {
	set, err := c.Limits.Add(l)
	if err != nil {
		return AddedLimit{}, err
	}
	return AddedLimit{set, c.warn(set.ID, l.Method, l.Account)}, nil
}

// ExhaustLimit leaves no call of the limits on demand that are set for the very method and account
// and, where these are given, with the id and the figures. Where there is none it sets one.
func (c *Control) ExhaustLimit(_ context.Context, l ratelimit.Limit) ([]ratelimit.Report, error) {
	return c.Limits.Exhaust(l)
}

// ListLimits lists the rate limits on demand in the order in which they were set.
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
