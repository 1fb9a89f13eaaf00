package tokens_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	decred "github.com/decred/dcrd/dcrec/secp256k1/v4/ecdsa"
	"github.com/golang-jwt/jwt/v5"

	"mockpds/tokens"
)

// What anyone can do to a token without its key.
func TestTamperedTokensAreRefused(t *testing.T) {
	t.Parallel()
	issuer := newIssuer(t, newClock())
	token, other := mintAccess(t, issuer, 0), must2(t)(issuer.Access(tokens.Shape{}, bob, tokens.ScopeAccess, 0, tokens.Origin{}))
	parts, parts2 := strings.Split(token, "."), strings.Split(other, ".")
	h, p, s := parts[0], parts[1], parts[2]
	raw := decode(t, s)
	r, low := split(raw)
	for name, changed := range map[string]string{
		"empty":                  "",
		"no dots":                "x",
		"dots only":              "..",
		"drop-signature":         h + "." + p + ".",
		"two-parts":              h + "." + p,
		"four-parts":             token + "." + s,
		"dot at the end":         token + ".",
		"truncate-signature":     h + "." + p + "." + s[:20],
		"one letter less":        token[:len(token)-1],
		"flip-signature":         h + "." + p + "." + encode(flipped(raw, 0)),
		"append-char":            token + "A",
		"payload-of-other":       h + "." + parts2[1] + "." + s,
		"signature-of-other":     h + "." + p + "." + parts2[2],
		"typ":                    encode([]byte(refreshHeader)) + "." + p + "." + s,
		"alg":                    encode([]byte(`{"typ":"at+jwt","alg":"RS256"}`)) + "." + p + "." + s,
		"alg-none":               encode([]byte(`{"typ":"at+jwt","alg":"none"}`)) + "." + p + ".",
		"header-not-json":        encode([]byte("not json")) + "." + p + "." + s,
		"payload-not-json":       h + "." + encode([]byte("not json")) + "." + s,
		"high s":                 h + "." + p + "." + encode(join(r, negated(low))),
		"DER":                    h + "." + p + "." + encode(decred.NewSignature(&r, &low).Serialize()),
		"padding in the payload": h + "." + p + "=." + s,
		"space before":           " " + token,
	} {
		if _, err := issuer.VerifyAccess(changed); !errors.Is(err, tokens.ErrInvalid) {
			t.Errorf("%s: %v, want ErrInvalid", name, err)
		}
	}
}

// The reference decodes the third part leniently, so these are the same token to it.
func TestOtherSpellingsOfTheSignatureAreAccepted(t *testing.T) {
	t.Parallel()
	issuer := newIssuer(t, newClock())
	token := mintAccess(t, issuer, 0)
	dot := strings.LastIndexByte(token, '.') + 1
	for name, changed := range map[string]string{
		"append-padding":     token + "=",
		"much padding":       token + "=====",
		"text after padding": token + "==abc",
		"plain base64":       token[:dot] + base64.StdEncoding.EncodeToString(decode(t, token[dot:])),
		"other letters":      token[:dot] + "!" + token[dot:] + "\n%",
		"bits left over":     token[:len(token)-1] + string(token[len(token)-1]+1),
	} {
		if claims, err := newIssuer(t, newClock()).VerifyAccess(changed); err != nil || claims.Subject != alice {
			t.Errorf("%s: %+v, %v", name, claims, err)
		}
	}
}

// The keys and algorithms that an attacker would try.
func TestOtherKeysAndAlgorithmsAreRefused(t *testing.T) {
	t.Parallel()
	issuer := newIssuer(t, newClock())
	for name, token := range foreignTokens(t, issuer) {
		if _, err := issuer.VerifyAccess(token); !errors.Is(err, tokens.ErrInvalid) {
			t.Errorf("%s: %v, want ErrInvalid", name, err)
		}
	}
}

func foreignTokens(t *testing.T, issuer *tokens.Issuer) map[string]string {
	t.Helper()
	p256, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{
		"another key":     forge(t, tokens.DeriveKey("tokens_test", "other"), accessHeader, goodClaims),
		"none":            forgeWith(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType),
		"ES256":           forgeWith(t, jwt.SigningMethodES256, p256),
		"RS256":           forgeWith(t, jwt.SigningMethodRS256, rsaKey),
		"PS256":           forgeWith(t, jwt.SigningMethodPS256, rsaKey),
		"another service": must2(t)(otherService(t).Access(tokens.Shape{}, alice, tokens.ScopeAccess, 0, tokens.Origin{})),
	}
	for encoding, secret := range publicSecrets(t, issuer.PublicKey()) {
		for _, method := range []jwt.SigningMethod{jwt.SigningMethodHS256, jwt.SigningMethodHS384, jwt.SigningMethodHS512} {
			all[method.Alg()+" with the public key, "+encoding] = forgeWith(t, method, secret)
		}
	}
	return all
}

