package tokens_test

import (
	"bytes"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/decred/dcrd/dcrec/secp256k1/v4/ecdsa"

	"mockpds/tokens"
)

func TestParseServiceToken(t *testing.T) {
	t.Parallel()
	token, err := tokens.ParseServiceToken(signService(t, serviceClaims()))
	if err != nil {
		t.Fatal(err)
	}
	if token.Issuer != alice || token.Audience != service || token.Method != "com.atproto.server.createAccount" ||
		!token.HasMethod || token.ExpiresAt != noon+60 || token.Algorithm != "ES256K" {
		t.Errorf("read %+v", token)
	}
	if err := token.VerifySignature(accountKey().Public()); err != nil {
		t.Errorf("VerifySignature = %v", err)
	}
}

func TestParseServiceTokenJudgesFormAsTheReferenceDoes(t *testing.T) {
	t.Parallel()
	const here = `{"iss":"did:plc:a","aud":"did:web:b","exp":1`
	for _, test := range []struct {
		name, header, payload string
		want                  error
	}{
		{"least", `{"alg":"x"}`, here + `}`, nil},
		{"typ at+jwt", `{"typ":"at+jwt","alg":"x"}`, here + `}`, tokens.WrongTypeError("at+jwt")},
		{"typ refresh+jwt", `{"typ":"refresh+jwt","alg":"x"}`, here + `}`, tokens.WrongTypeError("refresh+jwt")},
		{"typ dpop+jwt", `{"typ":"dpop+jwt","alg":"x"}`, here + `}`, tokens.WrongTypeError("dpop+jwt")},
		{"typ before payload", `{"typ":"at+jwt","alg":"x"}`, `nonsense`, tokens.WrongTypeError("at+jwt")},
		{"alg before typ", `{"typ":"at+jwt"}`, here + `}`, tokens.ErrServiceToken},
		{"typ in capitals", `{"typ":"AT+JWT","alg":"x"}`, here + `}`, nil},
		{"typ in full", `{"typ":"application/at+jwt","alg":"x"}`, here + `}`, nil},
		{"typ a number", `{"typ":5,"alg":"x"}`, here + `}`, nil},
		{"header empty", ``, here + `}`, tokens.ErrUnreadable},
		{"header no JSON", `nonsense`, here + `}`, tokens.ErrUnreadable},
		{"header and more", `{"alg":"x"}{}`, here + `}`, tokens.ErrUnreadable},
		{"header null", `null`, here + `}`, tokens.ErrServiceToken},
		{"header a list", `["alg"]`, here + `}`, tokens.ErrServiceToken},
		{"header a string", `"alg"`, here + `}`, tokens.ErrServiceToken},
		{"no alg", `{}`, here + `}`, tokens.ErrServiceToken},
		{"alg a number", `{"alg":5}`, here + `}`, tokens.ErrServiceToken},
		{"payload empty", `{"alg":"x"}`, ``, tokens.ErrUnreadable},
		{"payload no JSON", `{"alg":"x"}`, here, tokens.ErrUnreadable},
		{"payload null", `{"alg":"x"}`, `null`, tokens.ErrServiceToken},
		{"payload a list", `{"alg":"x"}`, `[]`, tokens.ErrServiceToken},
		{"no iss", `{"alg":"x"}`, `{"aud":"b","exp":1}`, tokens.ErrServiceToken},
		{"no aud", `{"alg":"x"}`, `{"iss":"a","exp":1}`, tokens.ErrServiceToken},
		{"no exp", `{"alg":"x"}`, `{"iss":"a","aud":"b"}`, tokens.ErrServiceToken},
		{"iss in capitals", `{"alg":"x"}`, `{"ISS":"a","aud":"b","exp":1}`, tokens.ErrServiceToken},
		{"aud a list", `{"alg":"x"}`, here + `,"aud":["b"]}`, tokens.ErrServiceToken},
		{"exp a string", `{"alg":"x"}`, here + `,"exp":"1"}`, tokens.ErrServiceToken},
		{"exp with a fraction", `{"alg":"x"}`, here + `,"exp":-1.5e3}`, nil},
		{"exp beyond all numbers", `{"alg":"x"}`, here + `,"exp":1e999}`, nil},
		{"lxm null", `{"alg":"x"}`, here + `,"lxm":null}`, nil},
		{"lxm zero", `{"alg":"x"}`, here + `,"lxm":-0.0}`, nil},
		{"lxm false", `{"alg":"x"}`, here + `,"lxm":false}`, nil},
		{"lxm empty", `{"alg":"x"}`, here + `,"lxm":""}`, nil},
		{"lxm true", `{"alg":"x"}`, here + `,"lxm":true}`, tokens.ErrServiceToken},
		{"lxm one", `{"alg":"x"}`, here + `,"lxm":1}`, tokens.ErrServiceToken},
		{"lxm a list", `{"alg":"x"}`, here + `,"lxm":[]}`, tokens.ErrServiceToken},
		{"nonce a string", `{"alg":"x"}`, here + `,"nonce":"x"}`, nil},
		{"nonce an object", `{"alg":"x"}`, here + `,"nonce":{}}`, tokens.ErrServiceToken},
	} {
		text := encode([]byte(test.header)) + "." + encode([]byte(test.payload)) + ".x"
		if _, err := tokens.ParseServiceToken(text); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", test.name, err, test.want)
		}
	}
}

