package tokens_test

import (
	"errors"
	"strings"
	"testing"

	"mockpds/tokens"
)

// Pairs of the did:key test vectors for secp256k1 (W3C CCG), and the multibase
// key that indigo exports.
func TestKnownKeys(t *testing.T) {
	t.Parallel()
	for private, public := range map[string]string{
		"9085d2bef69286a6cbb51623c8fa258629945cd55ca705cc4e66700396894e0c":    "did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme",
		"f0f4df55a2b3ff13051ea814a8f24ad00f2e469af73c363ac7e9fb999a9072ed":    "did:key:zQ3shtxV1FrJfhqE1dvxYRcCknWNjHc3c5X1y3ZSoPDi2aur2",
		"6b0b91287ae3348f8c2f2552d766f30e3604867e34adc37ccbb74a8e6b893e02":    "did:key:zQ3shZc2QzApp2oymGvQbzP8eKheVshBHbU4ZYjeXqwSKEn6N",
		"C0A6A7C560D37D7BA81ECEE9543721FF48FEA3E0FB827D42C1868226540FAC15":    "did:key:zQ3shadCps5JLAHcZiuX5YUtWHHL8ysBJqFLWvjZDKAWUBGzy",
		" 175a232d440be1e0788f25488a73d9416c04b6f924bea6354bf05dd2f1a75133\n": "did:key:zQ3shptjE6JwdkeKN4fcpnYQY3m9Cet3NiHdAfpvSUZBFoKBj",
		"z3vLWgA9nXoPzxsJJafDY9BPrZd3EDWjvcCtYfrFxZ7xbMVi":                    "did:key:zQ3shcpybp6zut5TeyGFaUeSF9SzRzSesppjDc1tjxt2AyLdj",
	} {
		key, err := tokens.ParseKey(private)
		if err != nil {
			t.Errorf("ParseKey: %v", err)
			continue
		}
		if got := key.Public().DIDKey(); got != public {
			t.Errorf("public key %s, want %s", got, public)
		}
	}
}

func TestParseKeyRefuses(t *testing.T) {
	t.Parallel()
	const order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"
	good := tokens.DeriveKey("formats", "a").Hex()
	for name, text := range map[string]string{
		"empty":                 "",
		"a word":                "secret",
		"63 digits":             good[1:],
		"65 digits":             good + "0",
		"not hex":               "g" + good[1:],
		"with 0x":               "0x" + good,
		"zero":                  strings.Repeat("0", 64),
		"the order":             order,
		"above the order":       strings.Repeat("f", 64),
		"f, P-256 prefix":       "f8626" + good,
		"f, public prefix":      "fe701" + good,
		"f, 31 bytes":           "f8126" + good[2:],
		"f, 33 bytes":           "f812600" + good,
		"f, odd":                "f8126" + good[1:],
		"f, the order":          "f8126" + order,
		"z, not base58":         "z0OIl",
		"z, no key":             "z",
		"z, very long":          "z" + strings.Repeat("1", 1000),
		"z, P-256 of indigo":    "z42tvqQS5sVhaV1jLZ5P6ZKEPEbSpYavNVmT88YDYV3MEZ8D",
		"base64 multibase":      "mgSY",
		"a public key":          tokens.DeriveKey("formats", "a").Public().DIDKey(),
		"compressed public key": "02" + good,
	} {
		key, err := tokens.ParseKey(text)
		if !errors.Is(err, tokens.ErrPrivateKey) || !key.IsZero() {
			t.Errorf("%s: accepted, or another error: %v", name, err)
		}
		if len(text) > 9 && err != nil && strings.Contains(err.Error(), text[:10]) {
			t.Errorf("%s: the error quotes the key: %v", name, err)
		}
	}
}

func TestPublicKeyForms(t *testing.T) {
	t.Parallel()
	for i := range 20 {
		public := tokens.DeriveKey("formats", string(rune('a'+i))).Public()
		checkPublic(t, public)
		forms := publicSecrets(t, public)
		for _, form := range []string{"compressed", "uncompressed"} {
			if got, err := tokens.ParsePoint(forms[form]); err != nil || got != public {
				t.Errorf("%s: ParsePoint(%x) = %v, %v", form, forms[form], got, err)
			}
		}
	}
}

func TestParsePointRefuses(t *testing.T) {
	t.Parallel()
	forms := publicSecrets(t, tokens.DeriveKey("formats", "a").Public())
	compressed, uncompressed := forms["compressed"], forms["uncompressed"]
	for name, encoded := range map[string][]byte{
		"empty":              nil,
		"off the curve":      flipped(uncompressed, 64),
		"x without a point":  unhex(t, "02"+strings.Repeat("0", 63)+"5"),
		"x above the field":  unhex(t, "02"+strings.Repeat("f", 64)),
		"another first byte": append([]byte{5}, compressed[1:]...),
		"a byte less":        compressed[1:],
	} {
		if got, err := tokens.ParsePoint(encoded); err == nil || !got.IsZero() {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

func TestParseDIDKeyRefuses(t *testing.T) {
	t.Parallel()
	good := tokens.DeriveKey("formats", "a").Public().DIDKey()
	for name, text := range map[string]string{
		"empty":         "",
		"no digits":     "did:key:",
		"did:plc":       alice,
		"white space":   " " + good,
		"a letter less": good[:len(good)-1],
	} {
		_, err := tokens.ParseDIDKey(text)
		if _, ok := errors.AsType[tokens.DIDKeyError](err); !ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The law: whatever is read as a key is one key in all its forms, and errors say
// nothing of the text.
func FuzzParseKey(f *testing.F) {
	key := tokens.DeriveKey("formats", "fuzz")
	f.Add(key.Hex())
	f.Add("f8126" + key.Hex())
	f.Add("z3vLWgA9nXoPzxsJJafDY9BPrZd3EDWjvcCtYfrFxZ7xbMVi")
	f.Add(key.Public().DIDKey())
	f.Add(privateJWK(f, key))
	f.Add(pemSEC1)
	f.Add(pemPKCS8)
	f.Fuzz(func(t *testing.T, text string) {
		if key, err := tokens.ParseKey(text); err == nil {
			again, err := tokens.ParseKey(key.Hex())
			if err != nil || again != key {
				t.Fatalf("the same key in hexadecimal: %v, %v", again, err)
			}
			checkPublic(t, key.Public())
		} else if !errors.Is(err, tokens.ErrPrivateKey) || !key.IsZero() {
			t.Fatalf("error %v with key %v", err, key)
		}
		if key, err := tokens.ParseDIDKey(text); err == nil && !key.IsP256() {
			checkPublic(t, key.PublicKey())
		}
		if public, err := tokens.ParsePublicJWK(text); err == nil {
			checkPublic(t, public)
		}
	})
}

func checkPublic(t *testing.T, public tokens.PublicKey) {
	t.Helper()
	if got, err := tokens.ParseDIDKey(public.DIDKey()); err != nil || got.PublicKey() != public {
		t.Fatalf("ParseDIDKey(%s) = %v, %v", public, got.PublicKey(), err)
	}
	if got, err := tokens.ParsePublicJWK(publicJWK(t, public)); err != nil || got != public {
		t.Fatalf("ParsePublicJWK(%s) = %v, %v", publicJWK(t, public), got, err)
	}
}
