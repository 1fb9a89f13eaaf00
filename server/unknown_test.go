package server_test

import (
	"context"
	"net/http"
	"testing"

	"mockpds/server"
)

// proxied calls a method with an atproto-proxy header.
func (w *world) proxied(method, token, proxy string) reply {
	w.t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, w.url+"/xrpc/"+method, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Atproto-Proxy", proxy)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	return w.do(r)
}

func TestWhatCallsToOtherServicesAreAnswered(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	alice := w.login("alice.test", "alice-pass")
	token, did := alice.text("accessJwt"), alice.text("did")
	made := w.post("com.atproto.server.createAppPassword", token, object{"name": "plain"})
	plain := w.login("alice.test", made.text("password")).text("accessJwt")
	const method, message = "com.example.read", "chat.bsky.convo.sendMessage"
	tests := []struct {
		name, method, token, proxy string
		status                     int
		message                    string
	}{
		{"no header", method, token, "", 502, "Upstream service unreachable"},
		{"no token", method, "", "", 401, "Authentication Required"},
		{"a did:web", method, token, "did:web:api.example.com#bsky_appview", 502, "Upstream service unreachable"},
		{"a did:web, no token", method, "", "did:web:api.example.com#bsky_appview", 401, "Authentication Required"},
		{"an unknown did:plc", method, "", "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa#x", 400, "could not resolve proxy did"},
		{"an account's other service", method, token, did + "#x", 400, "could not resolve proxy did service url"},
		{"back to here", method, token, did + "#atproto_pds", 400, "Token could not be verified"},
		{"another method of DID", method, token, "did:example:a#x", 500, "Internal Server Error"},
		{"no DID", method, token, "a#x", 500, "Internal Server Error"},
		{"no service", method, token, did, 400, "no service id specified in proxy header"},
		{"an empty DID", method, token, "#x", 400, "no did specified in proxy header"},
		{"two services", method, token, did + "#x#y", 400, "invalid proxy header format"},
		{"a space", method, token, "did:web:a #x", 400, "proxy header cannot contain spaces"},
		{"a privileged method", message, token, "", 502, "Upstream service unreachable"},
		{"a privileged method, plain app password", message, plain, "", 400, "Bad token method"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := w.proxied(test.method, test.token, test.proxy)
			if got.status != test.status || got.text("message") != test.message {
				t.Errorf("got %d %s, want %d %q", got.status, got.raw, test.status, test.message)
			}
		})
	}
}

func TestAnExpiredTokenIsToldBeforeTheUpstreamFailure(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	token := w.login("alice.test", "alice-pass").text("accessJwt")
	w.pass(server.DefaultRefreshGrace * 2)
	w.proxied("app.bsky.feed.getTimeline", token, "did:web:api.example.com#bsky_appview").is(t, http.StatusBadRequest, "ExpiredToken")
}

func TestAMethodThatIsPassedOnNeedsTheAccountsKey(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	token := w.signUp("gone.test")
	w.post("com.atproto.admin.deleteAccount", admin, object{"did": token.text("did")}).is(t, http.StatusOK, "")
	for _, method := range []string{"com.example.foo", "com.atproto.identity.resolveDid"} {
		w.get(method, token.text("accessJwt")).is(t, http.StatusInternalServerError, "InternalServerError")
		w.get(method, token.text("refreshJwt")).is(t, http.StatusBadRequest, "InvalidToken")
	}
}
