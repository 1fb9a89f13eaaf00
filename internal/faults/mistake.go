package faults

import (
	"fmt"
	"strings"
)

// A Mistake is one thing wrong in a rule or a hold.
type Mistake struct {
	Path    string `json:"path"`    // the field, such as effect.error.status; "" for the whole
	Problem string `json:"problem"` // what is wrong with it; never the text of a header or a body
	Remedy  string `json:"remedy"`  // what is allowed there
}

// String gives the mistake in one line: the field, what is wrong with it, and what to write.
func (m Mistake) String() string {
	return strings.TrimSpace(m.Path+" "+m.Problem) + ": " + m.Remedy
}

// Mistakes are all that is wrong in a rule, a hold, or an order to release calls.
type Mistakes []Mistake

// Error gives one line for each mistake.
func (m Mistakes) Error() string {
	lines := make([]string, len(m))
	for i, one := range m {
		lines[i] = one.String()
	}
	return strings.Join(lines, "\n")
}

func (m *Mistakes) add(path, problem, remedy string) {
	*m = append(*m, Mistake{path, problem, remedy})
}

// merge adds mistakes but those that only follow from one already known, in the same field, within it, or in the whole.
func (m *Mistakes) merge(more Mistakes) {
	known := *m
	for _, one := range more {
		if !known.explain(one.Path) {
			*m = append(*m, one)
		}
	}
}

func (m Mistakes) explain(path string) bool {
	for _, one := range m {
		if one.Path == "" || one.Path == path || strings.HasPrefix(one.Path, path+".") {
			return true
		}
	}
	return false
}

// orNil keeps an empty list from becoming an error.
func (m Mistakes) orNil() error {
	if len(m) == 0 {
		return nil
	}
	return m
}

// quote shows a value in a message, shortened to a length that fits a line.
func quote(value string) string {
	const longest = 60
	runes := []rune(value)
	if len(runes) <= longest {
		return fmt.Sprintf("%q", value)
	}
	return fmt.Sprintf("%q", string(runes[:longest])+"…")
}
