package server_test

import (
	"context"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"testing"

	"mockpds/server"
)

// jwt joins parts to a token.
func jwt(parts ...string) string {
	for i, part := range parts {
		parts[i] = base64.RawURLEncoding.EncodeToString([]byte(part))
	}
	return strings.Join(parts, ".")
}

func (w *world) withProof(token string, proof *string) reply {
	w.t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, w.url+"/xrpc/"+getSession, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Authorization", "DPoP "+token)
	if proof != nil {
		r.Header.Set("Dpop", *proof)
	}
	return w.do(r)
}

func TestTokensOfOAuthAreRefusedInItsWords(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	alice := w.login("alice.test", "alice-pass")
	access, refresh := alice.text("accessJwt"), alice.text("refreshJwt")
	foreign := jwt(`{"alg":"RS256"}`, `{}`, `signature`)
	const failed = "Failed to verify DPoP proof: "
	proof := func(s string) *string { return &s }
	tests := []struct {
		name, token  string
		proof        *string
		err, message string
	}{
		{"no token at all", "garbage", nil, "invalid_token", "Malformed token"},
		{"short parts", "a.b.c", nil, "invalid_token", "Malformed token"},
		{"no JSON", jwt("x1", "{}", "x1"), nil, "invalid_token", "Invalid token"},
		{"a foreign token", foreign, nil, "invalid_token", "No key matched"},
		{"an access token", access, nil, "invalid_token", `missing required "iss" claim`},
		{"a refresh token", refresh, nil, "invalid_token", `unexpected "typ" JWT header value`},
		{"a tampered token", access[:len(access)-8] + "AAAAAAAA", nil, "invalid_token", "signature verification failed"},
		{"an empty proof", foreign, proof(""), "invalid_dpop_proof", "DPoP header cannot be empty"},
		{"no proof at all", foreign, proof("x"), "invalid_dpop_proof", failed + "Invalid Compact JWS"},
		{"a proof that is no JSON", foreign, proof("a.b.c"), "invalid_dpop_proof", failed + "JWS Protected Header is invalid"},
		{"a proof without alg", foreign, proof(".."), "invalid_dpop_proof", failed + `JWS "alg" (Algorithm) Header Parameter missing or invalid`},
		{
			"a proof without key", foreign, proof(jwt(`{"alg":"ES256"}`, `{}`, `x`)),
			"invalid_dpop_proof", failed + `"jwk" (JSON Web Key) Header Parameter must be a JSON object`,
		},
		{
			"a proof with a key that is none", foreign, proof(jwt(`{"alg":"ES256","jwk":{}}`, `{}`, `x`)),
			"invalid_dpop_proof", failed + `Invalid or unsupported "jwk" (JSON Web Key) Parameter value`,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := w.withProof(test.token, test.proof)
			got.is(t, http.StatusUnauthorized, test.err)
			if got.text("message") != test.message {
				t.Errorf("got %q, want %q", got.text("message"), test.message)
			}
			told := strings.Contains(got.header.Get("WWW-Authenticate"), `, error_description="`+test.message+`"`)
			if told == strings.Contains(test.message, `"`) {
				t.Errorf("WWW-Authenticate is %s", got.header.Get("WWW-Authenticate"))
			}
		})
	}
}

func TestADPoPNonceLastsAMinuteAndWebPagesMayReadIt(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	w.clock.Freeze(0)
	nonce := func() string { return w.withProof("garbage", nil).header.Get("Dpop-Nonce") }
	first := nonce()
	if len(first) != 43 || nonce() != first {
		t.Errorf("the nonce is %q and then %q", first, nonce())
	}
	w.pass(60e9)
	if nonce() == first {
		t.Error("the nonce lives on")
	}
	exposed := w.withProof("garbage", nil).header.Values("Access-Control-Expose-Headers")
	if !slices.Equal(exposed, []string{"DPoP-Nonce", "WWW-Authenticate"}) {
		t.Errorf("exposed: %q", exposed)
	}
}
