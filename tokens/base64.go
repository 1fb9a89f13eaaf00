package tokens

import "encoding/base64"

// DecodeBase64 reads base64 and base64url the way Node's Buffer does, which never
// fails: it ends at the first "=", skips every other character that belongs to
// neither alphabet, and drops the bits that make no whole byte. The reference
// reads signatures, service tokens and HTTP Basic with it.
func DecodeBase64(s string) []byte {
	letters := make([]byte, 0, len(s))
	for i := 0; i < len(s) && s[i] != '='; i++ {
		if c, ok := base64URLLetter(s[i]); ok {
			letters = append(letters, c)
		}
	}
	if len(letters)%4 == 1 {
		letters = letters[:len(letters)-1]
	}
	decoded, _ := base64.RawURLEncoding.AppendDecode(nil, letters) // only letters, and no lone one: nothing can fail
	return decoded
}

func base64URLLetter(c byte) (letter byte, ok bool) {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '_':
		return c, true
	case c == '+':
		return '-', true
	case c == '/':
		return '_', true
	default:
		return 0, false
	}
}
