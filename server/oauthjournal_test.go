package server_test

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"mockpds/server"
)

func TestTheJournalTellsOAuthSessionsApartAndKeepsNoSecret(t *testing.T) {
	t.Parallel()
	w := start(t, approving())
	w.login("alice.test", "alice-pass")
	f := w.client("atproto")
	code := f.authorize(f.push("atproto", "alice.test")).Get("code")
	f.exchange(code).is(t, http.StatusOK, "")
	first, access := f.refresh, f.access
	f.call(getSession).is(t, http.StatusOK, "")
	f.refreshTokens().is(t, http.StatusOK, "")
	second := f.refresh
	f.refresh = first
	f.refreshTokens().is(t, http.StatusBadRequest, "invalid_grant")

	lineage := w.send(http.MethodGet, "/_mock/lineage?account=alice.test", "", nil).raw
	for _, want := range []string{`"session":"alice#1"`, `"session":"alice~oauth#1"`, `"clientId":"http://localhost?`, `"generation":2`} {
		if !strings.Contains(lineage, want) {
			t.Errorf("the lineage has no %s: %s", want, lineage)
		}
	}
	journal := w.send(http.MethodGet, "/_mock/journal", "", nil).raw
	for name, secret := range map[string]string{"code": code, "refresh token": first, "newer refresh token": second, "access token": access, "verifier": f.verifier} {
		if strings.Contains(journal, secret) {
			t.Errorf("the journal shows the %s", name)
		}
	}
	for _, want := range []string{`"minted":"alice~oauth#1/g2"`, "g1 was superseded by #", "Refresh token replayed"} {
		if !strings.Contains(journal, want) {
			t.Errorf("the journal does not tell %q", want)
		}
	}
}

func TestTheJournalTellsByHowMuchTheClockOfAClientIsWrong(t *testing.T) {
	t.Parallel()
	config := approving()
	config.MockClientClock = true
	w := start(t, config)
	f := w.signIn("alice.test", "atproto")
	w.clock.Freeze(0)
	at := w.clock.Now()
	f.now = func() time.Time { return at.Add(-2 * time.Hour) }
	f.call(getSession).is(t, http.StatusUnauthorized, "invalid_dpop_proof")
	if journal := w.send(http.MethodGet, "/_mock/journal", "", nil).raw; !strings.Contains(journal, "the client's clock is 7200 s behind the server's") {
		t.Errorf("the journal does not tell: %s", journal)
	}
}

func TestFaultsFindTheAccountOfARequestToOAuth(t *testing.T) {
	t.Parallel()
	w := start(t, approving())
	alice, bob := w.signIn("alice.test", "atproto"), w.signIn("bob.test", "atproto")
	for _, method := range []string{"/oauth/token", "getSession"} {
		w.control("faults", object{"match": object{"method": method, "account": "alice.test"}, "effect": object{"preset": "unavailable"}})
	}
	bob.refreshTokens().is(t, http.StatusOK, "")
	bob.call(getSession).is(t, http.StatusOK, "")
	alice.call(getSession).is(t, http.StatusServiceUnavailable, "NotEnoughResources")
	alice.refreshTokens().is(t, http.StatusServiceUnavailable, "NotEnoughResources")
}

func TestLimitsCountRequestsToOAuth(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{OAuth: server.OAuthApprove})
	f := w.signIn("alice.test", "atproto")
	w.control("limits", object{"method": "/oauth/token", "points": 2, "windowSeconds": 60})
	f.refreshTokens().is(t, http.StatusOK, "")
	f.refreshTokens().is(t, http.StatusOK, "")
	got := f.refreshTokens()
	got.is(t, http.StatusTooManyRequests, "RateLimitExceeded")
	if got.header.Get("Retry-After") == "" {
		t.Error("the client is not told when to come again")
	}
	w.pass(2 * time.Minute)
	f.refreshTokens().is(t, http.StatusOK, "")
}

