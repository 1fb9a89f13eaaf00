package main

import (
	"strings"
	"testing"
)

func TestFindingsOfAServerAreAFailure(t *testing.T) {
	t.Parallel()
	p := start(t, nil, "")
	if got := runToEnd(t, nil, "", "findings", p.base); got.code != 0 || got.stdout+got.stderr != "" {
		t.Errorf("exit %d: %s%s", got.code, got.stdout, got.stderr)
	}
	login(t, p.base, "@alice.test", "alice-pass")
	tests := map[string]struct {
		args []string
		code int
		says string
	}{
		"all":           {[]string{p.base}, exitFound, "error at-sign-identifier"},
		"host and port": {[]string{strings.TrimPrefix(p.base, "http://")}, exitFound, "error at-sign-identifier"},
		"others":        {[]string{"--except", "wrong-verb", p.base}, exitFound, "error at-sign-identifier"},
		"none left":     {[]string{p.base, "--except", "wrong-verb,at-sign-identifier"}, exitOK, ""},
		"one by one":    {[]string{"--except=wrong-verb", "--except=at-sign-identifier", p.base}, exitOK, ""},
		"an account":    {[]string{"--account", "bob.test", p.base}, exitOK, ""},
		"a typo":        {[]string{"--except", "at-sign-identifer", p.base}, exitUsage, "did you mean at-sign-identifier?"},
		"no rule":       {[]string{"--except", "x", p.base}, exitUsage, "mockpds explain lists"},
		"no server":     {[]string{"127.0.0.1:1"}, exitFailed, "nothing listens there"},
	}
	for name, test := range tests {
		got := runToEnd(t, nil, "", append([]string{"findings"}, test.args...)...)
		told := got.stdout + got.stderr
		if got.code != test.code || !strings.Contains(told, test.says) || test.says == "" && told != "" {
			t.Errorf("%s: exit %d, want %d: %s", name, got.code, test.code, told)
		}
	}
	inRun := environment{"MOCKPDS_CONTROL_URL": p.base + "/_mock/"}
	if got := runToEnd(t, inRun, "", "findings"); got.code != exitFound {
		t.Errorf("in a command of mockpds run: exit %d: %s", got.code, got.stderr)
	}
}
