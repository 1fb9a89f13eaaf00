package journal

import (
	"cmp"
	"slices"
)

// A Severity says how sure it is that a client will fail.
type Severity string

// An error breaks with a real server sooner or later, or gives a secret away. A warning works today and is still wrong.
const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
)

// A Rule recognises one thing that clients do wrong.
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
	Subject  string   `json:"subject,omitempty"` // label of the session, or the account
	Happened string   `json:"happened"`
	Entries  []uint64 `json:"entries"` // numbers of the calls that show it, at most 20
	Docs     string   `json:"docs"`    // page and section
}

// mostEntries is how many calls a finding names.
const mostEntries = 20

// A sighting is what one rule saw of one subject.
type sighting struct {
	subject  string
	happened string
	calls    []*call
}

// Rules lists all rules, in the order in which findings are listed.
func Rules() []Rule {
	return slices.Concat(refreshRules(), tokenRules(), loginRules(), requestRules())
}

// Findings says what the calls that are kept, and the sessions they belong to, show that clients do wrong: by rule, and by
// the first call that shows it. The same calls always lead to the same findings. A rule speaks once of each session, account
// or client that it finds something about. Calls that are no longer kept show nothing.
func (j *Journal) Findings() []Finding {
	j.mu.Lock()
	l := j.look()
	j.mu.Unlock()
	return j.findings(l.found())
}

// found is a sighting and the rule that it breaks.
type found struct {
	Rule
	sighting
}

func (l *look) found() []found {
	e := l.evidence()
	var list []found
	for _, rule := range Rules() {
		seen := rule.look(e)
		slices.SortStableFunc(seen, func(a, b sighting) int { return cmp.Compare(a.calls[0].number, b.calls[0].number) })
		for _, s := range seen {
			list = append(list, found{rule, s})
		}
	}
	return list
}

// findings tells of what was found, without the secrets in it.
func (j *Journal) findings(list []found) []Finding {
	told := make([]Finding, len(list))
	for i, f := range list {
		told[i] = j.finding(f.Rule, f.sighting)
	}
	return told
}

func (j *Journal) finding(rule Rule, s sighting) Finding {
	f := Finding{Rule: rule, Subject: s.subject, Happened: s.happened, Docs: "findings.md#" + rule.ID}
	j.retell(s.calls, &f.Subject, &f.Happened)
	for _, c := range s.calls {
		f.Entries = append(f.Entries, c.number)
	}
	slices.Sort(f.Entries)
	f.Entries = slices.Compact(f.Entries)
	f.Entries = f.Entries[:min(len(f.Entries), mostEntries)]
	return f
}
