// Package findings recognizes in the calls of a journal what clients do wrong with their sessions.
package findings

import (
	"cmp"
	"context"
	"fmt"
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
	look     func(*evidence)
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
		e.found = nil
		rule.look(e)
		slices.SortStableFunc(e.found, func(a, b Finding) int {
			return cmp.Compare(a.calls[0].Number, b.calls[0].Number)
		})
		for _, f := range e.found {
			f.Rule, f.Docs = rule, "findings.md#"+rule.ID
			list = append(list, f)
		}
	}
	return list, nil
}

// report adds what calls show of a subject to what the rule has found. The sentence and its
// arguments are as for fmt.Sprintf.
func (e *evidence) report(
	subject string, calls []*journal.Call, sentence string, args ...any,
) {
	f := Finding{
		Subject: subject, Happened: subject + ": " + fmt.Sprintf(sentence, args...), calls: calls,
	}
	for _, c := range calls {
		f.Entries = append(f.Entries, c.Number)
	}
	slices.Sort(f.Entries)
	f.Entries = slices.Compact(f.Entries)
	f.Entries = f.Entries[:min(len(f.Entries), mostEntries)]
	e.found = append(e.found, f)
}

// Concerns reports whether a filter chooses any of the calls that show the finding.
func (f *Finding) Concerns(filter journal.Filter) bool {
	return slices.ContainsFunc(f.calls, func(c *journal.Call) bool {
		return c.Number > filter.Since && filter.Matches(c)
	})
}