func TestACorrectOAuthClientHasNoFindings(t *testing.T) {
	t.Parallel()
	w := start(t, approving())
	f := w.signIn("alice.test", "atproto")
	f.call(getSession).is(t, http.StatusOK, "")
	w.control("oauth/sessions/expire-access", object{"account": "alice.test"})
	f.call(getSession).is(t, http.StatusUnauthorized, "invalid_token")
	f.refreshTokens().is(t, http.StatusOK, "")
	w.control("oauth/nonce", object{})
	f.call(getSession).is(t, http.StatusOK, "")
	f.form("/oauth/revoke", url.Values{"token": {f.refresh}}).is(t, http.StatusOK, "")
	f.verifier = rand.Text() + rand.Text()
	f.exchange(f.authorize(f.push("atproto", "alice.test")).Get("code")).is(t, http.StatusOK, "")
	w.send(http.MethodGet, "/_mock/findings", "", nil).says(t, http.StatusOK, "[]")
}

func TestAWrongOAuthClientHasFindings(t *testing.T) {
	t.Parallel()
	w := start(t, approving())
	f := w.signIn("alice.test", "atproto")
	w.get(getSession, f.access)
	first := f.refresh
	f.refreshTokens().is(t, http.StatusOK, "")
	f.refresh = first
	f.refreshTokens().is(t, http.StatusBadRequest, "invalid_grant")
	f.exchange(f.authorize(f.push("atproto", "alice.test")).Get("code"))
	w.send(http.MethodGet, "/oauth/authorize?client_id="+url.QueryEscape(f.id), "", nil)
	for range 3 {
		f.challenge()
	}
	found := w.send(http.MethodGet, "/_mock/findings", "", nil).raw
	for _, rule := range []string{
		"oauth-refresh-replayed", "oauth-nonce-ignored", "oauth-token-as-bearer", "oauth-par-skipped", "oauth-challenge-reused",
	} {
		if !strings.Contains(found, `"`+rule+`"`) {
			t.Errorf("%s is not found in %s", rule, found)
		}
	}
}

func TestAnOAuthClientThatDoesNotLookAfterItsSessionsHasFindings(t *testing.T) {
	t.Parallel()
	for rule, act := range map[string]func(w *world){
		"oauth-grant-retried": func(w *world) {
			f := w.signIn("alice.test", "atproto")
			w.control("oauth/sessions/revoke", object{"account": "alice.test"})
			for range 2 {
				f.refreshTokens().is(t, http.StatusBadRequest, "invalid_grant")
			}
		},
		"oauth-not-revoked": func(w *world) {
			f := w.signIn("alice.test", "atproto")
			old := f.access
			f.refreshTokens().is(t, http.StatusOK, "")
			f.form("/oauth/revoke", url.Values{"token": {old}}).is(t, http.StatusOK, "")
		},
		"oauth-scope-unused": func(w *world) {
			f := w.signIn("alice.test", "atproto transition:generic transition:email")
			for range 51 {
				f.call(getSession).is(t, http.StatusOK, "")
			}
		},
		"concurrent-refreshes": func(w *world) {
			f := w.signIn("alice.test", "atproto")
			other := *f
			w.control("holds", object{"method": "/oauth/token", "calls": 2})
			var both sync.WaitGroup
			for _, tab := range []*flow{f, &other} {
				both.Go(func() { tab.refreshTokens() })
			}
			w.mock(http.MethodGet, "holds/hold-1/arrived?n=2", nil).is(t, http.StatusOK, "")
			w.mock(http.MethodPost, "holds/hold-1/release", object{}).is(t, http.StatusOK, "")
			both.Wait()
		},
	} {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			w := start(t, approving())
			act(w)
			found := w.send(http.MethodGet, "/_mock/findings", "", nil).raw
			if strings.Count(found, `"rule"`) != 1 || !strings.Contains(found, `"`+rule+`"`) {
				t.Errorf("found is %s", found)
			}
		})
	}
}
