package server_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"mockpds/server"
)

// TestSessionRepliesAreWhatTheSessionSchemaAsksFor holds the replies of the session methods for
// every default account to the JSON Schema that clients check sessions with.
func TestSessionRepliesAreWhatTheSessionSchemaAsksFor(t *testing.T) {
	t.Parallel()
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	schema, err := compiler.Compile("testdata/session-schema.json")
	if err != nil {
		t.Fatal(err)
	}
	conforms := func(t *testing.T, r reply) {
		t.Helper()
		r.is(t, 200, "")
		var v any
		if err := json.Unmarshal([]byte(r.raw), &v); err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(v); err != nil {
			t.Errorf("%v\n%s", err, r.raw)
		}
	}
	w := start(t, server.Config{})
	for _, name := range []string{
		"alice", "bob", "deactivated", "suspended", "takendown", "unconfirmed", "no-email", "short-lived", "did-web",
		"suspended-inform", "takendown-inform",
	} {
		t.Run(name, func(t *testing.T) {
			first := w.post("com.atproto.server.createSession", "",
				object{"identifier": name + ".test", "password": name + "-pass", "allowTakendown": true})
			conforms(t, first)
			if claims(t, first.text("accessJwt"))["scope"] == "com.atproto.takendown" {
				return // such a session cannot be refreshed
			}
			conforms(t, w.post("com.atproto.server.refreshSession", first.text("refreshJwt"), nil))
		})
	}
	t.Run("invalid-handle", func(t *testing.T) {
		conforms(t, w.login("invalid-handle@example.com", "invalid-handle-pass"))
	})
}

func TestTheSessionSchemasSampleLifetimesAreReachedByConfiguration(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{AccessTTL: 15 * time.Minute, RefreshTTL: 7 * 24 * time.Hour})
	s := w.login("alice.test", "alice-pass")
	for token, life := range map[string]time.Duration{"accessJwt": 15 * time.Minute, "refreshJwt": 7 * 24 * time.Hour} {
		c := claims(t, s.text(token))
		if got := c["exp"].(float64) - c["iat"].(float64); got != life.Seconds() {
			t.Errorf("%s lives %v seconds, want %v", token, got, life)
		}
	}
	w.pass(15 * time.Minute)
	w.get("com.atproto.server.getSession", s.text("accessJwt")).is(t, 400, "ExpiredToken")
	w.pass(7*24*time.Hour - 15*time.Minute)
	w.post("com.atproto.server.refreshSession", s.text("refreshJwt"), nil).is(t, 400, "ExpiredToken")
}