func TestServiceTokensHaveThreeParts(t *testing.T) {
	t.Parallel()
	token := signService(t, serviceClaims())
	for name, text := range map[string]string{"empty": "", "one": "x", "two": signedPart(token), "four": token + "."} {
		if _, err := tokens.ParseServiceToken(text); !errors.Is(err, tokens.ErrServiceToken) {
			t.Errorf("%s: %v, want ErrServiceToken", name, err)
		}
	}
}

func TestServiceTokenMethodClaim(t *testing.T) {
	t.Parallel()
	for claim, want := range map[string]struct {
		method string
		has    bool
	}{
		``:             {"", false},
		`,"lxm":"x.y"`: {"x.y", true},
		`,"lxm":""`:    {"", true},
		`,"lxm":null`:  {"", true},
	} {
		token := parseService(t, forge(t, accountKey(), serviceHeader, `{"iss":"a","aud":"b","exp":1`+claim+`}`))
		if token.Method != want.method || token.HasMethod != want.has {
			t.Errorf("%s: method %q, %v", claim, token.Method, token.HasMethod)
		}
	}
}

func TestServiceTokenExpired(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		exp  float64
		at   time.Time
		want bool
	}{
		{noon, time.Unix(noon, 0), false},
		{noon, time.Unix(noon, 999_999), false},
		{noon, time.Unix(noon, 1_000_000), true},
		{noon + 0.5, time.Unix(noon, 500e6), false},
		{noon + 0.5, time.Unix(noon, 501e6), true},
		{math.Inf(1), time.Unix(noon, 0), false},
		{-1, time.Unix(noon, 0), true},
	} {
		token := tokens.ServiceToken{ExpiresAt: test.exp}
		if got := token.Expired(test.at); got != test.want {
			t.Errorf("exp %v at %v: expired is %v", test.exp, test.at.UTC(), got)
		}
	}
}

func TestServiceTokenIssuer(t *testing.T) {
	t.Parallel()
	for iss, want := range map[string]struct {
		did, service string
		ok           bool
	}{
		alice:                       {alice, "", true},
		alice + "#atproto_labeler":  {alice, "atproto_labeler", true},
		service:                     {service, "", true},
		"":                          {},
		"alice":                     {},
		"#x":                        {},
		alice + "#":                 {},
		alice + "#a#b":              {},
		alice + "/path":             {},
		"did:plc:" + string('é'):    {},
		"did:web:localhost%3A2583#": {},
		"did:web:localhost%3A2583":  {"did:web:localhost%3A2583", "", true},
	} {
		token := tokens.ServiceToken{Issuer: iss}
		if did, id, ok := token.IssuerDID(); did != want.did || id != want.service || ok != want.ok {
			t.Errorf("iss %q: %q, %q, %v", iss, did, id, ok)
		}
	}
}

