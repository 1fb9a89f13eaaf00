package mockpdstest

import (
	"testing"

	"mockpds/internal/control"
	"mockpds/internal/stubs"
)

// A Stub is a canned reply of one method that the PDS does not serve itself.
type Stub = stubs.Stub

// Whether a stub's callers have to be logged in.
const (
	AuthRequired = stubs.AuthRequired // the default
	AuthOptional = stubs.AuthOptional
	AuthNone     = stubs.AuthNone
)

// A StubReport is a stub and how often it answered.
type StubReport = stubs.Report

// An UnknownMethod is a method that was called and that neither the PDS nor a stub answers.
type UnknownMethod = stubs.UnknownMethod

// AddStub answers a method that the PDS does not serve itself with a canned reply, until a reset. It returns the stub with its
// id and its defaults. The test ends when there are mistakes in it, or when the PDS serves the method.
func (p *PDS) AddStub(t testing.TB, s Stub) Stub {
	t.Helper()
	added, err := p.control.AddStub(t.Context(), s)
	must(t, err)
	return added
}

// ListStubs lists the stubs in the order in which they were added, each with how often it answered and, if it did not, how the call that
// came closest missed it.
func (p *PDS) ListStubs() []StubReport {
	return p.control.ListStubs()
}

// RemoveStub takes a stub out. The test ends if there is none with the id.
func (p *PDS) RemoveStub(t testing.TB, id string) {
	t.Helper()
	must(t, p.control.RemoveStub(id))
}

// ClearStubs takes all stubs out, those of the fixture file too.
func (p *PDS) ClearStubs() {
	p.control.ClearStubs()
}

// An Unknown holds the calls to methods that nobody answers.
type Unknown = control.Unknown

// UnknownCalls tells which methods were called, since the start or the last reset, that neither the PDS nor a stub answers.
func (p *PDS) UnknownCalls() Unknown {
	return p.control.UnknownCalls()
}
