package syntax

import (
	"net/url"
	"strings"
	"unicode/utf8"
)

// An ATURI is an address in the network. Collection and Key are empty where it has none.
type ATURI struct {
	Authority  string // a DID or a handle
	Collection string
	Key        string
}

// ParseATURI reads an authority, then a collection, then a record key, and at the end a fragment
// (https://atproto.com/specs/at-uri-scheme). All but the authority may be missing. Other
// implementations than the reference take no fragment.
func ParseATURI(s string) (u ATURI, ok bool) {
	address, fragment, hasFragment := strings.Cut(s, "#")
	rest, ok := strings.CutPrefix(address, "at://")
	if !ok || len(s) > 8192 || hasFragment && !isFragment(fragment) {
		return ATURI{}, false
	}
	parts := []struct {
		text  *string
		valid func(string) bool
	}{{&u.Authority, IsAtIdentifier}, {&u.Collection, IsNSID}, {&u.Key, IsRecordKey}}
	for i, part := range strings.Split(rest, "/") {
		if i == len(parts) || !parts[i].valid(part) {
			return ATURI{}, false
		}
		*parts[i].text = part
	}
	return u, true
}

// IsATURI accepts what [ParseATURI] can read.
func IsATURI(s string) bool {
	_, ok := ParseATURI(s)
	return ok
}

// isFragment accepts a JSON pointer (RFC 6901) of characters that a URI may have.
func isFragment(s string) bool {
	decoded, err := url.PathUnescape(s)
	return err == nil && utf8.ValidString(decoded) && strings.HasPrefix(s, "/") &&
		only(s, func(c byte) bool { return isWord(c) || strings.IndexByte("~:@!$&'()*+,;=%[]/", c) >= 0 })
}
