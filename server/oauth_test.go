package server_test

import (
	"net/http"
	"testing"

	"mockpds/server"
)

func TestWhatIsServedOfOAuth(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	const resource, issuer = "/.well-known/oauth-protected-resource", "/.well-known/oauth-authorization-server"
	tests := []struct {
		verb, path string
		status     int
		err        string
	}{
		{"GET", resource, 200, ""},
		{"GET", "/.WELL-KNOWN/oauth-protected-resource/", 200, ""},
		{"HEAD", resource, 200, ""},
		{"OPTIONS", resource, 200, ""},
		{"POST", resource, 404, ""},
		{"GET", issuer, 200, ""},
		{"GET", issuer + "/", 404, ""},
		{"HEAD", issuer, 404, ""},
		{"OPTIONS", issuer, 200, ""},
		{"POST", issuer, 404, ""},
		{"GET", "/oauth/jwks", 200, ""},
		{"POST", "/oauth/jwks", 404, ""},
		{"POST", "/oauth/par", 415, "invalid_request"},
		{"OPTIONS", "/oauth/par", 200, ""},
		{"GET", "/oauth/par", 405, ""},
		{"POST", "/oauth/token", 415, "invalid_request"},
		{"GET", "/oauth/token", 404, ""},
		{"POST", "/oauth/revoke", 415, "invalid_request"},
		{"GET", "/oauth/authorize?client_id=x", 400, ""},
	}
	for _, test := range tests {
		t.Run(test.verb+" "+test.path, func(t *testing.T) {
			w.send(test.verb, test.path, "", nil).is(t, test.status, test.err)
		})
	}
}

func TestOAuthMetadataLeadsFromTheResourceToItsServer(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{PublicURL: "https://pds.test"})
	resource := w.send(http.MethodGet, "/.well-known/oauth-protected-resource", "", nil)
	servers, _ := resource.json["authorization_servers"].([]any)
	if resource.text("resource") != "https://pds.test" || len(servers) != 1 || servers[0] != "https://pds.test" {
		t.Errorf("the resource says %s", resource.raw)
	}
	issuer := w.send(http.MethodGet, "/.well-known/oauth-authorization-server", "", nil)
	if issuer.text("issuer") != "https://pds.test" || issuer.text("token_endpoint") != "https://pds.test/oauth/token" {
		t.Errorf("the server says %s", issuer.raw)
	}
	for name, want := range map[string]string{
		"Access-Control-Allow-Methods": "*", "Access-Control-Allow-Headers": "Content-Type,DPoP",
		"Cache-Control": "max-age=300", "Content-Type": "application/json",
	} {
		if got := issuer.header.Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}
