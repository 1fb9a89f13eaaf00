package mockpdstest

import (
	"testing"
	"time"

	"mockpds/internal/ratelimit"
)

// A Limit is a rate limit on demand, for one method and, if it names one, for one account.
type Limit struct {
	ID            string // made up when empty: limit-1, limit-2 and so on
	Method        string // NSID, its last part, or either with * for any characters
	Account       string // handle, DID or address; "" counts the calls of all together
	Points        int    // calls in each window; 0 is the reference's figure
	WindowSeconds int    // length of a window in mock time; 0 is the reference's figure
	Exhausted     bool   // the first window begins at once, with no call left; in a report: none is left
}

// A LimitReport is a rate limit on demand and where it stands.
type LimitReport struct {
	Limit
	Remaining int        // calls left now
	EndsAt    *time.Time // when the window that runs ends, in mock time; nil while none runs
	Calls     int        // calls that it counted
	Refused   int        // those of them that were one too many
	NearMiss  *NearMiss  // nil once it has counted a call, and before the first call
}

func limitReportOf(r ratelimit.Report) LimitReport {
	return LimitReport{
		Limit(r.Limit), r.Remaining, r.EndsAt, r.Calls, r.Refused, nearMissOf(r.NearMiss),
	}
}

// SetLimit limits a method's calls, or one account's calls of it, whether or not the server counts
// calls as the reference does. It holds until a reset. The test ends when there are mistakes in it.
func (p *PDS) SetLimit(t testing.TB, l Limit) LimitReport {
	t.Helper()
	set, err := p.control.SetLimit(t.Context(), ratelimit.Limit(l))
	must(t, err)
	warn(t, set.ID, set.Warnings)
	return limitReportOf(set.Report)
}

// ExhaustLimit leaves no call of a limit: the next one gets 429 RateLimitExceeded, and so do all
// until the clock has passed the window that begins now. It hits the limits on demand that are set
// for the very method and account, or sets one. The test ends when there are mistakes in it.
func (p *PDS) ExhaustLimit(t testing.TB, l Limit) []LimitReport {
	t.Helper()
	hit, err := p.control.ExhaustLimit(t.Context(), ratelimit.Limit(l))
	must(t, err)
	return each(hit, limitReportOf)
}

// ListLimits lists the rate limits on demand in the order in which they were set, and where each
// stands.
func (p *PDS) ListLimits() []LimitReport {
	return each(p.control.ListLimits(), limitReportOf)
}

// RemoveLimit takes a rate limit on demand away. The test ends if there is none with the id.
func (p *PDS) RemoveLimit(t testing.TB, id string) {
	t.Helper()
	must(t, p.control.RemoveLimit(id))
}

// ClearLimits takes all rate limits on demand away, those of the fixture file too.
func (p *PDS) ClearLimits() {
	p.control.Limits.Clear()
}
