package mockpdstest

import (
	"fmt"
	"strings"
	"testing"
)

// report writes to the log of a test that failed what may explain it.
func (p *PDS) report(t testing.TB) {
	if !t.Failed() {
		return
	}
	if lines := p.story(); len(lines) > 0 {
		t.Logf("the mock PDS of this test saw:\n%s", strings.Join(lines, "\n"))
	}
	if calls := p.printed(Filter{Limit: reportedCalls}); calls != "" {
		t.Logf("the latest calls of this test:\n%s", calls)
	}
}

// reportedCalls is how many calls the log of a test that failed shows at most.
const reportedCalls = 100

// story returns what a test seems to have missed: faults that hit nothing, calls that are still
// held, and methods that nobody answers.
func (p *PDS) story() []string {
	var lines []string
	if missed := p.control.AssertFaultsHit(); missed != nil {
		lines = append(lines, missed.Error())
	}
	for _, h := range p.ListHolds() {
		if !h.Over {
			lines = append(lines, fmt.Sprintf("%s was not released; %d of %d calls had arrived%s",
				h.Hold.ID, h.Arrived, h.Hold.Calls, missed(h.NearMiss)))
		}
	}
	for _, m := range p.UnknownCalls().Methods {
		line := fmt.Sprintf("%s was called, %d×, and nobody answers it", m.Method, m.Count)
		if m.NearMiss != "" {
			line += ": " + m.NearMiss
		}
		lines = append(lines, line)
	}
	return lines
}

// missed says in what the call that came closest differed, if there was one.
func missed(m *NearMiss) string {
	if m == nil {
		return ""
	}
	return ": of the call that came closest, the " + m.Why
}
