package server_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"mockpds/fixtures"
	"mockpds/server"
)

// documentsOf are the documents by which a client finds the servers of an account, as paths and as
// faults and holds name them.
func documentsOf(did string) (paths, names []string) {
	names = []string{
		"/.well-known/oauth-protected-resource", "/.well-known/oauth-authorization-server",
		"/.well-known/did.json", "/did:plc:*", "resolveHandle",
	}
	return append(slices.Clone(names[:3]), "/"+did,
		"/xrpc/com.atproto.identity.resolveHandle?handle=alice.test"), names
}

func TestFaultsReachTheDocumentsOfAnAccountByName(t *testing.T) {
	t.Parallel()
	w := start(t, approving())
	f := w.signIn("alice.test", "atproto")
	paths, names := documentsOf(f.call(getSession).text("did"))
	for i, path := range paths {
		for _, effect := range []object{{"preset": "unavailable"}, {"delay": "1ms"}, {"notJson": true}} {
			w.control("faults", object{"match": object{"method": names[i]}, "effect": effect})
			got := w.send(http.MethodGet, path, "", nil)
			if _, fails := effect["preset"]; (got.status == http.StatusServiceUnavailable) != fails {
				t.Errorf("%s with %v: got %d", path, effect, got.status)
			}
			w.mock(http.MethodGet, "faults/assert-hit", nil).is(t, http.StatusOK, "")
			w.mock(http.MethodDelete, "faults", nil).is(t, http.StatusOK, "")
		}
	}
}

func TestLostBetweenHoldsTheFirstDocumentAfterATokenAnswer(t *testing.T) {
	t.Parallel()
	paths, _ := documentsOf("did:plc:abc")
	for _, path := range paths {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			w := start(t, approving())
			w.control("holds", object{"preset": "lost-between"})
			f := w.client("atproto")
			address := f.push("atproto", "alice.test")
			w.send(http.MethodGet, path, "", nil) // as every log-in begins
			code := f.authorize(address).Get("code")
			f.exchange("cod-"+code).is(t, http.StatusBadRequest, "invalid_grant")
			w.send(http.MethodGet, path, "", nil) // after an answer without a token
			f.exchange(code).is(t, http.StatusOK, "")
			f.call(getSession).is(t, http.StatusOK, "")
			held := make(chan reply)
			go func() { held <- w.send(http.MethodGet, path, "", nil) }()
			w.mock(http.MethodGet, "holds/hold-1/arrived?n=1", nil).is(t, http.StatusOK, "")
			w.send(http.MethodGet, path, "", nil) // the second passes
			w.mock(http.MethodPost, "holds/hold-1/release", object{}).is(t, http.StatusOK, "")
			<-held
		})
	}
}

func TestLostBetweenWaitsForTheTokenAnswerOfAnAccount(t *testing.T) {
	t.Parallel()
	w := start(t, approving())
	w.control("holds", object{"preset": "lost-between", "account": "bob.test"})
	w.signIn("alice.test", "atproto")
	const metadata = "/.well-known/oauth-authorization-server"
	w.send(http.MethodGet, metadata, "", nil).is(t, http.StatusOK, "")
	w.signIn("bob.test", "atproto").refreshTokens().is(t, http.StatusOK, "")
	held := make(chan reply)
	go func() { held <- w.send(http.MethodGet, metadata, "", nil) }()
	w.mock(http.MethodGet, "holds/hold-1/arrived?n=1", nil).is(t, http.StatusOK, "")
	w.mock(http.MethodPost, "holds/hold-1/release", object{}).is(t, http.StatusOK, "")
	<-held
}

func TestAHoldHasAMethodOrAPreset(t *testing.T) {
	t.Parallel()
	w := start(t, approving())
	for body, want := range map[string]string{
		`{"preset": "lost"}`:                            `preset is "lost": write one of lost-between`,
		`{"preset": "lost-between", "method": "a.b.c"}`: "method stands beside preset: write one of the two",
		`{"preset": "lost-between", "calls": 2000}`:     "calls is 2000: write a number from 1 to 1000",
	} {
		got := w.mock(http.MethodPost, "holds", json.RawMessage(body))
		if got.is(t, http.StatusBadRequest, "InvalidRequest"); got.text("message") != want {
			t.Errorf("%s is answered with %s", body, got.raw)
		}
	}
}

// What a fixture file says of OAuth holds from the start, and again after a reset.
func TestAWorldSaysHowOAuthBegins(t *testing.T) {
	t.Parallel()
	const file = `
accounts: [{handle: alice.test, password: alice-pass}, {handle: bob.test, password: bob-pass}]
clientClock: mock
consents: [{account: bob.test, scope: "transition:email"}, {deny: true}]
wrongAnswers: [{name: token-type-bearer}]
holds: [{id: between, preset: lost-between}]
`
	world, err := server.LoadWorld("f.yaml", []byte(file), fixtures.Options{})
	if err != nil {
		t.Fatal(err)
	}
	w := start(t, server.Config{OAuth: server.OAuthApprove, World: &world})
	for range 2 {
		f := w.client("atproto transition:email transition:generic")
		got := f.exchange(f.authorize(f.push("atproto transition:email transition:generic", "")).Get("code"))
		if got.text("token_type") != "Bearer" || got.text("scope") != "atproto transition:email" {
			t.Errorf("got %s", got.raw)
		}
		if denied := f.authorize(f.push("atproto", "")).Get("error"); denied != "access_denied" {
			t.Errorf("the second is answered %q", denied)
		}
		f.now = func() time.Time { return w.clock.Now().Add(-time.Hour) }
		f.callOnce(getSession).is(t, http.StatusUnauthorized, "invalid_dpop_proof")
		if holds := w.mock(http.MethodGet, "holds", nil).raw; len(holds) < 10 {
			t.Errorf("the holds are %s", holds)
		}
		w.mock(http.MethodPost, "reset", nil).is(t, http.StatusOK, "")
	}
}

func TestMistakesOfWhatAWorldSaysOfOAuth(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		"clientClock: wall":                                   `clientClock is "wall": write mock or any`,
		"wrongAnswers: [{name: token-typ-bearer}]":            `(did you mean "token-type-bearer"?)`,
		"holds: [{preset: lost-between, method: getSession}]": "method stands beside preset: write one of the two",
		"holds: [{id: a}, {id: a}]":                           `id "a" is taken already: choose another`,
		"consents: [{account: alice.test, scopes: x}]":        `unknown field "scopes"`,
	} {
		_, err := server.LoadWorld("f.yaml", []byte("accounts: []\n"+file), fixtures.Options{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s is answered with %v, want %s", file, err, want)
		}
	}
}
