package lexicon

import (
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/bluesky-social/indigo/atproto/syntax"
)

const longestATURI = 8192

// jsonPointer is the form of a fragment: a JSON pointer (RFC 6901) of characters that a URI may
// have.
var jsonPointer = regexp.MustCompile(`^/[a-zA-Z0-9._~:@!$&'()*+,;=%\[\]/-]*$`)

// isATURI accepts an authority, then a collection, then a record key, and at the end a fragment
// (https://atproto.com/specs/at-uri-scheme). All but the authority may be missing. Other
// implementations than the reference take no fragment.
func isATURI(s string) bool {
	if len(s) > longestATURI {
		return false
	}
	s, fragment, hasFragment := strings.Cut(s, "#")
	rest, ok := strings.CutPrefix(s, "at://")
	if !ok || hasFragment && !isFragment(fragment) {
		return false
	}
	parts := strings.Split(rest, "/")
	checks := []func(string) bool{parses(syntax.ParseAtIdentifier), parses(syntax.ParseNSID), parses(syntax.ParseRecordKey)}
	if len(parts) > len(checks) {
		return false
	}
	for i, part := range parts {
		if !checks[i](part) {
			return false
		}
	}
	return true
}

func isFragment(s string) bool {
	decoded, err := url.PathUnescape(s)
	return err == nil && jsonPointer.MatchString(s) && utf8.ValidString(decoded)
}
