package tokens

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"

	"github.com/golang-jwt/jwt/v5"
)

// What verifying an OAuth access token answers.
var (
	// ErrOAuthUnreadable: header or payload is not JSON.
	ErrOAuthUnreadable = errors.New("token is not JSON")
	// ErrOAuthKey: the header names another algorithm, or a key.
	ErrOAuthKey = errors.New("token is signed with another key")
	// ErrOAuthSignature: not the signature of the issuer's key.
	ErrOAuthSignature = errors.New("token has another signature")
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
	signed, signature, _ := cutLast(token)
	header, payload, _ := strings.Cut(signed, ".")
	var h struct {
		Algorithm string  `json:"alg"`
		Type      string  `json:"typ"`
		KeyID     *string `json:"kid"`
	}
	headerJSON, err1 := base64.RawURLEncoding.DecodeString(header)
	claims, err2 := base64.RawURLEncoding.DecodeString(payload)
	if err1 != nil || err2 != nil || json.Unmarshal(headerJSON, &h) != nil || !json.Valid(claims) {
		return nil, ErrOAuthUnreadable
	}
	if h.Algorithm != algES256K || h.KeyID != nil {
		return nil, ErrOAuthKey
	}
	raw, err := base64.RawURLEncoding.DecodeString(signature)
	if err != nil || (ES256K{}).Verify(signed, raw, i.public) != nil {
		return nil, ErrOAuthSignature
	}
	if readType(h.Type) != typeAccess {
		return nil, ErrOAuthType
	}
	return claims, nil
}

// VerifyJWS reports whether signature is that of signed (RFC 7518): of an algorithm of RSA, ECDSA or
// EdDSA, by a public key of package crypto, or of ES256K, by a [PublicKey]. Unlike [ES256K], it takes
// an s in the upper half too, as the libraries of clients make them.
func VerifyJWS(algorithm, signed string, signature []byte, key any) bool {
	if p, ok := key.(PublicKey); ok {
		parsed, ok := parseCompact(signature)
		return ok && algorithm == algES256K && !p.IsZero() && p.verify(sha256.Sum256([]byte(signed)), parsed)
	}
	method := jwt.GetSigningMethod(algorithm)
	return method != nil && method.Verify(signed, signature, key) == nil
}

// cutLast cuts around the last dot.
func cutLast(s string) (before, after string, found bool) {
	dot := strings.LastIndexByte(s, '.')
	if dot < 0 {
		return s, "", false
	}
	return s[:dot], s[dot+1:], true
}
