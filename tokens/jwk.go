package tokens

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

const (
	jwkType  = "EC"
	jwkCurve = "secp256k1" // RFC 8812, section 3.1
	jwkUse   = "sig"
)

// JWK is a public key as JSON (RFC 7517, RFC 8812).
type JWK struct {
	KeyType   string `json:"kty"` // "EC"
	Curve     string `json:"crv"` // "secp256k1"
	X         string `json:"x"`
	Y         string `json:"y"`
	Algorithm string `json:"alg,omitempty"` // "ES256K"
	Use       string `json:"use,omitempty"` // "sig"
	ID        string `json:"kid,omitempty"` // the thumbprint of RFC 7638
}

// JWKS is a set of keys (RFC 7517, section 5).
type JWKS struct {
	Keys []JWK `json:"keys"`
}

// privateJWK is a JWK that may have a secret part.
type privateJWK struct {
	JWK
	D string `json:"d"`
}

// JWK is the key as JSON, with its thumbprint (RFC 7638, SHA-256) as kid.
func (p PublicKey) JWK() JWK {
	jwk := JWK{
		KeyType:   jwkType,
		Curve:     jwkCurve,
		X:         base64.RawURLEncoding.EncodeToString(p.x[:]),
		Y:         base64.RawURLEncoding.EncodeToString(p.y[:]),
		Algorithm: algES256K,
		Use:       jwkUse,
	}
	jwk.ID = jwk.thumbprint()
	return jwk
}

// thumbprint hashes the required members, in alphabetical order (RFC 7638, section 3).
func (k JWK) thumbprint() string {
	members := fmt.Sprintf(`{"crv":%q,"kty":%q,"x":%q,"y":%q}`, k.Curve, k.KeyType, k.X, k.Y)
	digest := sha256.Sum256([]byte(members))
	return base64.RawURLEncoding.EncodeToString(digest[:])
}

// ParsePublicJWK reads a JWK with kty EC, crv secp256k1, x and y. If it has alg or use, they must
// be ES256K and sig.
func ParsePublicJWK(text string) (PublicKey, error) {
	jwk, err := parseJWK(text)
	if err != nil {
		return PublicKey{}, err
	}
	x, errX := base64.RawURLEncoding.DecodeString(jwk.X)
	y, errY := base64.RawURLEncoding.DecodeString(jwk.Y)
	if errX != nil || errY != nil || len(x) != 32 || len(y) != 32 { // RFC 7518, section 6.2.1.2
		return PublicKey{}, errors.New("x and y of the JWK are not 32 bytes in base64url each")
	}
	return ParsePoint(slices.Concat([]byte{0x04}, x, y))
}

func parsePrivateJWK(text string) (Key, error) {
	jwk, err := parseJWK(text)
	if err != nil {
		return Key{}, err
	}
	if jwk.D == "" {
		return Key{}, errors.New("the JWK has no d: it is a public key")
	}
	scalar, err := base64.RawURLEncoding.DecodeString(jwk.D)
	if err != nil {
		return Key{}, errors.New("d of the JWK is not base64url")
	}
	key, err := newKey(scalar)
	if err != nil {
		return Key{}, err
	}
	if !jwk.belongsTo(key.Public()) {
		return Key{}, errors.New("x and y of the JWK do not belong to d")
	}
	return key, nil
}

// belongsTo compares only the coordinates that are given.
func (k JWK) belongsTo(public PublicKey) bool {
	want := public.JWK()
	return (k.X == "" || k.X == want.X) && (k.Y == "" || k.Y == want.Y)
}

func parseJWK(text string) (privateJWK, error) {
	var jwk privateJWK
	// The error of encoding/json may quote the text, so it goes no further.
	if json.Unmarshal([]byte(text), &jwk) != nil {
		return jwk, errors.New("not a JSON object with text members")
	}
	switch {
	case jwk.KeyType != jwkType || jwk.Curve != jwkCurve:
		return jwk, errors.New("the JWK has another kty or crv")
	case jwk.Algorithm != "" && jwk.Algorithm != algES256K:
		return jwk, errors.New("the JWK is for another alg")
	case jwk.Use != "" && jwk.Use != jwkUse:
		return jwk, errors.New("the JWK has another use")
	}
	return jwk, nil
}
