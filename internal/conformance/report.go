package conformance

import (
	"fmt"
	"slices"
)

// A Verdict is what a comparison says about a case.
type Verdict string

// The verdicts.
const (
	Identical Verdict = "identical"
	Excused   Verdict = "excused" // identical but for exceptions
	Different Verdict = "different"
	NotRun    Verdict = "not run"
)

// An Outcome is the verdict on one case.
type Outcome struct {
	ID          string
	Group       string
	Verdict     Verdict
	Why         string // why it was not run
	Differences []Difference
	Exceptions  []string // reasons of the exceptions that applied
}

// A Report is the outcome of a replay.
type Report struct {
	Strict   bool
	Outcomes []Outcome
	Unused   []Exception // exceptions that no difference of the cases that were run needed
}

// Judge compares what a target answered with what is recorded.
func Judge(results []Result, exceptions []Exception, strict bool) (*Report, error) {
	report := &Report{Strict: strict}
	used := make([]bool, len(exceptions))
	for _, r := range results {
		outcome, err := judge(r, exceptions, used, strict)
		if err != nil {
			return nil, fmt.Errorf("case %s: %w", r.Case.ID, err)
		}
		report.Outcomes = append(report.Outcomes, outcome)
	}
	for i, e := range exceptions {
		wasRun := slices.ContainsFunc(results, func(r Result) bool { return r.NotRun == "" && e.names(r.Case) })
		if wasRun && !used[i] {
			report.Unused = append(report.Unused, e)
		}
	}
	return report, nil
}

func judge(r Result, exceptions []Exception, used []bool, strict bool) (Outcome, error) {
	o := Outcome{ID: r.Case.ID, Group: r.Case.Group, Verdict: Identical, Why: r.NotRun}
	if r.NotRun != "" {
		o.Verdict = NotRun
		return o, nil
	}
	found, err := r.Differences(strict)
	if err != nil {
		return o, err
	}
	for _, d := range found {
		i := slices.IndexFunc(exceptions, func(e Exception) bool { return e.covers(r.Case, d) })
		if i < 0 {
			o.Differences = append(o.Differences, d)
			continue
		}
		used[i] = true
		if !slices.Contains(o.Exceptions, exceptions[i].Reason) {
			o.Exceptions = append(o.Exceptions, exceptions[i].Reason)
		}
	}
	switch {
	case len(o.Differences) > 0:
		o.Verdict = Different
	case len(o.Exceptions) > 0:
		o.Verdict = Excused
	}
	return o, nil
}

// Count says how many cases have one of the verdicts.
func (r *Report) Count(verdicts ...Verdict) int {
	n := 0
	for _, o := range r.Outcomes {
		if slices.Contains(verdicts, o.Verdict) {
			n++
		}
	}
	return n
}
