package mockpdstest

import (
	"context"
	"io"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"mockpds/internal/findings"
	"mockpds/internal/journal"
)

// A Finding is something that a client did wrong, what a correct one does, and the calls that show
// it.
type Finding struct {
	ID       string            // of the rule, such as refresh-replayed-after-grace
	Severity findings.Severity // error or warning
	Title    string
	Why      string // it matters
	Correct  string // what a correct client does
	Subject  string // label of the session, or the account
	Happened string // what the calls show
	Calls    []int  // numbers of the calls that show it, at most 20
	Docs     string // page and section
}

// A Lineage is a session with all its generations, also of what is no longer good.
type Lineage struct {
	Label       string // as in alice#2, or alice~oauth#2
	DID         string
	Handle      string       // when the session was opened
	Number      int          // of the account's log-in, from 1
	AppPassword string       // name of the one that opened it; "" if the account's own did
	ClientID    string       // of the OAuth client; "" for a session of createSession
	OpenedAt    time.Time    // mock time
	OpenedBy    int          // number of the call; 0 while it is in flight, or when there was none
	Generations []Generation // the oldest first
	Forgotten   int          // generations before these
}

// A Generation is one refresh token of a session and the access tokens that came with it. Times are
// mock time, and zero of what has not happened. Numbers are those of calls, and 0 while a call is
// in flight or when there was none.
type Generation struct {
	Number           int           // from 1
	State            journal.State // revoked, grace, superseded, expired, lost or current
	MintedAt         time.Time
	MintedBy         int
	RemintedAt       time.Time // its newest access token, when a refresh was repeated
	RemintedBy       int
	DeliveredBy      int // first call whose reply brought it to the client
	LostWith         int // last call whose reply should have, and was lost
	AccessExpiresAt  time.Time
	RefreshExpiresAt time.Time
	AccessUses       int
	RefreshUses      int
	LastUsedBy       int
	SupersededAt     time.Time
	SupersededBy     int
	GraceUntil       time.Time // until when the superseded refresh token is still good
	RevokedAt        time.Time
	RevokedBy        int
}

// Calls lists the calls that a filter chooses, the oldest first. A call is there as soon as it is
// answered.
func (p *PDS) Calls(f Filter) []Call {
	return callsOf(p.control.Journal.Calls(journal.Filter(f)))
}

// AssertCalls fails the test, and lets it go on, unless a filter chooses exactly so many of the
// calls that were made.
func (p *PDS) AssertCalls(t testing.TB, f Filter, n int) {
	t.Helper()
	if calls := p.Calls(f); len(calls) != n {
		t.Errorf("%d calls of %v, want %d; all calls:\n%s", len(calls), f, n, p.printed(Filter{}))
	}
}

// WaitFor waits until there are n calls that a filter chooses, those included that are there
// already, and returns the first n. The test ends when there are not within 10 seconds of real
// time, and is told of the call that came closest.
func (p *PDS) WaitFor(t testing.TB, f Filter, n int) []Call {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), awaitTime)
	defer cancel()
	calls, err := p.control.Journal.Wait(ctx, journal.Filter(f), n)
	must(t, err)
	return callsOf(calls)
}

// Follow yields the calls that a filter chooses, those that were made and then each as it is made,
// until ctx is done. The filter's Limit does not count.
func (p *PDS) Follow(ctx context.Context, f Filter) iter.Seq[Call] {
	return func(yield func(Call) bool) {
		for c := range p.control.Journal.Follow(ctx, journal.Filter(f)) {
			if !yield(callOf(c)) {
				return
			}
		}
	}
}

// SaveNDJSON writes the calls that a filter chooses, each as a line of JSON.
func (p *PDS) SaveNDJSON(w io.Writer, f Filter) error {
	return journal.WriteNDJSON(w, p.control.Journal.Calls(journal.Filter(f)))
}

// SaveHAR writes the calls that a filter chooses as an HTTP Archive, which browsers' developer
// tools open.
func (p *PDS) SaveHAR(w io.Writer, f Filter) error {
	return journal.WriteHAR(w, p.control.Journal.Calls(journal.Filter(f)))
}

// ClearJournal forgets the calls, or those that a filter chooses, and findings with them. Sessions
// stay known by name.
func (p *PDS) ClearJournal(of ...Filter) {
	for _, f := range orAll(of) {
		p.control.Journal.Clear(journal.Filter(f))
	}
}

// orAll is a filter that chooses all if there is none.
func orAll(filters []Filter) []Filter {
	if len(filters) == 0 {
		return []Filter{{}}
	}
	return filters
}

// Lineage lists the sessions of an account (handle or DID), or of all accounts when it is "", as
// chains of generations, in the order in which they were opened. The test ends if there is neither
// such an account nor a session of one.
func (p *PDS) Lineage(t testing.TB, account string) []Lineage {
	t.Helper()
	chains, err := p.control.Lineage(account)
	must(t, err)
	return each(chains, func(l journal.Lineage) Lineage {
		generations := each(l.Generations,
			func(g journal.Generation) Generation { return Generation(g) })
		return Lineage{
			l.Label, l.DID, l.Handle, l.Number, l.AppPassword, l.ClientID, l.OpenedAt, l.OpenedBy,
			generations, l.Forgotten,
		}
	})
}

// Findings says what the calls so far show that clients do wrong; with filters, what is shown by
// calls that one of them chooses.
func (p *PDS) Findings(of ...Filter) []Finding {
	return each(p.findings(of...), func(f findings.Finding) Finding {
		return Finding{
			f.ID, f.Severity, f.Title, f.Why, f.Correct, f.Subject, f.Happened,
			f.Entries, f.Docs,
		}
	})
}

func (p *PDS) findings(of ...Filter) []findings.Finding {
	var list []findings.Finding
	for _, f := range orAll(of) {
		found, _ := p.control.FindingsOf(context.Background(),
			journal.Filter(f)) // which only ends with its context
		list = append(list, found...)
	}
	return list
}

// AssertNoFindings fails the test, and lets it go on, with each thing that the calls so far show
// that clients do wrong, except for what the rules with some ids find.
func (p *PDS) AssertNoFindings(t testing.TB, except ...string) {
	t.Helper()
	p.AssertNoFindingsOf(t, Filter{}, except...)
}

// AssertNoFindingsOf is AssertNoFindings of what is shown by calls that a filter chooses, such as
// those of an account: for tests that share a server.
func (p *PDS) AssertNoFindingsOf(t testing.TB, f Filter, except ...string) {
	t.Helper()
	for _, found := range p.findings(f) {
		if !slices.Contains(except, found.ID) {
			t.Errorf("%s", findings.Format(found))
		}
	}
}

// printed writes the calls that a filter chooses as a person wants to read them, one to a line.
func (p *PDS) printed(f Filter) string {
	var lines []string
	var out journal.Printout
	for _, c := range p.control.Journal.Calls(journal.Filter(f)) {
		lines = append(lines, out.Lines(c)...)
	}
	return strings.Join(lines, "\n")
}
