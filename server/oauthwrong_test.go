package server_test

import (
	"net/http"
	"strings"
	"testing"

	"mockpds/internal/oauth"
)

func TestOAuthGoesWrongOnPurpose(t *testing.T) {
	t.Parallel()
	scope := "atproto transition:generic"
	for name, right := range map[string]func(f *flow) bool{
		"callback-without-iss": func(f *flow) bool { return f.authorize(f.push(scope, "")).Has("iss") },
		"callback-other-iss":   func(f *flow) bool { return f.authorize(f.push(scope, "")).Get("iss") == f.url },
		"callback-other-state": func(f *flow) bool { return f.authorize(f.push(scope, "")).Get("state") != "another" },
		"metadata-other-issuer": func(f *flow) bool {
			return f.send(http.MethodGet, "/.well-known/oauth-authorization-server", "", nil).text("issuer") == f.url
		},
		"metadata-other-endpoints": func(f *flow) bool {
			m := f.send(http.MethodGet, "/.well-known/oauth-authorization-server", "", nil)
			return m.text("token_endpoint") == f.url+"/oauth/token"
		},
		"token-other-sub":       func(f *flow) bool { return f.tokens(scope).text("sub") == f.call(getSession).text("did") },
		"token-sub-elsewhere":   func(f *flow) bool { return f.tokens(scope).text("sub") == f.call(getSession).text("did") },
		"token-unknown-sub":     func(f *flow) bool { return f.tokens(scope).text("sub") == f.call(getSession).text("did") },
		"token-without-atproto": func(f *flow) bool { return strings.Contains(f.tokens(scope).text("scope"), "atproto") },
		"token-wider-scope":     func(f *flow) bool { return !strings.Contains(f.tokens(scope).text("scope"), "chat") },
		"token-type-bearer":     func(f *flow) bool { return f.tokens(scope).text("token_type") == "DPoP" },
		"token-without-refresh": func(f *flow) bool { return f.tokens(scope).text("refresh_token") != "" },
		"token-without-expiry":  func(f *flow) bool { return strings.Contains(f.tokens(scope).raw, "expires_in") },
		"token-expiry-as-text":  func(f *flow) bool { return f.tokens(scope).text("expires_in") == "" },
		"nonce-empty-body":      func(f *flow) bool { return f.challenge().raw != "{}" },
		"nonce-header-alone":    func(f *flow) bool { return f.challenge().raw != "" },
		"nonce-stale": func(f *flow) bool {
			f.challenge()
			return f.try("/oauth/par", f.asked(scope, "")).status == http.StatusCreated
		},
		"refresh-used-first": func(f *flow) bool {
			got := f.tokens(scope)
			f.refresh, f.nonce = got.text("refresh_token"), ""
			return f.refreshTokens().status == http.StatusOK
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := start(t, approving())
			again := func() bool { return right(w.client(scope)) }
			w.control("oauth/wrong", object{"name": name})
			if again() {
				t.Error("it is right once")
			}
			if !again() {
				t.Error("it stays wrong")
			}
			w.control("oauth/wrong", object{"name": name, "each": true})
			for range 2 {
				if again() {
					t.Error("it is right though it is to be wrong each time")
				}
			}
			w.mock(http.MethodDelete, "oauth/wrong", nil).is(t, http.StatusOK, "")
			if !again() {
				t.Error("it is not taken back")
			}
		})
	}
}

func TestTheSubOfAnotherHostResolvesToThatHost(t *testing.T) {
	t.Parallel()
	w := start(t, approving())
	f := w.client("atproto")
	w.control("oauth/wrong", object{"name": "token-sub-elsewhere"})
	got := w.send(http.MethodGet, "/"+f.tokens("atproto").text("sub"), "", nil)
	got.is(t, http.StatusOK, "")
	if !strings.Contains(got.raw, `"serviceEndpoint":"https://other.example"`) {
		t.Error(got.raw)
	}
}

func TestAnUnknownWrongOfOAuthIsRefused(t *testing.T) {
	t.Parallel()
	w := start(t, approving())
	got := w.mock(http.MethodPost, "oauth/wrong", object{"name": "token-bearer"})
	if got.is(t, http.StatusBadRequest, "InvalidRequest"); !strings.Contains(got.raw, strings.Join(oauth.Wrongs(), ", ")) {
		t.Error(got.raw)
	}
}

// tokens signs alice in.
func (f *flow) tokens(scope string) reply {
	f.t.Helper()
	return f.exchange(f.authorize(f.push(scope, "alice.test")).Get("code"))
}

// challenge asks without a nonce.
func (f *flow) challenge() reply {
	f.t.Helper()
	f.nonce = ""
	return f.try("/oauth/par", f.asked("atproto transition:generic", ""))
}
