package server_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"mockpds/server"
)

func TestAWholeOAuthFlow(t *testing.T) {
	t.Parallel()
	w := start(t, approving())
	f := w.client("atproto transition:generic")
	answer := f.authorize(f.push("atproto transition:generic", "alice.test"))
	if answer.Get("state") != f.state || answer.Get("iss") != w.url || answer.Get("code") == "" {
		t.Errorf("the client is told %v", answer)
	}
	got := f.exchange(answer.Get("code"))
	got.is(t, http.StatusOK, "")
	if got.text("token_type") != "DPoP" || got.text("scope") != "atproto transition:generic" {
		t.Errorf("the tokens come with %s", got.raw)
	}
	me := f.call(getSession)
	me.is(t, http.StatusOK, "")
	if me.text("handle") != "alice.test" || me.text("email") != "" {
		t.Errorf("the session is %s", me.raw)
	}
	before := f.access
	f.refreshTokens().is(t, http.StatusOK, "")
	f.call(getSession).is(t, http.StatusOK, "")
	f.access = before
	f.call(getSession).is(t, http.StatusUnauthorized, "invalid_token")
}

func TestARefreshTokenThatComesAgainEndsTheOAuthSession(t *testing.T) {
	t.Parallel()
	f := start(t, approving()).signIn("alice.test", "atproto")
	first := f.refresh
	f.refreshTokens().is(t, http.StatusOK, "")
	latest := f.refresh
	f.refresh = first
	got := f.refreshTokens()
	got.is(t, http.StatusBadRequest, "invalid_grant")
	if got.text("error_description") != "Refresh token replayed" {
		t.Errorf("the client is told %s", got.raw)
	}
	f.refresh = latest
	f.refreshTokens().is(t, http.StatusBadRequest, "invalid_grant")
	f.call(getSession).is(t, http.StatusUnauthorized, "invalid_token")
}

func TestGraceLetsALostRefreshOfOAuthBeTriedAgain(t *testing.T) {
	t.Parallel()
	config := approving()
	config.OAuthGrace = time.Minute
	w := start(t, config)
	f := w.signIn("alice.test", "atproto")
	first := f.refresh
	f.refreshTokens().is(t, http.StatusOK, "")
	f.refresh = first
	f.refreshTokens().is(t, http.StatusOK, "")
	f.call(getSession).is(t, http.StatusOK, "")
	f.refresh = first
	w.pass(2 * time.Minute)
	f.refreshTokens().is(t, http.StatusBadRequest, "invalid_grant")
}

func TestAClientWhoseClockStaysBehindIsTakenUnlessTheMockClockCountsAlone(t *testing.T) {
	t.Parallel()
	w := start(t, approving())
	f := w.signIn("alice.test", "atproto")
	w.pass(2 * time.Hour)
	f.call(getSession).is(t, http.StatusUnauthorized, "invalid_token") // expired, and not for its proof
	f.refreshTokens().is(t, http.StatusOK, "")
	f.call(getSession).is(t, http.StatusOK, "")
	w.control("oauth/settings", object{"clientClock": "mock"})
	f.call(getSession).is(t, http.StatusUnauthorized, "invalid_dpop_proof")
	f.now = w.clock.Now
	f.call(getSession).is(t, http.StatusOK, "")
}

func TestClientClocksAreJudgedLessStrictlyWhenAVerbSaysSo(t *testing.T) {
	t.Parallel()
	config := approving()
	config.MockClientClock = true
	w := start(t, config)
	f := w.signIn("alice.test", "atproto")
	w.pass(10 * time.Minute)
	f.call(getSession).is(t, http.StatusUnauthorized, "invalid_dpop_proof")
	w.control("oauth/settings", object{"clientClock": "any"})
	f.call(getSession).is(t, http.StatusOK, "")
}

func TestTakedownEndsOAuthSessionsForGood(t *testing.T) {
	t.Parallel()
	w := start(t, approving())
	f := w.signIn("alice.test", "atproto")
	w.control("accounts/alice.test/status", object{"status": "takendown"})
	f.call(getSession).is(t, http.StatusUnauthorized, "invalid_token")
	w.control("accounts/alice.test/status", object{"status": "active"})
	f.call(getSession).is(t, http.StatusUnauthorized, "invalid_token")
	f.refreshTokens().is(t, http.StatusBadRequest, "invalid_grant")
}

