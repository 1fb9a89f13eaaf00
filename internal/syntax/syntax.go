// Package syntax checks the identifiers of the AT Protocol. Each function reports whether a string
// has the form that @atproto/syntax, the reference's library, accepts; whether anything of that name
// exists is not asked.
package syntax

import "strings"

// IsDID accepts the DIDs of all methods (https://atproto.com/specs/did), up to 2,048 bytes.
func IsDID(s string) bool {
	method, id, ok := SplitDID(s)
	return ok && len(s) <= 2048 &&
		method != "" && only(method, isLower) &&
		id != "" && only(id, func(c byte) bool { return isWord(c) || c == ':' || c == '%' }) &&
		!strings.HasSuffix(id, ":") && !strings.HasSuffix(id, "%")
}

// SplitDID returns the method of a DID and its identifier in the method. It does not check them.
func SplitDID(s string) (method, id string, ok bool) {
	rest, ok := strings.CutPrefix(s, "did:")
	if !ok {
		return "", "", false
	}
	return strings.Cut(rest, ":")
}

// IsPLC accepts the DIDs of the PLC method: 24 characters of base32.
func IsPLC(s string) bool {
	method, id, _ := SplitDID(s)
	return method == "plc" && len(id) == 24 && only(id, isBase32)
}

// IsHandle accepts domain names of two labels or more, of letters in any case, the last of which
// begins with a letter (https://atproto.com/specs/handle).
func IsHandle(s string) bool {
	labels := strings.Split(s, ".")
	return len(s) <= 253 && len(labels) >= 2 && all(labels, isLabel) && isLetter(labels[len(labels)-1][0])
}

// DisallowedTLD returns the top-level domain of a handle, with its dot, if no account may have one
// under it (https://atproto.com/specs/handle), or "".
func DisallowedTLD(handle string) string {
	tld := strings.ToLower(handle[strings.LastIndexByte(handle, '.')+1:])
	switch tld {
	case "local", "arpa", "invalid", "localhost", "internal", "example", "alt", "onion":
		return "." + tld
	}
	return ""
}

// IsAtIdentifier accepts DIDs and handles.
func IsAtIdentifier(s string) bool { return IsDID(s) || IsHandle(s) }

// IsNSID accepts the names of methods and of collections (https://atproto.com/specs/nsid): a domain
// name in reverse, and a name of letters and digits.
func IsNSID(s string) bool {
	labels := strings.Split(s, ".")
	name := labels[len(labels)-1]
	return len(s) <= 317 && len(labels) >= 3 && all(labels, isLabel) &&
		isLetter(s[0]) && isLetter(name[0]) && !strings.Contains(name, "-")
}

// IsRecordKey accepts the keys of records in a collection (https://atproto.com/specs/record-key).
func IsRecordKey(s string) bool {
	return s != "" && len(s) <= 512 && s != "." && s != ".." &&
		only(s, func(c byte) bool { return isWord(c) || c == '~' || c == ':' })
}

// isLabel accepts a label of a domain name (RFC 1035, section 2.3.1, and RFC 1123, section 2.1).
func isLabel(s string) bool {
	return s != "" && len(s) <= 63 && s[0] != '-' && s[len(s)-1] != '-' &&
		only(s, func(c byte) bool { return isAlphanumeric(c) || c == '-' })
}

func isLower(c byte) bool        { return 'a' <= c && c <= 'z' }
func isLetter(c byte) bool       { return isLower(c | 0x20) }
func isBase32(c byte) bool       { return isLower(c) || '2' <= c && c <= '7' }
func isAlphanumeric(c byte) bool { return isLetter(c) || '0' <= c && c <= '9' }
func isWord(c byte) bool         { return isAlphanumeric(c) || c == '.' || c == '_' || c == '-' }

func only(s string, allowed func(byte) bool) bool {
	for i := range len(s) {
		if !allowed(s[i]) {
			return false
		}
	}
	return true
}

func all(labels []string, valid func(string) bool) bool {
	for _, label := range labels {
		if !valid(label) {
			return false
		}
	}
	return true
}
