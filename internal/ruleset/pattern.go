// Package ruleset is what faults, holds, stubs, limits and the journal's filter have in common:
// which calls a pattern means, a list of rules that each have an id, and how a call that came close
// missed.
package ruleset

import (
	"regexp"
	"slices"
	"strings"
)

// AnyMethod is how messages name the pattern "".
const AnyMethod = "any XRPC method"

// longestPattern bounds the work of one comparison. An NSID has at most 317 characters.
const longestPattern = 512

// MatchesMethod reports whether a pattern means a method: an NSID, or a path outside of XRPC, which
// begins with a slash. A pattern that begins with a slash is for paths, any other for NSIDs: the
// whole one if the pattern has a dot, else its last part. "*" stands for any characters, dots and
// slashes included. The pattern "" means every NSID.
func MatchesMethod(pattern, method string) bool {
	isPath := strings.HasPrefix(method, "/")
	switch {
	case strings.HasPrefix(pattern, "/"):
		return isPath && Glob(pattern, method)
	case isPath:
		return false
	case pattern == "":
		return true
	case !strings.Contains(pattern, "."):
		method = method[strings.LastIndex(method, ".")+1:]
	}
	return Glob(pattern, method)
}

// What a pattern is made of: one for paths, or one for NSIDs.
var (
	pathPattern = regexp.MustCompile(`^/[^\x00-\x20\x7f]*$`)
	nsidPattern = regexp.MustCompile(`^[0-9A-Za-z*-]+(\.[0-9A-Za-z*-]+)*$`)
)

// ValidPattern reports whether a pattern could mean any call at all. No NSID has two parts.
func ValidPattern(pattern string) bool {
	switch {
	case pattern == "":
		return true
	case len(pattern) > longestPattern, strings.HasPrefix(pattern, "/xrpc/"):
		return false
	case !nsidPattern.MatchString(pattern):
		return pathPattern.MatchString(pattern)
	default:
		return strings.Count(pattern, ".") != 1 || strings.Contains(pattern, "*")
	}
}

// Glob reports whether a text is what a pattern says, in which * stands for any characters.
func Glob(pattern, text string) bool {
	first, rest, wild := strings.Cut(pattern, "*")
	if !wild {
		return pattern == text
	}
	text, ok := strings.CutPrefix(text, first)
	if !ok {
		return false
	}
	pieces := strings.Split(rest, "*")
	last := len(pieces) - 1
	for _, piece := range pieces[:last] {
		if _, text, ok = strings.Cut(text, piece); !ok {
			return false
		}
	}
	return strings.HasSuffix(text, pieces[last])
}

// IsAccount reports whether an account is one of these names, its DID and its handle among them.
// Handles are compared whatever their case, DIDs as they stand. The account "" is anybody.
func IsAccount(account string, names []string) bool {
	return account == "" || slices.ContainsFunc(names, func(name string) bool {
		return name == account ||
			!strings.HasPrefix(account, "did:") && strings.EqualFold(name, account)
	})
}

// SameMethod reports whether two patterns mean the same method: they are equal, or one is the last
// part of the other.
func SameMethod(a, b string) bool {
	return a == b || !strings.Contains(a+b, "*") && (MatchesMethod(a, b) || MatchesMethod(b, a))
}
