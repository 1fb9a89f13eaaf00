package oauth

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"

	jose "github.com/go-jose/go-jose/v4"
)

const coordinate = 32 // bytes of a coordinate on P-256

// readShortKey reads a key on P-256 whose coordinates lack leading zeros, as one key in 128 of
// indigo does. RFC 7518 forbids that, and the reference takes it. It returns nil for any other key.
func readShortKey(raw []byte) *jose.JSONWebKey {
	var about struct {
		Type  string `json:"kty"`
		Curve string `json:"crv"`
		X     string `json:"x"`
		Y     string `json:"y"`
	}
	if json.Unmarshal(raw, &about) != nil || about.Type != "EC" || about.Curve != "P-256" {
		return nil
	}
	x, errX := base64.RawURLEncoding.DecodeString(about.X)
	y, errY := base64.RawURLEncoding.DecodeString(about.Y)
	if errX != nil || errY != nil || len(x) > coordinate || len(y) > coordinate || len(x)+len(y) == 2*coordinate {
		return nil
	}
	point := make([]byte, 1+2*coordinate)
	point[0] = 4 // uncompressed
	copy(point[1+coordinate-len(x):], x)
	copy(point[1+2*coordinate-len(y):], y)
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	if err != nil {
		return nil
	}
	return &jose.JSONWebKey{Key: public}
}

// verifyShort checks a signature by a key that readShortKey read: go-jose refuses a token that
// brings such a key before it looks at the signature.
func (t *jws) verifyShort(k *key) error {
	public, ok := k.jwk.Key.(*ecdsa.PublicKey)
	signed, signature, _ := cutLast(t.text)
	raw, err := base64.RawURLEncoding.DecodeString(signature)
	if !ok || err != nil || t.alg != string(jose.ES256) || len(raw) != 2*coordinate {
		return errSignature
	}
	sum := sha256.Sum256([]byte(signed))
	r, s := new(big.Int).SetBytes(raw[:coordinate]), new(big.Int).SetBytes(raw[coordinate:])
	if !ecdsa.Verify(public, sum[:], r, s) {
		return errSignature
	}
	return nil
}
