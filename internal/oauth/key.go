package oauth

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"

	jose "github.com/go-jose/go-jose/v4"

	"mockpds/tokens"
)

// A key is a client's public key.
type key struct {
	id, alg, use string
	public       any // of package crypto, or a tokens.PublicKey: go-jose has no secp256k1
}

// The ways in which a key is refused, in jose's words.
var (
	errNotPublic = errors.New(`"jwk" (JSON Web Key) Header Parameter must be a public key`)
	errKey       = words(`Invalid or unsupported "jwk" (JSON Web Key) Parameter value`)
)

func readKey(raw []byte) (*key, error) {
	var about struct {
		Type  string          `json:"kty"`
		Curve string          `json:"crv"`
		ID    string          `json:"kid"`
		Alg   string          `json:"alg"`
		Use   string          `json:"use"`
		X     string          `json:"x"`
		Y     string          `json:"y"`
		D     json.RawMessage `json:"d"`
		K     json.RawMessage `json:"k"`
	}
	if json.Unmarshal(raw, &about) != nil {
		return nil, errKey
	}
	if about.D != nil || about.K != nil {
		return nil, errNotPublic
	}
	k := &key{id: about.ID, alg: about.Alg, use: about.Use}
	if about.Curve == "secp256k1" {
		public, err := tokens.ParsePublicJWK(string(raw))
		if err != nil {
			return nil, errKey
		}
		k.public = public
		return k, nil
	}
	if about.Type == "EC" && about.Curve == "P-256" {
		if public := shortKey(about.X, about.Y); public != nil {
			k.public = public
			return k, nil
		}
	}
	var err error
	k.public, err = readJWK(raw)
	return k, err
}

// readJWK reads a key of a kind that go-jose has.
func readJWK(raw []byte) (any, error) {
	var read jose.JSONWebKey
	if read.UnmarshalJSON(raw) != nil || !read.IsPublic() {
		return nil, errKey
	}
	if r, ok := read.Key.(*rsa.PublicKey); ok && r.N.BitLen() < 2048 {
		return nil, errKey
	}
	return read.Key, nil
}

// shortKey reads the coordinates of a key on P-256 that lack leading zeros, as those of one key in
// 128 of indigo do. RFC 7518 and go-jose forbid that, and the reference takes it. It returns nil
// for any other key.
func shortKey(x, y string) *ecdsa.PublicKey {
	const size = 32 // bytes of a coordinate
	xBytes, errX := base64.RawURLEncoding.DecodeString(x)
	yBytes, errY := base64.RawURLEncoding.DecodeString(y)
	isLong := len(xBytes) > size || len(yBytes) > size
	if errX != nil || errY != nil || isLong || len(xBytes)+len(yBytes) == 2*size {
		return nil
	}
	point := make([]byte, 1+2*size)
	point[0] = 4 // uncompressed
	copy(point[1+size-len(xBytes):], xBytes)
	copy(point[1+2*size-len(yBytes):], yBytes)
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	if err != nil {
		return nil
	}
	return public
}

// readKeys reads the public keys with an id out of a set; others do not count.
func readKeys(list []any) []*key {
	var keys []*key
	for _, item := range list {
		raw, err := json.Marshal(item)
		if err != nil {
			continue
		}
		if k, err := readKey(raw); err == nil && k.id != "" {
			keys = append(keys, k)
		}
	}
	return keys
}

// thumbprint is that of RFC 7638.
func (k *key) thumbprint() string {
	if p, ok := k.public.(tokens.PublicKey); ok {
		return p.JWK().ID
	}
	sum, err := (&jose.JSONWebKey{Key: k.public}).Thumbprint(crypto.SHA256)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(sum)
}
