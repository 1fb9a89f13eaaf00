package server_test

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
)

// claims reads what a token says, unverified.
func claims(t *testing.T, token string) object {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("a token of %d parts", len(parts))
	}
	data, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	var c object
	if err := json.Unmarshal(data, &c); err != nil {
		t.Fatal(err)
	}
	return c
}

// id is the id of the refresh token in a session.
func id(t *testing.T, session reply) any {
	t.Helper()
	return claims(t, session.text("refreshJwt"))["jti"]
}

// serviceEndpoint is where a DID document says the PDS is.
func serviceEndpoint(t *testing.T, document object) string {
	t.Helper()
	services, _ := document["service"].([]any)
	if len(services) != 1 {
		t.Fatalf("a DID document with %d services: %v", len(services), document)
	}
	endpoint, _ := services[0].(object)["serviceEndpoint"].(string)
	return endpoint
}
