// Package findings recognizes in the calls of a journal what clients do wrong with their sessions.
package findings

import (
	"cmp"
	"context"
	"slices"

	"mockpds/internal/journal"
)

// A Severity says how bad a finding is.
type Severity string

// An error breaks with a real server sooner or later, or gives a secret away. A warning works today
// and is still wrong.
const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
)

// A Rule finds one thing that clients do wrong.
type Rule struct {
	ID       string   `json:"rule"`
	Severity Severity `json:"severity"`
	Title    string   `json:"title"`
	Why      string   `json:"why"`     // it matters
	Correct  string   `json:"correct"` // what a correct client does
	look     func(*evidence) []sighting
}

// A Finding is what a rule found out about one session, account or client.
type Finding struct {
	Rule
	Subject  string `json:"subject,omitempty"` // label of the session, or the account
	Happened string `json:"happened"`
	Entries  []int  `json:"entries"` // numbers of the calls that show it, at most 20
	Docs     string `json:"docs"`    // page and section

	calls []*journal.Call
}

// mostEntries is how many calls a finding names.
const mostEntries = 20

// A sighting is what one rule saw of one subject.
type sighting struct {
	subject  string
	happened string
	calls    []*journal.Call
}

// Options say what is expected of clients.
type Options struct {
	// ExpectAppPasswords says that clients are to log in with app passwords: to use the account's
	// own is then a finding.
	ExpectAppPasswords bool
}

// In says what the calls and sessions of a record show that clients do wrong: by rule, and by the
// first call that shows it. The same calls always lead to the same findings. A rule speaks once of
// each session, account or client that it finds something about.
func In(ctx context.Context, r journal.Record, o Options) ([]Finding, error) {
	e := evidenceOf(r, o)
	list := []Finding{}
	for _, rule := range Rules() {
		if err := context.Cause(ctx); err != nil {
			return nil, err
		}
		seen := rule.look(e)
		slices.SortStableFunc(seen, func(a, b sighting) int {
			return cmp.Compare(a.calls[0].Number, b.calls[0].Number)
		})
		for _, s := range seen {
			list = append(list, s.finding(rule))
		}
	}
	return list, nil
}

// finding returns a sighting as a finding.
func (s *sighting) finding(rule Rule) Finding {
	f := Finding{Rule: rule, Subject: s.subject, Happened: s.happened, Docs: "findings.md#" + rule.ID}
	for _, c := range s.calls {
		f.Entries = append(f.Entries, c.Number)
		f.calls = append(f.calls, c)
	}
	slices.Sort(f.Entries)
	f.Entries = slices.Compact(f.Entries)
	f.Entries = f.Entries[:min(len(f.Entries), mostEntries)]
	return f
}

// Concerns reports whether a filter chooses any of the calls that show the finding.
func (f *Finding) Concerns(filter journal.Filter) bool {
	return slices.ContainsFunc(f.calls, func(c *journal.Call) bool {
		return c.Number > filter.Since && filter.Matches(c)
	})
}
