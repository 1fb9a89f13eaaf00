package mockpdstest

import (
	"testing"

	"mockpds/internal/faults"
)

// A Fault makes the calls that it matches go wrong in one way. Its zero Match is for the next call of any XRPC method.
type Fault = faults.Fault

// A Match says which calls a Fault is for.
type Match = faults.Match

// Always is every call from now on, as the Times of a Match.
const Always = faults.Always

// An Effect is what goes wrong. Exactly one of its fields is set.
type Effect = faults.Effect

// An Error is what an Effect answers in place of the true answer.
type Error = faults.Error

// A FaultReport is a fault, and what became of it.
type FaultReport = faults.Report

// AddFault makes calls go wrong: those that the fault matches, in the order in which faults were added, from now on and until a reset.
// It gives the fault with its id and its defaults. The test ends when something is wrong with it.
func (p *PDS) AddFault(t testing.TB, f Fault) Fault {
	t.Helper()
	added, err := p.control.AddFault(t.Context(), f)
	must(t, err)
	return added
}

// ListFaults lists the faults in the order in which they were added, each with how many calls it saw and hit and, if it saw none, the
// call that came closest.
func (p *PDS) ListFaults() []FaultReport {
	return p.control.ListFaults()
}

// RemoveFault takes a fault away. The test ends if there is none with that id.
func (p *PDS) RemoveFault(t testing.TB, id string) {
	t.Helper()
	must(t, p.control.RemoveFault(id))
}

// ClearFaults takes all faults away, those of the fixture file too. A reset brings the latter back. Holds stay.
func (p *PDS) ClearFaults() {
	p.control.ClearFaults()
}
