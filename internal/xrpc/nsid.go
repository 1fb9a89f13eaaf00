package xrpc

import "strings"

const pathPrefix = "/xrpc/"

// methodName takes the method's name out of an escaped request path. It accepts what the reference does, which is more
// than an NSID: letters, digits, and single dots and hyphens between them, at least two characters, and one slash after.
func methodName(path string) (string, bool) {
	name, ok := strings.CutPrefix(path, pathPrefix)
	if !ok {
		return "", false
	}
	name = strings.TrimSuffix(name, "/")
	if len(name) < 2 {
		return "", false
	}
	separator := true // of what came before the current character
	for i := range len(name) {
		switch c := name[i]; {
		case isAlphanumeric(c):
			separator = false
		case (c == '.' || c == '-') && !separator:
			separator = true
		default:
			return "", false
		}
	}
	return name, !separator
}

func isAlphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z'
}
