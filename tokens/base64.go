package tokens

import (
	"encoding/base64"
	"strings"
)

// DecodeBase64 reads base64 and base64url the way Node's Buffer does, which never
// fails: it ends at the first "=", skips every other character that belongs to
// neither alphabet, and drops the bits that make no whole byte. The reference
// reads signatures, service tokens and HTTP Basic with it.
func DecodeBase64(s string) []byte {
	s, _, _ = strings.Cut(s, "=")
	letters := strings.Map(base64URLLetter, s)
	if len(letters)%4 == 1 {
		letters = letters[:len(letters)-1]
	}
	decoded, _ := base64.RawURLEncoding.DecodeString(letters) // only letters, and no lone one
	return decoded
}

// base64URLLetter returns a letter of either alphabet as base64url has it; -1 for anything else.
func base64URLLetter(r rune) rune {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '-', r == '_':
		return r
	case r == '+':
		return '-'
	case r == '/':
		return '_'
	}
	return -1
}
