package tokens

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"
)

// The test vectors of draft-msporny-base58, and leading zeros.
func TestBase58Vectors(t *testing.T) {
	t.Parallel()
	for digits, want := range map[string]string{
		"2NEpo7TZRRrLZSi2U": hex.EncodeToString([]byte("Hello World!")),
		"USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z": hex.EncodeToString([]byte("The quick brown fox jumps over the lazy dog.")),
		"11233QC4": "0000287fb4cd",
		"":         "",
		"1":        "00",
		"111":      "000000",
		"z":        "39",
	} {
		got, ok := decodeBase58(digits)
		if !ok || hex.EncodeToString(got) != want {
			t.Errorf("decodeBase58(%s) = %x, %v; want %s", digits, got, ok, want)
		}
		if again := encodeBase58(got); again != digits {
			t.Errorf("encodeBase58(%x) = %s, want %s", got, again, digits)
		}
	}
	for _, digits := range []string{"0", "O", "I", "l", "a b", "é", strings.Repeat("z", maxBase58Len+1)} {
		if got, ok := decodeBase58(digits); ok {
			t.Errorf("decodeBase58(%.10s) = %x", digits, got)
		}
	}
}

func FuzzBase58(f *testing.F) {
	f.Add([]byte("\x00\x00\xe7\x01"))
	f.Fuzz(func(t *testing.T, data []byte) {
		digits := encodeBase58(data)
		if got, ok := decodeBase58(digits); len(digits) <= maxBase58Len && (!ok || !bytes.Equal(got, data)) {
			t.Fatalf("decodeBase58(%s) = %x, %v; want %x", digits, got, ok, data)
		}
	})
}
