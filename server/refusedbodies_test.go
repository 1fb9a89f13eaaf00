package server_test

import (
	"net/http"
	"testing"

	"mockpds/server"
)

// Every verb refuses a body with all its mistakes, each with its place and path.
func TestEveryVerbRefusesABodyWithItsMistakes(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	for path, test := range map[string]struct {
		body  object
		paths []string // of the mistakes
	}{
		"faults":                     {object{"efect": 1, "match": object{"times": "never"}}, []string{"efect", "match.times", "effect"}},
		"holds":                      {object{"calls": 0, "method": 1}, []string{"calls", "method"}},
		"stubs":                      {object{"method": "x y", "status": 1, "verv": "GET"}, []string{"method", "status", "verv"}},
		"limits":                     {object{"method": "a.b.c", "points": 0, "windowSeconds": -1}, []string{"points", "windowSeconds"}},
		"limits/exhaust":             {object{"account": "alice"}, []string{"account", "method"}},
		"clock":                      {object{"advanceSeconds": "1", "set": 5}, []string{"advanceSeconds", "set"}},
		"accounts/alice.test/status": {object{"mode": 1, "status": nil}, []string{"mode", "status"}},
		"accounts/bob.test/status":   {object{"mode": "loud", "status": "suspende"}, []string{"mode", "status"}},
		"mint": {
			object{"account": 1, "claims": []any{}, "kind": "x", "wrong": []string{"y"}, "ttlSeconds": 1e12},
			[]string{"account", "claims", "kind", "wrong", "ttlSeconds"},
		},
		"sessions/revoke": {object{"account": "alice.test", "session": 1.5}, []string{"session"}},
		"public-url":      {object{"publicUrl": 1}, []string{"publicUrl"}},
	} {
		r := w.mock(http.MethodPost, path, test.body)
		r.is(t, http.StatusBadRequest, "InvalidRequest")
		found := map[string]bool{}
		for _, m := range r.entries("mistakes") {
			at, _ := m["path"].(string)
			found[at] = true
			if m["line"] != 1.0 && at != "" || m["problem"] == "" || m["remedy"] == "" {
				t.Errorf("%s: %v", path, m)
			}
		}
		for _, want := range test.paths {
			if !found[want] {
				t.Errorf("%s: no mistake at %s, but %s", path, want, r.raw)
			}
		}
		if len(found) != len(test.paths) {
			t.Errorf("%s: %s", path, r.raw)
		}
	}
}
