package tokens

import "strings"

const maxDIDLen = 2048

// isDID reports whether s has the syntax of a DID as atproto has it: "did:", a
// lower-case method, ":", and characters of the identifier, the last of which
// is neither ":" nor "%"; at most 2048 bytes.
func isDID(s string) bool {
	rest, ok := strings.CutPrefix(s, "did:")
	if !ok || len(s) > maxDIDLen {
		return false
	}
	method, id, ok := strings.Cut(rest, ":")
	if !ok || method == "" || id == "" {
		return false
	}
	if last := id[len(id)-1]; last == ':' || last == '%' {
		return false
	}
	return consistsOf(method, isLower) && consistsOf(id, isDIDChar)
}

func consistsOf(s string, belongs func(c byte) bool) bool {
	for i := range len(s) {
		if !belongs(s[i]) {
			return false
		}
	}
	return true
}

func isLower(c byte) bool { return 'a' <= c && c <= 'z' }

func isDIDChar(c byte) bool {
	return isLower(c) || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("._:%-", c) >= 0
}
