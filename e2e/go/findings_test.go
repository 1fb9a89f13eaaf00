package e2e_test

import (
	"encoding/json"
	"slices"
)

// expectFinding says that the test makes the client do what a rule finds.
func (m *mock) expectFinding(rule string) {
	m.expected = append(m.expected, rule)
}

// checkFindings fails the test for what the client does wrong by itself, and for what it was made
// to do wrong without being found out.
func (m *mock) checkFindings() {
	resp, err := m.client.Get(m.url + "/_mock/findings") //nolint:noctx // that of the test has ended
	if err != nil {
		m.t.Errorf("looking for findings: %v", err)
		return
	}
	defer resp.Body.Close()
	var findings []struct{ Rule, Happened string }
	if err := json.NewDecoder(resp.Body).Decode(&findings); err != nil {
		m.t.Errorf("looking for findings: %v", err)
	}
	var found []string
	for _, f := range findings {
		found = append(found, f.Rule)
		if !slices.Contains(m.expected, f.Rule) {
			m.t.Errorf("the client does something wrong: %s: %s", f.Rule, f.Happened)
		}
	}
	for _, rule := range m.expected {
		if !slices.Contains(found, rule) {
			m.t.Errorf("%s was not found", rule)
		}
	}
}
