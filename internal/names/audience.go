package names

import (
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"mockpds/internal/syntax"
)

// IsAudience reports whether a text can be the audience of a service token: a DID of a method
// that atproto allows (https://atproto.com/specs/did), alone or with "#" and a service id.
func IsAudience(aud string) bool {
	did, fragment, hasFragment := strings.Cut(aud, "#")
	if hasFragment && !didFragment.MatchString(fragment) {
		return false
	}
	return syntax.IsPLC(did) || IsHostDID(did)
}

var (
	// didWeb allows no colon: a did:web of atproto has no path.
	didWeb      = regexp.MustCompile(`^did:web:((?:[a-zA-Z0-9._-]|%[0-9A-F]{2})+)$`)
	didFragment = regexp.MustCompile(`^(?:[a-zA-Z0-9._~!$&'()*+,;=:@/?-]|%[0-9a-fA-F]{2})+$`) // RFC 3986 section 3.5
)

// IsHostDID reports whether a DID is a did:web of a host name, with a port only if that is
// localhost.
func IsHostDID(did string) bool {
	match := didWeb.FindStringSubmatch(did)
	if match == nil {
		return false
	}
	host, port, hasPort := strings.Cut(match[1], "%3A")
	if hasPort {
		return host == "localhost" && isPort(port)
	}
	return isURLHost(host)
}

// isPort accepts the port of a URL, which may be empty.
func isPort(text string) bool {
	_, err := strconv.ParseUint("0"+text, 10, 16)
	return err == nil && !strings.HasPrefix(text, "_")
}

// isURLHost reports whether a percent-encoded host can stand in an https URL: a text without the
// characters that URLs forbid in a host, and, if its last label is a number, an IPv4 address.
func isURLHost(encoded string) bool {
	host, err := url.PathUnescape(encoded)
	if err != nil || !utf8.ValidString(host) || strings.ContainsFunc(host, isForbiddenInHost) {
		return false
	}
	host = strings.TrimSuffix(host, ".")
	if last := host[strings.LastIndexByte(host, '.')+1:]; strings.Trim(last, "0123456789") == "" {
		_, err := netip.ParseAddr(host)
		return err == nil
	}
	return true
}

func isForbiddenInHost(c rune) bool {
	return c <= ' ' || c == 0x7f || strings.ContainsRune(`#/:<>?@[\]^|%`, c)
}