func TestVerbsReachOAuthSessions(t *testing.T) {
	t.Parallel()
	w := start(t, approving())
	f := w.signIn("alice.test", "atproto transition:generic")
	alice := object{"account": "alice.test"}
	w.control("oauth/sessions/expire-access", alice)
	f.call(getSession).is(t, http.StatusUnauthorized, "invalid_token")
	f.refreshTokens().is(t, http.StatusOK, "")
	w.control("oauth/nonce", object{})
	f.callOnce(getSession).is(t, http.StatusUnauthorized, "use_dpop_nonce")
	f.call(getSession).is(t, http.StatusOK, "")

	w.control("oauth/nonce", object{"each": true})
	f.call(getSession).is(t, http.StatusOK, "")
	f.callOnce(getSession).is(t, http.StatusOK, "") // with the nonce of the answer before
	w.control("oauth/nonce", object{})

	const token = "com.atproto.server.getServiceAuth?aud=did:web:api.example%23svc&lxm=app.bsky.feed.getTimeline"
	f.call(token).is(t, http.StatusOK, "")
	w.control("oauth/sessions/narrow", object{"account": "alice.test", "scope": "account:email"})
	f.call(token).is(t, http.StatusForbidden, "ScopeMissingError")
	w.control("oauth/sessions/expire-refresh", alice)
	f.refreshTokens().is(t, http.StatusBadRequest, "invalid_grant")

	g := w.signIn("alice.test", "atproto")
	w.control("oauth/sessions/revoke", object{"account": "alice.test", "session": 2})
	g.call(getSession).is(t, http.StatusUnauthorized, "invalid_token")
}

func TestATestDecidesInTheUsersPlace(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{}) // with the page
	scope := "atproto transition:generic transition:email"
	f := w.client(scope)
	w.control("oauth/consent", object{"deny": true})
	if told := f.authorize(f.push(scope, "")); told.Get("error") != "access_denied" {
		t.Errorf("the client is told %v", told)
	}
	w.control("oauth/consent", object{"account": "alice.test", "scope": "transition:email"})
	got := f.exchange(f.authorize(f.push(scope, "")).Get("code"))
	got.is(t, http.StatusOK, "")
	f.verifier = rand.Text() + rand.Text()
	if got.text("scope") != "atproto transition:email" {
		t.Errorf("the scope is %q", got.text("scope"))
	}
	if got := w.send(http.MethodGet, f.push(scope, ""), "", nil); got.status != http.StatusBadRequest {
		t.Errorf("the decisions are used up, and the page answers %d", got.status)
	}
}

func TestADocumentAndAPermissionSetNeedNoNetwork(t *testing.T) {
	t.Parallel()
	w := start(t, approving())
	f := w.client("atproto")
	f.id = "https://app.example.com/client.json"
	document := object{
		"client_id": f.id, "redirect_uris": []string{"http://127.0.0.1/cb"}, "application_type": "native",
		"scope": "atproto include:com.example.basic", "token_endpoint_auth_method": "none", "dpop_bound_access_tokens": true,
		"grant_types": []string{"authorization_code", "refresh_token"},
	}
	text, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	w.control("oauth/documents", object{"url": f.id, "body": string(text)})
	w.control("oauth/lexicons", object{"nsid": "com.example.basic", "lexicon": object{"defs": object{"main": object{
		"type": "permission-set", "permissions": []object{{"type": "permission", "resource": "repo", "collection": []string{"com.example.post"}}},
	}}}})
	got := f.exchange(f.authorize(f.push("atproto include:com.example.basic", "bob.test")).Get("code"))
	got.is(t, http.StatusOK, "")
	if got.text("scope") != "repo:com.example.post atproto" {
		t.Errorf("the scope is %q", got.text("scope"))
	}
}

