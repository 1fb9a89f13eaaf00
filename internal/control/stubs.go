package control

import (
	"context"

	"mockpds/internal/stubs"
)

// AddStub answers a method that the PDS does not serve itself. It returns the stub with its id and
// its defaults.
func (c *Control) AddStub(_ context.Context, s stubs.Stub) (AddedStub, error) {
	added, err := c.Stubs.Add(s)
	if err != nil {
		return AddedStub{}, err
	}
	return AddedStub{added, c.warn(added.ID, s.Method, s.Account)}, nil
}

// ListStubs lists the stubs in the order in which they were added.
func (c *Control) ListStubs() []stubs.Report {
	reports := c.Stubs.Reports()
	for _, r := range reports {
		c.redact(r.NearMiss)
	}
	return reports
}

// RemoveStub takes a stub out.
func (c *Control) RemoveStub(id string) error {
	return taken(c.Stubs.Remove(id), "stub", id)
}

// Unknown are the calls, since the start or the last reset, to methods that neither the PDS nor a
// stub answers.
type Unknown struct {
	Methods []stubs.UnknownMethod `json:"methods" doc:"the most called first; at most 1000"`
	Others  int                   `json:"others" doc:"calls to still other methods"`
}

// UnknownCalls returns the methods that were called and that nobody answers.
func (c *Control) UnknownCalls() Unknown {
	methods, others := c.Stubs.Unknown()
	for i := range methods {
		m := &methods[i]
		m.Method, m.NearMiss = c.Journal.Redact(m.Method), c.Journal.Redact(m.NearMiss)
	}
	return Unknown{methods, others}
}
