package oauth_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"math/big"
	"testing"

	"mockpds/internal/oauth"
)

func TestKeysWithoutLeadingZerosProve(t *testing.T) {
	t.Parallel()
	for _, short := range []bool{false, true} {
		proof := proveWithZeros(t, short)
		if err := oauth.VerifyEmbedded(proof); err != nil {
			t.Errorf("a proof whose key is short (%t) is refused: %v", short, err)
		}
		for _, wrong := range []string{proof[:len(proof)-8] + "AAAAAAAA", proof[:len(proof)-4]} {
			if oauth.VerifyEmbedded(wrong) == nil {
				t.Errorf("a proof whose key is short (%t) passes with a wrong signature", short)
			}
		}
	}
}

// proveWithZeros signs a proof by a key whose x begins with zeros, which are left away if it is to
// be short.
func proveWithZeros(t *testing.T, short bool) string {
	t.Helper()
	encode := base64.RawURLEncoding.EncodeToString
	for {
		private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		point, err := private.PublicKey.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		x, y := point[1:33], point[33:]
		if x[0] != 0 {
			continue
		}
		if short {
			x = new(big.Int).SetBytes(x).Bytes()
		}
		header := fmt.Sprintf(`{"alg":"ES256","typ":"dpop+jwt","jwk":{"kty":"EC","crv":"P-256","x":%q,"y":%q}}`, encode(x), encode(y))
		signed := encode([]byte(header)) + "." + encode([]byte(`{"jti":"1"}`))
		sum := sha256.Sum256([]byte(signed))
		r, s, err := ecdsa.Sign(rand.Reader, private, sum[:])
		if err != nil {
			t.Fatal(err)
		}
		return signed + "." + encode(append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...))
	}
}
