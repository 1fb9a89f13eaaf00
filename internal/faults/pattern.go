package faults

import "strings"

// longestPattern bounds the work of one comparison. An NSID has at most 317 characters.
const longestPattern = 512

const patternRemedy = "write an NSID (com.atproto.server.refreshSession), its last part (refreshSession), " +
	"either with * for any characters, or a path that begins with / and is outside of /xrpc/"

// anyMethod is how messages name the pattern "".
const anyMethod = "any XRPC method"

// matchesMethod compares a method with a pattern. A pattern that begins with a slash is for paths, any other for NSIDs: the whole one when
// the pattern has a dot, else its last part. "*" stands for any characters, dots included. The pattern "" takes every NSID.
func matchesMethod(pattern, method string) bool {
	isPath := strings.HasPrefix(method, "/")
	switch {
	case strings.HasPrefix(pattern, "/"):
		return isPath && glob(pattern, method)
	case isPath:
		return false
	case pattern == "":
		return true
	case !strings.Contains(pattern, "."):
		method = method[strings.LastIndex(method, ".")+1:]
	}
	return glob(pattern, method)
}

// glob goes back to the last star only, so that it takes at most len(pattern) * len(text) steps.
func glob(pattern, text string) bool {
	p, star, resume := 0, -1, 0
	for t := 0; t < len(text); {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, resume = p, t
			p++
		case p < len(pattern) && pattern[p] == text[t]:
			p, t = p+1, t+1
		case star >= 0:
			resume++
			p, t = star+1, resume
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

// canMatch tells a pattern from one that no call could ever match.
func canMatch(pattern string) bool {
	switch {
	case len(pattern) > longestPattern, strings.HasPrefix(pattern, "/xrpc/"):
		return false
	case strings.HasPrefix(pattern, "/"):
		return !strings.ContainsFunc(pattern, func(c rune) bool { return c <= ' ' || c == 0x7f })
	case pattern == "":
		return true
	case strings.ContainsFunc(pattern, notInNSID), strings.Contains("."+pattern+".", ".."):
		return false
	}
	return strings.Count(pattern, ".") != 1 || strings.Contains(pattern, "*")
}

func notInNSID(c rune) bool {
	letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
	return !letter && (c < '0' || c > '9') && c != '.' && c != '-' && c != '*'
}
