package main

import (
	"strings"
	"testing"

	"mockpds/internal/findings"
)

func TestEachRuleIsExplained(t *testing.T) {
	t.Parallel()
	list := runToEnd(t, nil, "", "explain")
	for _, rule := range findings.Rules() {
		got := runToEnd(t, nil, "", "explain", rule.ID)
		if got.code != 0 || !strings.Contains(got.stdout, rule.Title) || strings.Contains(got.stdout, "##") || !strings.Contains(got.stdout, "A correct client") {
			t.Errorf("exit %d: %s%s", got.code, got.stdout, got.stderr)
		}
		if !strings.Contains(list.stdout, rule.ID+": ") {
			t.Errorf("%s is not in the list:\n%s", rule.ID, list.stdout)
		}
	}
}

func TestRuleThatIsNoneIsNotExplained(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"login-pase": "did you mean login-pace?", "x": "mockpds explain lists", "login-pace wrong-verb": "one rule",
	} {
		got := runToEnd(t, nil, "", append([]string{"explain"}, strings.Fields(args)...)...)
		if got.code != 2 || !strings.Contains(got.stderr, want) {
			t.Errorf("%s: exit %d, %s", args, got.code, got.stderr)
		}
	}
}
