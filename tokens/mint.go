package tokens

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strconv"
)

// The headers of session tokens, already encoded: {"typ":"at+jwt","alg":"ES256K"}
// and {"typ":"refresh+jwt","alg":"ES256K"}.
const (
	accessHeader  = "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJFUzI1NksifQ"
	refreshHeader = "eyJ0eXAiOiJyZWZyZXNoK2p3dCIsImFsZyI6IkVTMjU2SyJ9"
)

// typicalLen is room for the payload of a token as they usually are.
const typicalLen = 256

// mint signs s and remembers the token as a known one.
func (i *Issuer) mint(s session, header string, extra []byte) string {
	payload := s.appendClaims(make([]byte, 0, typicalLen), cmp.Or(s.audience, i.audience))
	token := appendToken(make([]byte, 0, 2*typicalLen), i.key, header, payload, extra)
	i.known.add(fingerprintOf(token), s)
	return string(token)
}

// appendToken appends header.payload.signature to token, which is empty. The header is
// encoded, the payload is not.
func appendToken(token []byte, k Key, header string, payload, extra []byte) []byte {
	encoding := base64.RawURLEncoding
	token = append(append(token, header...), '.')
	token = encoding.AppendEncode(token, payload)
	signature := k.sign(sha256.Sum256(token), extra)
	token = append(token, '.')
	return encoding.AppendEncode(token, signature[:])
}

// appendClaims writes the claims in the reference's order: scope, aud, sub, jti
// (if there is an id), iat, exp.
func (s session) appendClaims(b []byte, audience string) []byte {
	b = appendString(append(b, `{"scope":`...), s.scope)
	b = appendString(append(b, `,"aud":`...), audience)
	b = appendString(append(b, `,"sub":`...), s.subject)
	if s.id != "" {
		b = appendString(append(b, `,"jti":`...), s.id)
	}
	b = strconv.AppendInt(append(b, `,"iat":`...), int64(s.issuedAt), 10)
	b = strconv.AppendInt(append(b, `,"exp":`...), int64(s.expiresAt), 10)
	return append(b, '}')
}

// appendString writes s as JSON, without the escapes that encoding/json adds for
// the sake of HTML and the reference does not write.
func appendString(b []byte, s string) []byte {
	if consistsOf(s, needsNoEscape) {
		b = append(b, '"')
		b = append(b, s...)
		return append(b, '"')
	}
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(s) // a string into memory: nothing can fail
	return append(b, bytes.TrimSuffix(buffer.Bytes(), []byte("\n"))...)
}

func needsNoEscape(c byte) bool {
	return ' ' <= c && c <= '~' && c != '"' && c != '\\'
}
