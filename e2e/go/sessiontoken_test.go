package e2e_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/bluesky-social/indigo/atproto/atcrypto"
	"github.com/bluesky-social/indigo/atproto/identity"
)

// publicKeys are the key that session tokens are signed with, as the server tells it in its two
// ways.
func publicKeys(t *testing.T, m *mock) map[string]atcrypto.PublicKey {
	t.Helper()
	var set struct{ Keys []atcrypto.JWK }
	m.document("/.well-known/jwks.json", &set)
	fromJWKS, err := atcrypto.ParsePublicJWK(set.Keys[0])
	must(t, err)

	var document identity.DIDDocument
	m.document("/.well-known/did.json", &document)
	server := identity.ParseIdentity(&document)
	fromDocument, err := server.PublicKey()
	must(t, err)
	return map[string]atcrypto.PublicKey{"jwks.json": fromJWKS, "did.json": fromDocument}
}

// split takes a token apart into what is signed and the signature.
func split(t *testing.T, token string) (signed, signature []byte) {
	t.Helper()
	end := strings.LastIndexByte(token, '.')
	signature, err := base64.RawURLEncoding.DecodeString(token[end+1:])
	must(t, err)
	return []byte(token[:end]), signature
}

func TestAtcryptoBelievesSessionTokensAndTheirLowSignatures(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	keys := publicKeys(t, m)
	for _, account := range []string{"alice", "bob", "deactivated", "did-web", "short-lived"} {
		c, _ := signIn(t, m, account+".test", account+"-pass")
		access, refresh := passwordAuth(c).GetTokens()
		for from, key := range keys {
			for kind, token := range map[string]string{"access": access, "refresh": refresh} {
				signed, signature := split(t, token)
				if err := key.HashAndVerify(signed, signature); err != nil {
					t.Errorf("%s token of %s, key of %s: %v", kind, account, from, err)
				}
			}
		}
	}
}

func TestAtcryptoRefusesChangedSessionTokens(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	c, _ := signIn(t, m, "alice.test", "alice-pass")
	access, _ := passwordAuth(c).GetTokens()
	signed, signature := split(t, access)
	signed[len(signed)-1] ^= 1
	for from, key := range publicKeys(t, m) {
		if err := key.HashAndVerifyLenient(signed, signature); err == nil {
			t.Errorf("a changed token is believed with the key of %s", from)
		}
	}
}

func TestAnotherSeedSignsWithAnotherKey(t *testing.T) {
	t.Parallel()
	keys, others := publicKeys(t, startMock(t)), publicKeys(t, startMock(t, "--seed", "another"))
	if !keys["jwks.json"].Equal(keys["did.json"]) {
		t.Error("jwks.json and did.json tell different keys")
	}
	if keys["jwks.json"].Equal(others["jwks.json"]) {
		t.Error("two seeds sign with the same key")
	}
}
