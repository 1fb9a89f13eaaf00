package conformance

import (
	"fmt"
	"io"
	"slices"
)

// Record returns the cases of results with the target's answers in place of the recorded ones.
// Cases that were not run keep theirs.
func Record(results []Result) []Case {
	cases := make([]Case, len(results))
	for i, r := range results {
		cases[i] = r.Case
		if r.NotRun != "" {
			continue
		}
		cases[i].Steps = slices.Clone(r.Case.Steps)
		for j, answer := range r.Answers {
			cases[i].Steps[j].Answer = answer
		}
	}
	return cases
}

// Save writes a case file, one case per line. The reference names the server that gave the answers.
func Save(w io.Writer, reference string, cases []Case) error {
	head, err := marshal(struct {
		Format    string `json:"format"`
		Reference string `json:"reference,omitempty"`
	}{Format, reference})
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(w, "%s,\"cases\":[\n", head[:len(head)-1]); err != nil {
		return err
	}
	for i, c := range cases {
		line, err := marshal(c)
		if err != nil {
			return fmt.Errorf("case %s: %w", c.ID, err)
		}
		separator := ",\n"
		if i == len(cases)-1 {
			separator = "\n"
		}
		if _, err := fmt.Fprintf(w, "%s%s", line, separator); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintln(w, "]}")
	return err
}
