package control

import (
	"context"

	"mockpds/internal/stubs"
)

// AddStub answers a method that the PDS does not serve itself with a canned reply, from now on and
// until a reset. It returns the stub with its id and its defaults.
func (c *Control) AddStub(_ context.Context, s stubs.Stub) (AddedStub, error) {
	added, err := c.Stubs.Add(s)
	if err != nil {
		return AddedStub{}, err
	}
	return AddedStub{added, c.warn(added.ID, s.Method, s.Account)}, nil
}

// ListStubs lists the stubs in the order in which they were added, each with how often it answered
// and, if it did not, how the call that came closest missed it.
func (c *Control) ListStubs() []stubs.Report {
	reports := c.Stubs.Reports()
	for _, r := range reports {
		c.redact(r.NearMiss)
	}
	return reports
}

func (c *Control) listStubs(context.Context, nothing) ([]stubs.Report, error) {
	return c.ListStubs(), nil
}

// byID names one of several things.
type byID struct {
	ID string `path:"id"`
}

// RemoveStub takes a stub out.
func (c *Control) RemoveStub(id string) error {
	if !c.Stubs.Remove(id) {
		return noRule("stub", id)
	}
	return nil
}

func (c *Control) removeStub(_ context.Context, in byID) (nothing, error) {
	return nothing{}, c.RemoveStub(in.ID)
}

// ClearStubs takes all stubs out, those of the fixture file too. A reset brings the latter back.
func (c *Control) ClearStubs() {
	c.Stubs.Clear()
}

func (c *Control) clearStubs(context.Context, nothing) (nothing, error) {
	c.ClearStubs()
	return nothing{}, nil
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

func (c *Control) unknown(context.Context, nothing) (Unknown, error) {
	return c.UnknownCalls(), nil
}