// Service tokens may have signatures that session tokens must not have.
func TestVerifyServiceSignature(t *testing.T) {
	t.Parallel()
	token := signService(t, serviceClaims())
	input, raw := signedPart(token), decode(t, strings.Split(token, ".")[2])
	r, s := split(raw)
	der := ecdsa.NewSignature(&r, &s).Serialize()
	large := append([]byte{0x30, 0x26, 0x02, 0x21, 0x00}, bytes.Repeat([]byte{0xff}, 32)...)
	for name, test := range map[string]struct {
		signature []byte
		want      error
	}{
		"as signed":             {raw, nil},
		"high s":                {join(r, negated(s)), nil},
		"DER":                   {der, nil},
		"DER and more":          {append(bytes.Clone(der), 0), tokens.ErrSignature},
		"DER with a large r":    {append(large, 0x02, 0x01, 0x01), tokens.ErrSignatureUnchecked},
		"DER with zeros":        {[]byte{0x30, 6, 2, 1, 0, 2, 1, 0}, tokens.ErrSignature},
		"none":                  {nil, tokens.ErrSignature},
		"truncated":             {raw[:63], tokens.ErrSignature},
		"one bit off":           {flipped(raw, 40), tokens.ErrSignature},
		"r and s zero":          {make([]byte, 64), tokens.ErrSignature},
		"r and s above n":       {bytes.Repeat([]byte{0xff}, 64), tokens.ErrSignature},
		"of another key":        {signed(t, input, issuerKey()), tokens.ErrSignature},
		"of other claims":       {signed(t, input+"x", accountKey()), tokens.ErrSignature},
		"of the payload's hash": {signed(t, strings.Split(token, ".")[1], accountKey()), tokens.ErrSignature},
	} {
		parsed := parseService(t, input+"."+encode(test.signature))
		if err := parsed.VerifySignature(accountKey().Public()); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
}

func TestServiceSignatureOfAnotherAlgorithm(t *testing.T) {
	t.Parallel()
	for alg, want := range map[string]error{"ES256K": nil, "": nil, "ES256": tokens.ErrSignatureUnchecked, "none": tokens.ErrSignatureUnchecked, "es256k": tokens.ErrSignatureUnchecked} {
		token := parseService(t, forge(t, accountKey(), `{"typ":"JWT","alg":"`+alg+`"}`, `{"iss":"a","aud":"b","exp":1}`))
		if err := token.VerifySignature(accountKey().Public()); !errors.Is(err, want) {
			t.Errorf("alg %q: %v, want %v", alg, err, want)
		}
		if err := token.VerifySignature(tokens.PublicKey{}); !errors.Is(err, tokens.ErrSignatureUnchecked) {
			t.Errorf("alg %q without a key: %v", alg, err)
		}
	}
}

// The law: what is signed is read back as it was, verifies with that key and with
// no other, and not at all once a letter of it changes.
func FuzzServiceToken(f *testing.F) {
	f.Add(alice, service, "com.atproto.server.createAccount", "id", int64(noon), uint8(3), "x.y.z")
	f.Add("", "\"\\\x00\xff<é\u2028", "", "", int64(-1), uint8(200), "e30.e30.")
	f.Fuzz(func(t *testing.T, iss, aud, lxm, jti string, exp int64, at uint8, text string) {
		if _, err := tokens.ParseServiceToken(text); err != nil && !isServiceError(err) {
			t.Fatalf("ParseServiceToken(%q) = %v", text, err)
		}
		exp %= 1 << 50
		claims := tokens.ServiceClaims{Issuer: iss, Audience: aud, Method: lxm, ID: jti, IssuedAt: exp, ExpiresAt: exp}
		signed := signService(t, claims)
		token := parseService(t, signed)
		want := [3]string{strings.ToValidUTF8(iss, "\ufffd"), strings.ToValidUTF8(aud, "\ufffd"), strings.ToValidUTF8(lxm, "\ufffd")}
		if got := [3]string{token.Issuer, token.Audience, token.Method}; collapse(got) != collapse(want) || token.ExpiresAt != float64(exp) || token.HasMethod != (lxm != "") {
			t.Fatalf("read %+v from %+v", token, claims)
		}
		if err := token.VerifySignature(accountKey().Public()); err != nil {
			t.Fatalf("VerifySignature = %v", err)
		}
		if err := token.VerifySignature(issuerKey().Public()); !errors.Is(err, tokens.ErrSignature) {
			t.Fatalf("VerifySignature with another key = %v", err)
		}
		checkChanged(t, signed, int(at)%strings.LastIndexByte(signed, '.'))
	})
}

// checkChanged swaps the letter at i, which is part of what was signed.
func checkChanged(t *testing.T, signed string, i int) {
	t.Helper()
	letter := "A"
	if signed[i] == 'A' {
		letter = "B"
	}
	changed, err := tokens.ParseServiceToken(signed[:i] + letter + signed[i+1:])
	if err == nil && changed.VerifySignature(accountKey().Public()) == nil {
		t.Fatalf("accepted with letter %d changed: %s", i, signed)
	}
}

// collapse makes up for the number of replacement characters that a run of bad
// bytes becomes.
func collapse(texts [3]string) [3]string {
	for i, text := range texts {
		for strings.Contains(text, "\ufffd\ufffd") {
			text = strings.ReplaceAll(text, "\ufffd\ufffd", "\ufffd")
		}
		texts[i] = text
	}
	return texts
}

func isServiceError(err error) bool {
	_, wrongType := errors.AsType[tokens.WrongTypeError](err)
	return wrongType || errors.Is(err, tokens.ErrServiceToken) || errors.Is(err, tokens.ErrUnreadable)
}

func parseService(t *testing.T, text string) *tokens.ServiceToken {
	t.Helper()
	token, err := tokens.ParseServiceToken(text)
	if err != nil {
		t.Fatalf("ParseServiceToken: %v", err)
	}
	return token
}
