package findings_test

import (
	"strings"
	"testing"

	"mockpds/internal/findings"
)

// The page tells of each rule what is told of a finding, and there is no other rule.
func TestThePageTellsOfEachRule(t *testing.T) {
	rules := findings.Rules()
	if n := findings.Looks(); n != len(rules) {
		t.Errorf("the page tells of %d rules, and there are %d", len(rules), n)
	}
	for _, r := range rules {
		if !r.Looks() {
			t.Errorf("nothing is found by the rule %q of the page", r.ID)
		}
		if r.Severity != findings.SeverityError && r.Severity != findings.SeverityWarning {
			t.Errorf("%s: the severity is %q", r.ID, r.Severity)
		}
		if r.Title == "" || r.Why == "" || !strings.HasPrefix(r.Correct, "It ") || strings.Contains(r.Why+r.Correct, "](") {
			t.Errorf("%s: something is missing in %+v", r.ID, r)
		}
	}
}
