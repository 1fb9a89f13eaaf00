package tokens

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"

	"github.com/golang-jwt/jwt/v5"
)

// What verifying an OAuth access token answers, apart from [ErrUnreadable] and [ErrSignature].
var (
	// ErrOAuthKey: the header names another algorithm, or a key.
	ErrOAuthKey = errors.New("token is signed with another key")
	// ErrOAuthType: the typ of the header is not at+jwt.
	ErrOAuthType = errors.New("token is of another type")
)

// SignOAuth signs claims, a JSON object, as a token of type at+jwt. The claims
// are the caller's: unlike session tokens, those of OAuth name an issuer and a
// client, and are bound to a key.
func (i *Issuer) SignOAuth(claims []byte) string {
	return signToken(i.key, accessHeader, claims, nil)
}

// VerifyOAuth returns the claims of a token that [Issuer.SignOAuth] signed. It
// leaves times and audience to the caller. A session token passes as well: it has
// no iss claim, which tells it apart.
func (i *Issuer) VerifyOAuth(token string) ([]byte, error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil, ErrUnreadable
	}
	var h struct {
		Algorithm string  `json:"alg"`
		Type      string  `json:"typ"`
		KeyID     *string `json:"kid"`
	}
	header, err1 := base64.RawURLEncoding.DecodeString(parts[0])
	claims, err2 := base64.RawURLEncoding.DecodeString(parts[1])
	if err1 != nil || err2 != nil || json.Unmarshal(header, &h) != nil || !json.Valid(claims) {
		return nil, ErrUnreadable
	}
	if h.Algorithm != algES256K || h.KeyID != nil {
		return nil, ErrOAuthKey
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil || (ES256K{}).Verify(parts[0]+"."+parts[1], signature, i.public) != nil {
		return nil, ErrSignature
	}
	if readType(h.Type) != typeAccess {
		return nil, ErrOAuthType
	}
	return claims, nil
}

// VerifyJWS reports whether signature is that of signed (RFC 7518): of an algorithm of RSA, ECDSA
// or EdDSA, by a public key of package crypto, or of ES256K, by a [PublicKey]. Unlike [ES256K], it
// takes an s in the upper half too, as the libraries of clients make them.
func VerifyJWS(algorithm, signed string, signature []byte, key any) bool {
	if p, ok := key.(PublicKey); ok {
		parsed, ok := parseCompact(signature)
		return ok && algorithm == algES256K && p.verify(sha256.Sum256([]byte(signed)), parsed)
	}
	method := jwt.GetSigningMethod(algorithm)
	return method != nil && method.Verify(signed, signature, key) == nil
}
