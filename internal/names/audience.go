package names

import (
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// IsAudience reports whether a service token may be made out to somebody: a DID of a method that atproto allows
// (https://atproto.com/specs/did), alone or with "#" and a service id.
func IsAudience(aud string) bool {
	did, fragment, hasFragment := strings.Cut(aud, "#")
	if hasFragment && !didFragment.MatchString(fragment) {
		return false
	}
	return didPLC.MatchString(did) || IsHostDID(did)
}

var (
	didPLC = regexp.MustCompile(`^did:plc:[a-z2-7]{24}$`)
	// didWeb allows no colon: a did:web of atproto has no path.
	didWeb      = regexp.MustCompile(`^did:web:((?:[a-zA-Z0-9._-]|%[0-9A-F]{2})+)$`)
	didFragment = regexp.MustCompile(`^(?:[a-zA-Z0-9._~!$&'()*+,;=:@/?-]|%[0-9a-fA-F]{2})+$`) // RFC 3986 section 3.5
)

// IsHostDID reports whether a DID is a did:web of a host name, with a port only if that is localhost.
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
	if strings.Trim(text, "0123456789") != "" {
		return false
	}
	n, err := strconv.ParseUint("0"+text, 10, 64)
	return err == nil && n <= 65535
}

// isURLHost reports whether a percent-encoded host can stand in an https URL as the WHATWG URL standard reads it. Of names
// beyond ASCII it asks only that they are text.
func isURLHost(encoded string) bool {
	host, err := url.PathUnescape(encoded)
	if err != nil || !utf8.ValidString(host) || strings.ContainsAny(host, forbiddenInDomain) {
		return false
	}
	return !endsInNumber(host) || isIPv4(host)
}

// forbiddenInDomain are the forbidden domain code points of the URL standard.
const forbiddenInDomain = "\x00\x01\x02\x03\x04\x05\x06\x07\x08\t\n\x0b\x0c\r\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f" +
	" #/:<>?@[\\]^|%\x7f"

var (
	digits = regexp.MustCompile(`^[0-9]+$`)
	hexes  = regexp.MustCompile(`^0[xX][0-9a-fA-F]*$`)
)

// endsInNumber tells a host that is meant as an IPv4 address, by its last label.
func endsInNumber(host string) bool {
	labels := strings.Split(host, ".")
	last := labels[len(labels)-1]
	if last == "" && len(labels) > 1 {
		last = labels[len(labels)-2]
	}
	return digits.MatchString(last) || hexes.MatchString(last)
}

// isIPv4 accepts the spellings of an IPv4 address that the URL standard does: one to four numbers, decimal, octal or
// hexadecimal, of which the last fills up the rest.
func isIPv4(host string) bool {
	labels := strings.Split(strings.TrimSuffix(host, "."), ".")
	if len(labels) > len(netip.IPv4Unspecified().AsSlice()) {
		return false
	}
	for i, label := range labels {
		n, ok := ipv4Number(label)
		limit := uint64(1) << 8
		if i == len(labels)-1 {
			limit = 1 << (8 * (5 - len(labels)))
		}
		if !ok || n >= limit {
			return false
		}
	}
	return true
}

func ipv4Number(label string) (uint64, bool) {
	base := 10
	switch {
	case hexes.MatchString(label):
		label, base = "0"+label[2:], 16
	case len(label) > 1 && label[0] == '0':
		base = 8
	}
	n, err := strconv.ParseUint(label, base, 64)
	return n, err == nil
}
