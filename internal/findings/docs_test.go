package findings_test

import (
	"os"
	"regexp"
	"slices"
	"testing"

	"mockpds/internal/findings"
)

func TestEachRuleHasItsSectionInTheDocs(t *testing.T) {
	page, err := os.ReadFile("../../docs/findings.md")
	if err != nil {
		t.Fatal(err)
	}
	var sections, rules []string
	for _, m := range regexp.MustCompile(`(?m)^### (\S+)\n\n\*(error|warning)\*: (.+)\.$`).FindAllStringSubmatch(string(page), -1) {
		sections = append(sections, m[1]+" "+m[2]+" "+m[3])
	}
	for _, r := range findings.Rules() {
		rules = append(rules, r.ID+" "+string(r.Severity)+" "+r.Title)
	}
	if !slices.Equal(sections, rules) {
		t.Errorf("the page has\n%q\nthe rules are\n%q", sections, rules)
	}
	if n := len(regexp.MustCompile(`(?m)^### `).FindAllString(string(page), -1)); n != len(rules) {
		t.Errorf("the page has %d sections, want %d", n, len(rules))
	}
}
