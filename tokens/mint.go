package tokens

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
)

// The headers of session tokens, already encoded: {"typ":"at+jwt","alg":"ES256K"}
// and {"typ":"refresh+jwt","alg":"ES256K"}.
const (
	accessHeader  = "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJFUzI1NksifQ"
	refreshHeader = "eyJ0eXAiOiJyZWZyZXNoK2p3dCIsImFsZyI6IkVTMjU2SyJ9"
)

// sessionClaims are the claims of a session token in the reference's order.
type sessionClaims struct {
	Scope     string `json:"scope"`
	Audience  string `json:"aud"`
	Subject   string `json:"sub"`
	ID        string `json:"jti,omitempty"`
	IssuedAt  int64  `json:"iat"`
	ExpiresAt int64  `json:"exp"`
}

// mint signs s and remembers the token as a known one.
func (i *Issuer) mint(s session, header string, extra []byte) string {
	token := signToken(i.key, header, marshalClaims(sessionClaims{
		s.Scope, s.Audience, s.Subject, s.ID, s.IssuedAt.Unix(), int64(s.expiresAt),
	}), extra)
	i.known.add(fingerprintOf(token), s)
	return token
}

// signToken returns header.payload.signature. The header is encoded, the payload is not.
func signToken(k Key, header string, payload, extra []byte) string {
	signed := header + "." + base64.RawURLEncoding.EncodeToString(payload)
	signature := k.sign(sha256.Sum256([]byte(signed)), extra)
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature[:])
}

// marshalClaims writes JSON without the escapes that encoding/json adds for the sake of HTML and
// the reference does not write.
func marshalClaims(claims any) []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(claims) // text and numbers into memory: nothing can fail
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
