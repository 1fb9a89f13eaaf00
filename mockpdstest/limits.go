package mockpdstest

import (
	"testing"

	"mockpds/internal/ratelimit"
)

// A Limit is a rate limit on demand, for one method and, if it names one, for one account.
type Limit = ratelimit.Limit

// A LimitReport is a rate limit on demand and where it stands.
type LimitReport = ratelimit.Report

// SetLimit limits a method's calls, or one account's calls of it, whether or not the server counts calls as the reference does.
// It holds until a reset. The test ends when there are mistakes in it.
func (p *PDS) SetLimit(t testing.TB, l Limit) LimitReport {
	t.Helper()
	set, err := p.control.SetLimit(t.Context(), l)
	must(t, err)
	return set
}

// ExhaustLimit leaves no call of a limit: the next one gets 429 RateLimitExceeded, and so do all until the clock has passed the
// window that begins now. It hits the limits on demand that are set for the very method and account, or sets one. The test ends
// when there are mistakes in it.
func (p *PDS) ExhaustLimit(t testing.TB, l Limit) []LimitReport {
	t.Helper()
	hit, err := p.control.ExhaustLimit(t.Context(), l)
	must(t, err)
	return hit
}

// ListLimits lists the rate limits on demand in the order in which they were set, and where each stands.
func (p *PDS) ListLimits() []LimitReport {
	return p.control.ListLimits()
}

// RemoveLimit takes a rate limit on demand away. The test ends if there is none with the id.
func (p *PDS) RemoveLimit(t testing.TB, id string) {
	t.Helper()
	must(t, p.control.RemoveLimit(id))
}

// ClearLimits takes all rate limits on demand away, those of the fixture file too.
func (p *PDS) ClearLimits() {
	p.control.ClearLimits()
}
