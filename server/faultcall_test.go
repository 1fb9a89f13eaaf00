package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"mockpds/fixtures"
	"mockpds/internal/faults"
	"mockpds/server"
)

func TestATokenExpiresForOneAccountOnItsThirdCall(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	alice, bob := w.login("alice.test", "alice-pass"), w.login("bob.test", "bob-pass")
	w.fault(`{"match": {"method": "getSession", "account": "` + alice.text("did") + `", "from": 3}, "effect": {"preset": "expired"}}`)
	var got []int
	for range 4 {
		w.get(getSession, bob.text("accessJwt")).is(t, 200, "")
		got = append(got, w.get(getSession, alice.text("accessJwt")).status)
	}
	if !slices.Equal(got, []int{200, 200, 400, 200}) {
		t.Errorf("alice's calls are answered with %v", got)
	}
}

func TestARuleLooksAtTheSessionThatATokenBelongsTo(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	w.login("alice.test", "alice-pass")
	first := w.login("alice.test", "alice-pass")
	second := w.post(refreshSession, first.text("refreshJwt"), nil)
	w.fault(`{"match": {"session": 2, "generation": 2, "times": "always"}, "effect": {"preset": "internal"}}`)
	for _, test := range []struct {
		name, token string
		method      string
		status      int
	}{
		{"access token of generation 1", first.text("accessJwt"), getSession, 200},
		{"access token of generation 2", second.text("accessJwt"), getSession, 500},
		{"refresh token of generation 2", second.text("refreshJwt"), refreshSession, 500},
		{"no token of ours", "x.y.z", getSession, 400},
	} {
		verb := http.MethodGet
		if test.method == refreshSession {
			verb = http.MethodPost
		}
		if r, _ := w.try(context.Background(), verb, "/xrpc/"+test.method, test.token); r.status != test.status {
			t.Errorf("%s: got %d, want %d", test.name, r.status, test.status)
		}
	}
	w.pass(3 * time.Hour)
	if r := w.get(getSession, second.text("accessJwt")); r.status != 500 {
		t.Errorf("an expired token: got %d, want 500", r.status)
	}
}

func TestALoginBelongsToTheAccountThatItNames(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	w.fault(`{"match": {"method": "createSession", "account": "alice.test", "times": "always"}, "effect": {"preset": "unavailable"}}`)
	w.login("bob.test", "bob-pass")
	for _, name := range []string{"alice.test", "Alice.test", "alice@example.com"} {
		w.post(createSession, "", object{"identifier": name, "password": "alice-pass"}).is(t, 503, "NotEnoughResources")
	}
	w.post(createSession, "", object{"identifier": strings.Repeat("x", 200<<10), "password": "x"}).is(t, 413, "PayloadTooLargeError")
	w.post(createSession, "", object{"identifier": []int{1}}).is(t, 400, "InvalidRequest")
}

func TestWhatNoRuleForCallsHits(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	id := w.fault(`{"match": {"method": "*", "times": "always"}, "effect": {"preset": "internal"}}`)
	w.send(http.MethodGet, "/_mock/clock", "", nil).is(t, 200, "")
	w.send(http.MethodOptions, "/xrpc/"+getSession, "", nil).is(t, 204, "")
	w.send(http.MethodGet, "/.well-known/did.json", "", nil).is(t, 200, "")
	w.send(http.MethodGet, "/xrpc/_health", "", nil).is(t, 200, "")
	w.get("app.bsky.actor.getPreferences", "").is(t, 500, "InternalServerError")
	w.send(http.MethodDelete, "/_mock/faults/"+id, "", nil).is(t, 200, "")
	w.get("com.atproto.server.describeServer", "").is(t, 200, "")
}

func TestARuleCanHitAPage(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	w.fault(`{"match": {"method": "/.well-known/*"}, "effect": {"error": {"status": 204, "headers": {"X-Test": "1"}}}}`)
	r := w.send(http.MethodGet, "/.well-known/oauth-protected-resource", "", nil)
	if r.status != 204 || r.header.Get("X-Test") != "1" || r.raw != "" {
		t.Errorf("got %d %v %s", r.status, r.header, r.raw)
	}
}

func TestARuleThatHitNothingTellsWhatCameClosest(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	w.fault(`{"match": {"method": "getSession", "account": "alice.test"}, "effect": {"preset": "expired"}}`)
	w.get(getSession, w.login("bob.test", "bob-pass").text("accessJwt")).is(t, 200, "")
	var reports []faults.Report
	if err := json.Unmarshal([]byte(w.send(http.MethodGet, "/_mock/faults", "", nil).raw), &reports); err != nil {
		t.Fatal(err)
	}
	if len(reports) != 1 || reports[0].NearMiss == nil || !strings.Contains(reports[0].NearMiss.Why, "bob.test, not alice.test") {
		t.Errorf("got %+v", reports)
	}
}

func TestMistakesInARuleAreAllTold(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	for _, test := range []struct{ path, body, want string }{
		{
			"faults", `{"match": {"method": "xrpc", "times": 0}, "effect": {"drop": "later"}}`,
			`match.times match.times is "0": write a number from 1, or "always"; effect.drop effect.drop is "later": write one of before, after`,
		},
		{"holds", `{"calls": -1}`, `calls calls is -1: write a number from 1 to 1000`},
		{"stubs", `{"method": "a.b.c", "status": 99}`, `status status is 99: write one from 200 to 599`},
		{"limits", `{"id": "/", "method": "a.b.c"}`, `id id is "/": write 1 to 64 of the characters A-Z a-z 0-9 . _ -`},
	} {
		r := w.send(http.MethodPost, "/_mock/"+test.path, "", json.RawMessage(test.body))
		r.is(t, 400, "InvalidRequest")
		var got []string
		for _, m := range r.entries("mistakes") {
			got = append(got, fmt.Sprintf("%s %s: %s", m["path"], m["problem"], m["remedy"]))
		}
		if strings.Join(got, "; ") != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
	}
	w.send(http.MethodPost, "/_mock/faults", "", nil).is(t, 400, "InvalidRequest")
	w.send(http.MethodDelete, "/_mock/faults/fault-1", "", nil).is(t, 404, "NotFound")
}

func TestAResetBringsTheFaultsOfTheFileBack(t *testing.T) {
	t.Parallel()
	world, err := server.LoadWorld("faults.yaml", []byte("accounts: []\nfaults:\n- effect: {preset: unavailable}\n- id: fault-1\n  effect: {preset: internal}\n"), fixtures.Options{})
	if err != nil {
		t.Fatal(err)
	}
	w := start(t, server.Config{World: &world})
	for range 2 {
		w.get("com.atproto.server.describeServer", "").is(t, 503, "NotEnoughResources")
		w.get("com.atproto.server.describeServer", "").is(t, 500, "InternalServerError")
		w.get("com.atproto.server.describeServer", "").is(t, 200, "")
		w.fault(`{"match": {"times": "always"}, "effect": {"drop": "before"}}`)
		w.send(http.MethodPost, "/_mock/holds", "", object{}).is(t, 200, "")
		w.send(http.MethodPost, "/_mock/reset", "", nil).is(t, 200, "")
	}
	w.send(http.MethodDelete, "/_mock/faults", "", nil).is(t, 200, "")
	w.get("com.atproto.server.describeServer", "").is(t, 200, "")
}
