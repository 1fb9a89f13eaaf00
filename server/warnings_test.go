package server_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"mockpds/fixtures"
	"mockpds/server"
)

func TestARuleThatMayNeverApplyIsAddedWithAWarning(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	for path, body := range map[string]object{
		"faults": {"match": object{"method": "refreshSesion", "account": "nobody.test"}, "effect": object{"drop": "after"}},
		"holds":  {"method": "refreshSesion", "account": "nobody.test"},
		"limits": {"method": "refreshSesion", "account": "nobody.test"},
		"stubs":  {"method": "refreshSesion", "account": "nobody.test"},
	} {
		r := w.does(http.MethodPost, path, body)
		for _, want := range []string{
			`no method is called refreshSesion (did you mean \"refreshSession\"?)`, "there is no account nobody.test",
		} {
			if !strings.Contains(r.raw, want) {
				t.Errorf("%s: %s does not warn: %s", path, r.raw, want)
			}
		}
	}
	r := w.does(http.MethodPost, "faults", object{"match": object{"method": "refreshSession"}, "effect": object{"drop": "after"}})
	if strings.Contains(r.raw, "warnings") {
		t.Errorf("warned about what is right: %s", r.raw)
	}
	var api struct {
		Components struct {
			Schemas map[string]struct{ Properties map[string]any }
		}
	}
	if err := json.Unmarshal([]byte(w.does(http.MethodGet, "openapi.json", nil).raw), &api); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"AddedFault", "AddedHold", "AddedLimit", "AddedStub"} {
		if api.Components.Schemas[name].Properties["warnings"] == nil {
			t.Errorf("the API's description of %s has no warnings", name)
		}
	}
}

func TestRulesOfAFileThatMayNeverApplyAreWarnedAbout(t *testing.T) {
	t.Parallel()
	const file = `accounts: [{handle: alice.test}]
faults: [{match: {account: Alice.test}, effect: {drop: after}}, {match: {method: getSesion}, effect: {drop: after}}]
limits: [{method: createSession, account: alcie.test}]
stubs: [{method: app.bsky.actor.getPreference}]
`
	want := []string{
		`faults, item 2: no method is called getSesion (did you mean "getSession"?)`,
		`limits, item 1: there is no account alcie.test (did you mean "alice.test"?)`,
		`stubs, item 1: no method is called app.bsky.actor.getPreference (did you mean "app.bsky.actor.getPreferences"?)`,
	}
	world, err := server.LoadWorld("f.yaml", []byte(file), fixtures.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := server.Warnings(world); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got:\n%s", strings.Join(got, "\n"))
	}
	var log strings.Builder
	w := start(t, server.Config{World: &world, Log: slog.New(slog.NewTextHandler(&log, nil))})
	if n := strings.Count(log.String(), "may never apply"); n != len(want) {
		t.Errorf("the log warns %d times, want %d:\n%s", n, len(want), log.String())
	}
	r := w.mock(http.MethodPut, "fixtures", object{
		"accounts": []any{}, "stubs": []any{object{"method": "getTimeline", "account": "nobody.test"}},
	})
	if want := `"warnings":["stubs, item 1: there is no account nobody.test"]`; !strings.Contains(r.raw, want) {
		t.Errorf("the reply is %s, want %s in it", r.raw, want)
	}
}

func TestAFaultThatWasNeverHitIsTold(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	w.does(http.MethodGet, "faults/assert-hit", nil)
	w.does(http.MethodPost, "faults", object{"match": object{"method": "describeServer"}, "effect": object{"preset": "internal"}})
	r := w.mock(http.MethodGet, "faults/assert-hit", nil)
	r.is(t, http.StatusConflict, "FaultsNotHit")
	if want := "fault-1 hit no call: no call was made"; r.text("message") != want {
		t.Errorf("got %s, want %s", r.text("message"), want)
	}
	w.get("com.atproto.server.describeServer", "").is(t, 500, "InternalServerError")
	w.does(http.MethodGet, "faults/assert-hit", nil)
}

func TestANearMissHidesAPasswordThatWasTypedAsAName(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	w.does(http.MethodPost, "faults", object{"match": object{"account": "bob.test"}, "effect": object{"drop": "after"}})
	w.does(http.MethodPost, "limits", object{"method": "createSession", "account": "bob.test"})
	w.does(http.MethodPost, "holds", object{"method": "createSession", "account": "bob.test"})
	w.tryLogin("alice-pass", "alice.test")
	for _, list := range []string{"faults", "limits", "holds"} {
		r := w.does(http.MethodGet, list, nil)
		if !strings.Contains(r.raw, "nearMiss") || strings.Contains(r.raw, "alice-pass") {
			t.Errorf("%s shows %s", list, r.raw)
		}
	}
}
