package mockpdstest

import (
	"context"
	"io"
	"iter"
	"slices"
	"strings"
	"testing"

	"mockpds/internal/journal"
)

// A Call is a request and its reply as the client really saw them, without passwords, tokens and codes.
type Call = journal.Call

// A Filter chooses calls. Its zero value chooses all; each field that is set narrows the choice.
type Filter = journal.Filter

// NoReply is the Status of a Filter for calls to which the server made no reply.
const NoReply = journal.NoReply

// A Finding is something that a client did wrong, what a correct one does, and the calls that show it.
type Finding = journal.Finding

// A Lineage is a session with all its generations, also of what is no longer good.
type Lineage = journal.Lineage

// Calls lists the calls that a filter chooses, the oldest first. A call is there as soon as it is answered.
func (p *PDS) Calls(f Filter) []Call {
	return p.control.Calls(f)
}

// AssertCalls fails the test, and lets it go on, unless a filter chooses exactly so many of the calls that were made.
func (p *PDS) AssertCalls(t testing.TB, f Filter, n int) {
	t.Helper()
	if calls := p.Calls(f); len(calls) != n {
		t.Errorf("%d calls of %v, want %d; all calls:\n%s", len(calls), f, n, formatted(p.Calls(Filter{})))
	}
}

// WaitFor waits until there are n calls that a filter chooses, those included that are there already, and gives the first n. The test
// ends when there are not within 10 seconds of real time, and is told of the call that came closest.
func (p *PDS) WaitFor(t testing.TB, f Filter, n int) []Call {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), awaitTime)
	defer cancel()
	calls, err := p.control.WaitForCalls(ctx, f, n)
	must(t, err)
	return calls
}

// Follow gives the calls that a filter chooses, those that were made and then each as it is made, until ctx is done. The filter's
// Limit does not count.
func (p *PDS) Follow(ctx context.Context, f Filter) iter.Seq[Call] {
	return p.control.Journal.Follow(ctx, f)
}

// SaveNDJSON writes the calls that a filter chooses, each as a line of JSON.
func (p *PDS) SaveNDJSON(w io.Writer, f Filter) error {
	return journal.WriteNDJSON(w, p.Calls(f))
}

// SaveHAR writes the calls that a filter chooses as an HTTP Archive, which browsers' developer tools open.
func (p *PDS) SaveHAR(w io.Writer, f Filter) error {
	return journal.WriteHAR(w, p.Calls(f))
}

// ClearJournal forgets the calls, and findings with them. Sessions stay known by name.
func (p *PDS) ClearJournal() {
	p.control.ClearJournal()
}

// Lineage lists the sessions of an account (handle or DID), or of all accounts when it is "", as chains of generations, in the order in
// which they were opened. The test ends if there is neither such an account nor a session of one.
func (p *PDS) Lineage(t testing.TB, account string) []Lineage {
	t.Helper()
	chains, err := p.control.Lineage(account)
	must(t, err)
	return chains
}

// Findings says what the calls so far show that clients do wrong.
func (p *PDS) Findings() []Finding {
	return p.control.Findings()
}

// AssertNoFindings fails the test, and lets it go on, with each thing that the calls so far show that clients do wrong, except for what
// the rules with some ids find.
func (p *PDS) AssertNoFindings(t testing.TB, except ...string) {
	t.Helper()
	for _, f := range p.Findings() {
		if !slices.Contains(except, f.ID) {
			t.Errorf("%s", journal.FormatFinding(f))
		}
	}
}

// formatted writes calls as a person wants to read them, one to a line.
func formatted(calls []Call) string {
	var lines []string
	var p journal.Printout
	for _, c := range calls {
		lines = append(lines, p.Lines(c)...)
	}
	return strings.Join(lines, "\n")
}
