package ruleset_test

import (
	"strings"
	"testing"

	"mockpds/internal/ruleset"
)

func TestPatternMeansMethod(t *testing.T) {
	t.Parallel()
	const nsid = "com.atproto.server.refreshSession"
	tests := []struct {
		pattern, method string
		want            bool
	}{
		{"", nsid, true},
		{"", "/oauth/token", false},
		{"*", nsid, true},
		{"*", "/oauth/token", false},
		{nsid, nsid, true},
		{nsid, "com.atproto.server.refreshSessions", false},
		{"com.atproto.server.refreshsession", nsid, false},
		{"refreshSession", nsid, true},
		{"refreshSession", "com.example.refreshSession", true},
		{"Session", nsid, false},
		{"*Session", nsid, true},
		{"*sion", nsid, true},
		{"re*h*n", nsid, true},
		{"re*x*n", nsid, false},
		{"com*", nsid, false},
		{"com.atproto.server.*", nsid, true},
		{"com.atproto.server.*", "com.atproto.serverless.x", false},
		{"com.*", nsid, true},
		{"*.server.*", nsid, true},
		{"*.server.*Session", nsid, true},
		{"com.atproto.identity.*", nsid, false},
		{"/oauth/token", "/oauth/token", true},
		{"/oauth/*", "/oauth/token", true},
		{"/*", "/oauth/token", true},
		{"/*", nsid, false},
		{"token", "/oauth/token", false},
		{"*", "", true},
		{"a*a", "a", false},
		{"a.*", "a.", true},
	}
	for _, test := range tests {
		if !ruleset.ValidPattern(test.pattern) {
			t.Errorf("%q is refused", test.pattern)
		}
		if got := ruleset.MatchesMethod(test.pattern, test.method); got != test.want {
			t.Errorf("pattern %q, method %q: %v, want %v", test.pattern, test.method, got, test.want)
		}
	}
}

func TestPatternThatMeansNothingIsRefused(t *testing.T) {
	t.Parallel()
	for _, pattern := range []string{
		"/xrpc/com.atproto.server.getSession", "server.refreshSession", "a..b.c", ".a.b", "a b", "com.atproto.server.",
		"/with space", "getSession?", strings.Repeat("x", 513),
	} {
		if ruleset.ValidPattern(pattern) {
			t.Errorf("%q is accepted", pattern)
		}
	}
}

func TestAccountIsOneOfItsNames(t *testing.T) {
	t.Parallel()
	names := []string{"did:plc:alice", "alice.test"}
	for account, want := range map[string]bool{
		"": true, "did:plc:alice": true, "alice.test": true, "Alice.Test": true, "did:plc:Alice": false, "bob.test": false,
	} {
		if got := ruleset.IsAccount(account, names); got != want {
			t.Errorf("%q is one of them: %v, want %v", account, got, want)
		}
	}
	if ruleset.IsAccount("alice.test", nil) {
		t.Error("an unknown caller is taken for alice")
	}
}

// A pattern without stars matches itself and nothing else; each star takes any text.
func FuzzPattern(f *testing.F) {
	f.Add("com.atproto.server.*", "refreshSession")
	f.Add("*.b*.*", "x.y")
	f.Fuzz(func(t *testing.T, pattern, fill string) {
		if !ruleset.ValidPattern(pattern) || pattern == "" || len(fill) > 20 || strings.Contains(fill, "/") {
			return
		}
		if strings.Contains(pattern, ".") || strings.HasPrefix(pattern, "/") {
			if method := strings.ReplaceAll(pattern, "*", fill); !ruleset.MatchesMethod(pattern, method) {
				t.Errorf("pattern %q does not match %q", pattern, method)
			}
		}
		if ruleset.MatchesMethod(pattern, pattern+"~") && !strings.Contains(pattern, "*") {
			t.Errorf("pattern %q matches more than itself", pattern)
		}
	})
}
