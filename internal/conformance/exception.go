package conformance

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// An Exception is a difference that is right, and says why.
type Exception struct {
	Case   string `json:"case,omitempty"`  // the id of a case, or "*" for every case
	Group  string `json:"group,omitempty"` // all cases of a group; used when Case is absent
	Step   *int   `json:"step,omitempty"`  // default: every step
	At     string `json:"at,omitempty"`    // the path of the difference, or one above it; default: everywhere
	Reason string `json:"reason"`
}

// LoadExceptions reads a JSON list of exceptions. Each needs a reason, and a case or a group.
func LoadExceptions(r io.Reader) ([]Exception, error) {
	var list []Exception
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	if err := dec.Decode(&list); err != nil {
		return nil, fmt.Errorf("expected differences: %w", err)
	}
	for i, e := range list {
		if e.Reason == "" || e.Case == "" && e.Group == "" {
			return nil, fmt.Errorf("expected difference %d: a reason, and a case or a group, are needed", i)
		}
	}
	return list, nil
}

func (e Exception) covers(c Case, d Difference) bool {
	return e.names(c) &&
		(e.Step == nil || *e.Step == d.Step) &&
		(e.At == "" || e.At == d.Path || strings.HasPrefix(d.Path, e.At+"."))
}

func (e Exception) names(c Case) bool {
	return e.Case == c.ID || e.Case == "*" || e.Group != "" && e.Group == c.Group
}
