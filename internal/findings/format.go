package findings

import (
	"fmt"
	"strings"

	"mockpds/internal/journal"
)

// Format writes a finding as a few lines, without a final line break, for a person to read.
//
//	error refresh-replayed-after-grace, calls #41 #47: A superseded refresh token was used …
//	  alice#2: …
//	  Why it matters: …
//	  A correct client: …
//	  More: mockpds explain refresh-replayed-after-grace
func Format(f Finding) string {
	calls := "call"
	if len(f.Entries) != 1 {
		calls = "calls"
	}
	for _, n := range f.Entries {
		calls += fmt.Sprintf(" #%d", n)
	}
	head := fmt.Sprintf("%s %s, %s: %s", f.Severity, f.ID, calls, f.Title)
	lines := []string{
		journal.OneLine(head), journal.OneLine("  " + f.Happened), "  Why it matters: " + f.Why,
		"  A correct client: " + f.Correct, "  More: mockpds explain " + f.ID,
	}
	return strings.Join(lines, "\n")
}

// A Printout writes one finding after the other, each indented to stand under the call that
// completes it: whole for the first one of a rule, and what happened for others. Its zero value is
// ready for use.
type Printout struct {
	told map[string]bool // rules of which a finding was written
}

// Lines writes a finding.
func (p *Printout) Lines(f Finding) []string {
	lines := strings.Split(Format(f), "\n")
	if p.told[f.ID] {
		lines = lines[:2]
	}
	if p.told == nil {
		p.told = map[string]bool{}
	}
	p.told[f.ID] = true
	for i := range lines {
		lines[i] = "    " + lines[i]
	}
	return lines
}
