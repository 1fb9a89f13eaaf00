package tokens_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"mockpds/tokens"
)

// Derived keys are part of the contract: they are in other people's fixtures.
func TestDeriveKeyVectors(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ seed, label, want string }{
		{"", "", "b188f181719b3c9ae811e20ce424f05c0814cad9ee459da44652e623b729f4a3"},
		{"mockpds", "service", "700ec2a8e1aae7957a962f024dc09b2504ad9fc3c69c0009eccb0131fdbe5af1"},
		{"mockpds", "did:plc:ewvi7nxzyoun6zhxrhs64oiz", "7b4cb9d6cdb1a4be6e71684492982c380a3552d293d900c078449315d33d825a"},
	} {
		if got := tokens.DeriveKey(test.seed, test.label).Hex(); got != test.want {
			t.Errorf("DeriveKey(%q, %q) = %s, want %s", test.seed, test.label, got, test.want)
		}
	}
}

func TestDerivedKeysDiffer(t *testing.T) {
	t.Parallel()
	seen := map[tokens.Key]string{}
	for _, pair := range [][2]string{{"", ""}, {"a", ""}, {"", "a"}, {"a", "b"}, {"ab", ""}, {"", "ab"}, {"a\x00", "b"}, {"a", "\x00b"}} {
		name, key := fmt.Sprintf("%q", pair), tokens.DeriveKey(pair[0], pair[1])
		if before, ok := seen[key]; ok {
			t.Errorf("%s and %s give the same key", before, name)
		}
		seen[key] = name
		if key != tokens.DeriveKey(pair[0], pair[1]) {
			t.Errorf("%s gives two keys", name)
		}
	}
}

func TestPrintingAKeyShowsNoSecret(t *testing.T) {
	t.Parallel()
	key := tokens.DeriveKey("print", "a")
	printed := fmt.Sprintf("%v %+v %#v %s %q %x %d", key, key, key, key, key, key, struct{ K tokens.Key }{key})
	encoded, err := json.Marshal(key) //nolint:staticcheck // what it shows is the question
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{key.Hex(), strings.ToUpper(key.Hex()), fmt.Sprintf("%d", unhex(t, key.Hex())), fmt.Sprintf("%d", unhex(t, key.Hex())[:4])} {
		secret = strings.Trim(secret, "[]")
		if strings.Contains(printed+string(encoded), secret) {
			t.Errorf("the secret %s is in %s %s", secret, printed, encoded)
		}
	}
	if !strings.Contains(key.String(), key.Public().DIDKey()) {
		t.Errorf("String() = %s, without the public key", key)
	}
}

func TestZeroKeys(t *testing.T) {
	t.Parallel()
	var key tokens.Key
	if !key.IsZero() || !key.Public().IsZero() || key.String() != "no key" || key.Public().String() != "no key" {
		t.Errorf("the zero key: %v, %v", key, key.Public())
	}
	if key := tokens.DeriveKey("", ""); key.IsZero() || key.Public().IsZero() {
		t.Error("a derived key is zero")
	}
}
