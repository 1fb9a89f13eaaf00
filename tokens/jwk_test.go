package tokens_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"mockpds/tokens"
)

// The key and thumbprint of the W3C CCG's secp256k1 signature suite.
func TestJWKThumbprint(t *testing.T) {
	t.Parallel()
	public, err := tokens.ParsePublicJWK(`{"kty":"EC","crv":"secp256k1",
		"x":"dWCvM4fTdeM0KmloF57zxtBPXTOythHPMm1HCLrdd3A","y":"36uMVGM7hnw-N6GnjFcihWE3SkrhMLzzLCdPMXPEXlA"}`)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"kty":"EC","crv":"secp256k1","x":"dWCvM4fTdeM0KmloF57zxtBPXTOythHPMm1HCLrdd3A","y":"36uMVGM7hnw-N6GnjFcihWE3SkrhMLzzLCdPMXPEXlA",` +
		`"alg":"ES256K","use":"sig","kid":"JUvpllMEYUZ2joO59UNui_XYDqxVqiFLLAJ8klWuPBw"}`
	if got := publicJWK(t, public); got != want {
		t.Errorf("JWK() is %s, want %s", got, want)
	}
	set, err := json.Marshal(tokens.JWKS{Keys: []tokens.JWK{public.JWK()}})
	if err != nil || string(set) != `{"keys":[`+want+`]}` {
		t.Errorf("the set is %s, %v", set, err)
	}
}

func TestPrivateJWK(t *testing.T) {
	t.Parallel()
	key, other := tokens.DeriveKey("jwk", "a"), tokens.DeriveKey("jwk", "b")
	jwk, d, d2 := key.Public().JWK(), encode(unhex(t, key.Hex())), encode(unhex(t, other.Hex()))
	for name, test := range map[string]struct {
		text string
		ok   bool
	}{
		"whole":              {privateJWK(t, key), true},
		"d alone":            {`{"kty":"EC","crv":"secp256k1","d":"` + d + `"}`, true},
		"with x alone":       {`{"kty":"EC","crv":"secp256k1","d":"` + d + `","x":"` + jwk.X + `"}`, true},
		"other members":      {`{"kty":"EC","crv":"secp256k1","d":"` + d + `","key_ops":["sign"],"ext":true}`, true},
		"no d":               {publicJWK(t, key.Public()), false},
		"d and x disagree":   {`{"kty":"EC","crv":"secp256k1","d":"` + d2 + `","x":"` + jwk.X + `"}`, false},
		"d and y disagree":   {`{"kty":"EC","crv":"secp256k1","d":"` + d2 + `","y":"` + jwk.Y + `"}`, false},
		"d with padding":     {`{"kty":"EC","crv":"secp256k1","d":"` + d + `="}`, false},
		"d too short":        {`{"kty":"EC","crv":"secp256k1","d":"` + d[:42] + `"}`, false},
		"d zero":             {`{"kty":"EC","crv":"secp256k1","d":"` + strings.Repeat("A", 43) + `"}`, false},
		"d a number":         {`{"kty":"EC","crv":"secp256k1","d":5}`, false},
		"P-256":              {`{"kty":"EC","crv":"P-256","d":"` + d + `"}`, false},
		"no curve":           {`{"kty":"EC","d":"` + d + `"}`, false},
		"OKP":                {`{"kty":"OKP","crv":"secp256k1","d":"` + d + `"}`, false},
		"alg ES256":          {`{"kty":"EC","crv":"secp256k1","alg":"ES256","d":"` + d + `"}`, false},
		"for encryption":     {`{"kty":"EC","crv":"secp256k1","use":"enc","d":"` + d + `"}`, false},
		"cut off":            {`{"kty":"EC","crv":"secp256k1","d":"` + d, false},
		"something after it": {privateJWK(t, key) + "x", false},
	} {
		got, err := tokens.ParseKey(test.text)
		if test.ok && (err != nil || got != key) || !test.ok && !errors.Is(err, tokens.ErrPrivateKey) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
		if err != nil && (strings.Contains(err.Error(), d[:6]) || strings.Contains(err.Error(), d2[:6])) {
			t.Errorf("%s: the error quotes the key: %v", name, err)
		}
	}
}

func TestPublicJWKRefuses(t *testing.T) {
	t.Parallel()
	jwk := tokens.DeriveKey("jwk", "a").Public().JWK()
	for name, change := range map[string]func(*tokens.JWK){
		"no x":           func(k *tokens.JWK) { k.X = "" },
		"no y":           func(k *tokens.JWK) { k.Y = "" },
		"x twice":        func(k *tokens.JWK) { k.Y = k.X },
		"y not base64":   func(k *tokens.JWK) { k.Y = "!" + k.Y[1:] },
		"a byte more":    func(k *tokens.JWK) { k.X = "AA" + k.X },
		"another curve":  func(k *tokens.JWK) { k.Curve = "P-256" },
		"another alg":    func(k *tokens.JWK) { k.Algorithm = "ES256" },
		"for encryption": func(k *tokens.JWK) { k.Use = "enc" },
	} {
		bad := jwk
		change(&bad)
		if got, err := tokens.ParsePublicJWK(marshal(t, bad)); err == nil {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

func publicJWK(t testing.TB, public tokens.PublicKey) string {
	t.Helper()
	return marshal(t, public.JWK())
}

func privateJWK(t testing.TB, key tokens.Key) string {
	t.Helper()
	return strings.TrimSuffix(publicJWK(t, key.Public()), "}") + `,"d":"` + encode(unhex(t, key.Hex())) + `"}`
}

func marshal(t testing.TB, value any) string {
	t.Helper()
	return string(must(t)(json.Marshal(value)))
}
