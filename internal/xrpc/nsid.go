package xrpc

import "strings"

const pathPrefix = "/xrpc/"

// methodName returns the method's name in an escaped request path. It accepts what the reference
// does, which is more than an NSID: at least two letters or digits, single dots and hyphens between
// them, and one slash at the end.
func methodName(path string) (string, bool) {
	name, ok := strings.CutPrefix(path, pathPrefix)
	if !ok {
		return "", false
	}
	name = strings.TrimSuffix(name, "/")
	if len(name) < 2 {
		return "", false
	}
	separator := true // whether a separator, or nothing, came before the current character
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
