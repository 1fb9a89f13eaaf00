package tokens_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"testing"

	"github.com/decred/dcrd/dcrec/secp256k1/v4"
	"github.com/decred/dcrd/dcrec/secp256k1/v4/ecdsa"
	"github.com/golang-jwt/jwt/v5"

	"mockpds/tokens"
)

// Vectors for RFC 6979 on secp256k1 with SHA-256 that are in common use among
// implementations of the curve.
func TestSignVectors(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ key, message, signature string }{
		{
			"0000000000000000000000000000000000000000000000000000000000000001", "Satoshi Nakamoto",
			"934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8" +
				"2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5",
		},
		{
			"fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140", "Satoshi Nakamoto",
			"fd567d121db66e382991534ada77a6bd3106f0a1098c231e47993447cd6af2d0" +
				"6b39cd0eb1bc8603e159ef5c20a5c8ad685a45b06ce9bebed3f153d10d93bed5",
		},
		{
			"f8b8af8ce3c7cca5e300d33939540c10d45ce001b8f252bfbc57ba0342904181", "Alan Turing",
			"7063ae83e7f62bbb171798131b4a0564b956930092b33b07b395615d9ec7e15c" +
				"58dfcc1e00a35e1572f366ffe34ba0fc47db1e7189759b9fb233c5b05ab388ea",
		},
		{
			"0000000000000000000000000000000000000000000000000000000000000001",
			"All those moments will be lost in time, like tears in rain. Time to die...",
			"8600dbd41e348fe5c9465ab92d23e3db8b98b873beecd930736488696438cb6b" +
				"547fe64427496db33bf66019dacbf0039c04199abb0122918601db38a72cfc21",
		},
	} {
		key := mustKey(t, test.key)
		signature, err := tokens.ES256K{}.Sign(test.message, key)
		if err != nil || hex.EncodeToString(signature) != test.signature {
			t.Errorf("Sign(%q) = %x, %v; want %s", test.message, signature, err, test.signature)
		}
		if err := (tokens.ES256K{}).Verify(test.message, signature, key.Public()); err != nil {
			t.Errorf("Verify(%q) = %v", test.message, err)
		}
	}
}

func TestVerifyRefusesOtherSignatures(t *testing.T) {
	t.Parallel()
	const text = "header.payload"
	key := tokens.DeriveKey("es256k", "a")
	good, err := tokens.ES256K{}.Sign(text, key)
	if err != nil {
		t.Fatal(err)
	}
	r, s := split(good)
	for name, signature := range map[string][]byte{
		"empty":        nil,
		"truncated":    good[:63],
		"longer":       append(bytes.Clone(good), 0),
		"high s":       join(r, negated(s)),
		"r and s":      join(s, r),
		"zero r":       append(make([]byte, 32), good[32:]...),
		"zero s":       append(bytes.Clone(good[:32]), make([]byte, 32)...),
		"r above n":    append(bytes.Repeat([]byte{0xff}, 32), good[32:]...),
		"s above n":    append(bytes.Clone(good[:32]), bytes.Repeat([]byte{0xff}, 32)...),
		"DER":          ecdsa.NewSignature(&r, &s).Serialize(),
		"one bit off":  flipped(good, 5),
		"of other key": signed(t, text, tokens.DeriveKey("es256k", "b")),
		"of other":     signed(t, text+"x", key),
	} {
		if err := (tokens.ES256K{}).Verify(text, signature, key.Public()); !errors.Is(err, jwt.ErrTokenSignatureInvalid) {
			t.Errorf("%s: Verify = %v, want ErrTokenSignatureInvalid", name, err)
		}
	}
	if err := (tokens.ES256K{}).Verify(text, good, key.Public()); err != nil {
		t.Errorf("the signature itself: %v", err)
	}
}

func TestOtherKeyTypesAreRefused(t *testing.T) {
	t.Parallel()
	key := tokens.DeriveKey("es256k", "a")
	for name, test := range map[string]struct {
		sign, verify any
		want         error
	}{
		"nil":       {nil, nil, jwt.ErrInvalidKeyType},
		"bytes":     {[]byte(key.Hex()), []byte(key.Hex()), jwt.ErrInvalidKeyType},
		"crosswise": {key.Public(), key, jwt.ErrInvalidKeyType},
		"pointers":  {&key, new(tokens.PublicKey), jwt.ErrInvalidKeyType},
		"no key":    {tokens.Key{}, tokens.PublicKey{}, jwt.ErrInvalidKey},
	} {
		if _, err := (tokens.ES256K{}).Sign("x", test.sign); !errors.Is(err, test.want) {
			t.Errorf("%s: Sign = %v, want %v", name, err, test.want)
		}
		if err := (tokens.ES256K{}).Verify("x", make([]byte, 64), test.verify); !errors.Is(err, test.want) {
			t.Errorf("%s: Verify = %v, want %v", name, err, test.want)
		}
	}
}

func TestParserFindsES256KByName(t *testing.T) {
	t.Parallel()
	key := tokens.DeriveKey("es256k", "a")
	text, err := jwt.NewWithClaims(jwt.GetSigningMethod("ES256K"), jwt.MapClaims{"sub": "x"}).SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := jwt.Parse(text, func(*jwt.Token) (any, error) { return key.Public(), nil })
	if err != nil || !parsed.Valid || parsed.Method.Alg() != "ES256K" {
		t.Errorf("Parse = %v, %v", parsed, err)
	}
}

// The law: our arithmetic and decred's make the same signature of everything.
func FuzzSignMatchesReference(f *testing.F) {
	f.Add([]byte{1}, "")
	f.Add(bytes.Repeat([]byte{0xff}, 32), "header.payload")
	f.Fuzz(func(t *testing.T, seed []byte, text string) {
		key := tokens.DeriveKey(string(seed), "fuzz")
		got := signed(t, text, key)
		digest := sha256.Sum256([]byte(text))
		private := secp256k1.PrivKeyFromBytes(unhex(t, key.Hex()))
		reference := ecdsa.Sign(private, digest[:])
		if want := join(reference.R(), reference.S()); !bytes.Equal(got, want) {
			t.Fatalf("Sign(%q) = %x, want %x", text, got, want)
		}
		if err := (tokens.ES256K{}).Verify(text, got, key.Public()); err != nil {
			t.Fatalf("Verify(%q) = %v", text, err)
		}
	})
}

func signed(t *testing.T, text string, key tokens.Key) []byte {
	t.Helper()
	signature, err := tokens.ES256K{}.Sign(text, key)
	if err != nil {
		t.Fatal(err)
	}
	return signature
}

func mustKey(t testing.TB, text string) tokens.Key {
	t.Helper()
	key, err := tokens.ParseKey(text)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func unhex(t testing.TB, digits string) []byte {
	t.Helper()
	data, err := hex.DecodeString(digits)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func split(signature []byte) (r, s secp256k1.ModNScalar) {
	r.SetByteSlice(signature[:32])
	s.SetByteSlice(signature[32:])
	return r, s
}

func join(r, s secp256k1.ModNScalar) []byte {
	first, second := r.Bytes(), s.Bytes()
	return append(first[:], second[:]...)
}

func negated(s secp256k1.ModNScalar) secp256k1.ModNScalar { return *s.Negate() }

func flipped(data []byte, i int) []byte {
	changed := bytes.Clone(data)
	changed[i] ^= 1
	return changed
}