func otherService(t *testing.T) *tokens.Issuer {
	t.Helper()
	issuer, err := tokens.NewIssuer(tokens.Config{Key: issuerKey(), Audience: "did:web:other.example.com", Now: newClock().now})
	if err != nil {
		t.Fatal(err)
	}
	return issuer
}

func publicSecrets(t *testing.T, public tokens.PublicKey) map[string][]byte {
	t.Helper()
	jwk := public.JWK()
	x, y := decode(t, jwk.X), decode(t, jwk.Y)
	compressed := append([]byte{2 + y[31]&1}, x...)
	return map[string][]byte{
		"compressed":       compressed,
		"compressed hex":   []byte(hex.EncodeToString(compressed)),
		"uncompressed":     append(append([]byte{4}, x...), y...),
		"x and y":          append(x, y...),
		"multikey":         []byte(public.Multikey()),
		"did:key":          []byte(public.DIDKey()),
		"x of the JWK":     []byte(jwk.X),
		"kid":              []byte(jwk.ID),
		"nothing":          {},
		"the word of Node": []byte("[object CryptoKey]"),
	}
}

// forgeWith signs the claims of a good access token with another method, with the
// header that a good one has but for the alg.
func forgeWith(t *testing.T, method jwt.SigningMethod, key any) string {
	t.Helper()
	input := encode([]byte(`{"typ":"at+jwt","alg":"`+method.Alg()+`"}`)) + "." + encode([]byte(goodClaims))
	signature, err := method.Sign(input, key)
	if err != nil {
		t.Fatal(err)
	}
	return input + "." + encode(signature)
}

func must2(t testing.TB) func(string, error) string {
	return func(text string, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
}

// The law: a token is accepted only if the issuer signed its header and payload,
// and its third part spells that very signature, or another of the same claims.
func FuzzNoTokenButOursVerifies(f *testing.F) {
	issuer := newIssuer(f, newClock())
	access, refresh := mintAccess(f, issuer, 0), mintRefresh(f, issuer, "one")
	ours := map[string]string{signedPart(access): access, signedPart(refresh): refresh}
	f.Add(access)
	f.Add(refresh)
	f.Add(access + "=")
	f.Add(signedPart(access) + ".")
	f.Add(signedPart(access) + "." + encode(make([]byte, 64)))
	f.Add(forge(f, tokens.DeriveKey("tokens_test", "other"), accessHeader, goodClaims))
	f.Add(encode([]byte(`{"alg":"none","typ":"at+jwt"}`)) + "." + encode([]byte(goodClaims)) + ".")
	f.Fuzz(func(t *testing.T, text string) {
		_, err := issuer.VerifyAccess(text)
		_, err2 := issuer.VerifyRefreshIgnoringExpiry(text)
		if err != nil && err2 != nil {
			return
		}
		mine, ok := ours[signedPart(text)]
		if !ok {
			t.Fatalf("accepted, and not ours: %s", text)
		}
		if err == nil && mine != access || err2 == nil && mine != refresh {
			t.Fatalf("accepted as another type: %s", text)
		}
		if decodeLikeNode(text) != decodeLikeNode(mine) {
			t.Fatalf("accepted with another signature: %s", text)
		}
	})
}

func signedPart(token string) string {
	return token[:max(strings.LastIndexByte(token, '.'), 0)]
}

// decodeLikeNode is the signature, read as the reference reads it, in hexadecimal.
func decodeLikeNode(token string) string {
	text, _, _ := strings.Cut(token[strings.LastIndexByte(token, '.')+1:], "=")
	text = strings.NewReplacer("+", "-", "/", "_").Replace(text)
	text = strings.Map(func(r rune) rune {
		if strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", r) {
			return r
		}
		return -1
	}, text)
	signature, _ := base64.RawURLEncoding.DecodeString(text)
	return hex.EncodeToString(signature)
}
