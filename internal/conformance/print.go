package conformance

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// Print writes a table of groups, the first most differences of each case (all when most is
// negative), the differences that keep coming back, and a total.
func (r *Report) Print(w io.Writer, most int) error {
	p := &printer{w: w}
	var groups []string
	byGroup := map[string][]Outcome{}
	for _, o := range r.Outcomes {
		if byGroup[o.Group] == nil {
			groups = append(groups, o.Group)
		}
		byGroup[o.Group] = append(byGroup[o.Group], o)
	}
	for _, name := range groups {
		p.group(name, byGroup[name], most)
	}
	p.recurring(r.Outcomes)
	for _, e := range r.Unused {
		p.printf("expected, but not seen: %s%s: %s\n", e.Case, e.Group, e.Reason)
	}
	p.printf("%d cases: %s\n", len(r.Outcomes), r.tally())
	return p.err
}

func (r *Report) tally() string {
	out := fmt.Sprintf("%d identical, %d different, %d not run",
		r.Count(Identical, Excused), r.Count(Different), r.Count(NotRun))
	if n := r.Count(Excused); n > 0 {
		out += fmt.Sprintf("; %d of the identical ones but for expected differences", n)
	}
	if r.Strict {
		out += " (strict headers)"
	}
	return out
}

// A printer stops at the first error.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) printf(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}

func (p *printer) group(name string, outcomes []Outcome, most int) {
	group := &Report{Outcomes: outcomes}
	p.printf("%-16s %4d cases: %s\n", name, len(outcomes), group.tally())
	var notRun []string
	for _, o := range outcomes {
		switch o.Verdict {
		case Different:
			p.differences(o, most)
		case NotRun:
			notRun = append(notRun, o.ID+" ("+o.Why+")")
		}
	}
	const named = 8
	if len(notRun) > named {
		notRun = append(notRun[:named], "...")
	}
	if len(notRun) > 0 {
		p.printf("  not run: %s\n", strings.Join(notRun, ", "))
	}
}

func (p *printer) differences(o Outcome, most int) {
	p.printf("  %s\n", o.ID)
	for i, d := range o.Differences {
		if most >= 0 && i >= most {
			p.printf("    ... and %d more\n", len(o.Differences)-most)
			return
		}
		p.printf("    [%d] %s: %s\n", d.Step, d.Name, d.short())
	}
}

// short is a difference without its step, cut to fit a line or two.
func (d Difference) short() string {
	const longest = 110
	return d.Path + ": want " + ellipsis(d.Want, longest) + ", got " + ellipsis(d.Got, longest)
}

func ellipsis(s string, longest int) string {
	if characters := []rune(s); len(characters) > longest {
		return string(characters[:longest-3]) + "..."
	}
	return s
}

// recurring prints the differences seen in more than two cases: each is most likely one mistake.
func (p *printer) recurring(outcomes []Outcome) {
	cases := map[string]int{}
	for _, o := range outcomes {
		once := map[string]bool{}
		for _, d := range o.Differences {
			once[d.short()] = true
		}
		for d := range once {
			cases[d]++
		}
	}
	maps.DeleteFunc(cases, func(_ string, n int) bool { return n <= 2 })
	frequent := slices.SortedFunc(maps.Keys(cases), func(a, b string) int {
		return cmp.Or(cmp.Compare(cases[b], cases[a]), cmp.Compare(a, b))
	})
	const shown = 15
	for i, d := range frequent[:min(shown, len(frequent))] {
		if i == 0 {
			p.printf("most frequent differences, with the number of cases:\n")
		}
		p.printf("  %4d  %s\n", cases[d], d)
	}
}