func TestAWorldGivesDocumentsOfClientsAndPermissionSets(t *testing.T) {
	t.Parallel()
	w := start(t, approving())
	f := w.client("atproto")
	f.id = "https://app.example.com/client.json"
	w.does(http.MethodPut, "fixtures", object{
		"accounts": []object{{"handle": "ann.test"}},
		"clients": []object{{"document": object{
			"client_id": f.id, "redirect_uris": []string{"http://127.0.0.1/cb"}, "application_type": "native",
			"scope": "atproto include:com.example.basic", "token_endpoint_auth_method": "none", "dpop_bound_access_tokens": true,
			"grant_types": []string{"authorization_code", "refresh_token"},
		}}},
		"lexicons": []object{{"lexicon": object{"id": "com.example.basic", "defs": object{"main": object{
			"type": "permission-set", "permissions": []object{{"type": "permission", "resource": "repo", "collection": []string{"com.example.post"}}},
		}}}}},
	})
	for range 2 {
		got := f.exchange(f.authorize(f.push("atproto include:com.example.basic", "ann.test")).Get("code"))
		if got.is(t, http.StatusOK, ""); got.text("scope") != "repo:com.example.post atproto" {
			t.Errorf("the scope is %q", got.text("scope"))
		}
		w.control("reset", nil)
	}
}

func TestOAuthSessionsAreInASnapshot(t *testing.T) {
	t.Parallel()
	w := start(t, approving())
	f := w.signIn("alice.test", "atproto")
	first := f.refresh
	f.refreshTokens().is(t, http.StatusOK, "")
	w.signIn("alice.test", "atproto")
	w.control("oauth/sessions/expire-refresh", object{"account": "alice.test", "session": 2})
	kept := func(snapshot string) string {
		var s struct {
			Memory struct{ OAuth json.RawMessage }
		}
		if err := json.Unmarshal([]byte(snapshot), &s); err != nil {
			t.Fatal(err)
		}
		return string(s.Memory.OAuth)
	}
	snapshot := w.mock(http.MethodGet, "snapshot", nil).raw
	access, refresh := f.access, f.refresh
	w.control("oauth/sessions/revoke", object{"account": "alice.test"})
	w.signIn("alice.test", "atproto")
	w.restore(snapshot)
	if again := kept(w.mock(http.MethodGet, "snapshot", nil).raw); again != kept(snapshot) {
		t.Errorf("restored, and then it is\n%s\nof\n%s", again, kept(snapshot))
	}
	f.access, f.refresh = access, refresh
	f.call(getSession).is(t, http.StatusOK, "")
	if chains := w.lineage("alice.test"); len(chains) != 2 || chains[0].Label != "alice~oauth#1" || len(chains[0].Generations) != 2 {
		t.Errorf("the lineage is %+v", chains)
	}
	f.refreshTokens().is(t, http.StatusOK, "")
	w.restore(snapshot)
	f.refresh = first
	f.refreshTokens().is(t, http.StatusBadRequest, "invalid_grant")
	f.refresh = refresh
	f.refreshTokens().is(t, http.StatusBadRequest, "invalid_grant")
	wrong := strings.Replace(snapshot, `"tokenId":"tok-`, `"tokenId":"`, 1)
	w.put("/_mock/snapshot", wrong).is(t, http.StatusBadRequest, "InvalidSnapshot")
}

func TestResetForgetsOAuthSessions(t *testing.T) {
	t.Parallel()
	w := start(t, approving())
	f := w.signIn("alice.test", "atproto")
	w.control("reset", nil)
	f.call(getSession).is(t, http.StatusUnauthorized, "invalid_token")
}

func TestARefreshOfOAuthWhoseAnswerIsLostEndsTheSessionWhenItIsTriedAgain(t *testing.T) {
	t.Parallel()
	w := start(t, approving())
	f := w.signIn("alice.test", "atproto")
	w.control("faults", object{"match": object{"method": "/oauth/token", "times": 1}, "effect": object{"drop": "after"}})
	lost := url.Values{"client_id": {f.id}, "grant_type": {"refresh_token"}, "refresh_token": {f.refresh}}
	proof, err := f.key.Proof(http.MethodPost, w.url+"/oauth/token", f.nonce, "", f.now())
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, w.url+"/oauth/token", strings.NewReader(lost.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Dpop", proof)
	if answer, err := transport.RoundTrip(r); err == nil {
		_ = answer.Body.Close()
		t.Error("the answer arrives")
	}
	f.refreshTokens().is(t, http.StatusBadRequest, "invalid_grant")
	f.call(getSession).is(t, http.StatusUnauthorized, "invalid_token")
}
