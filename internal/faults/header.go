package faults

import (
	"maps"
	"slices"
	"strings"
)

func (e Error) checkHeaders(m *Mistakes) {
	seen := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(e.Headers)) {
		path, lower := "effect.error.headers."+shorten(name), strings.ToLower(name)
		switch {
		case !isToken(name):
			m.add(path, "is no header name", "write letters, digits and hyphens")
		case lower == "content-type":
			m.add(path, "has a field of its own", "write contentType of the error")
		case lower == "content-length", lower == "transfer-encoding":
			m.add(path, "frames the body, which is left to the server", "leave it out; truncate cuts a body short")
		case seen[lower]:
			m.add(path, "stands there twice", "write it once, whatever its case")
		case !isHeaderValue(e.Headers[name]):
			m.add(path, "has a value that no header can have", headerRemedy)
		}
		seen[lower] = true
	}
}

// isToken is the grammar of header names: RFC 9110, section 5.6.2.
func isToken(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(c rune) bool {
		return c <= ' ' || c >= 0x7f || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, c)
	})
}

// isHeaderValue is the grammar of header values: RFC 9110, section 5.5.
func isHeaderValue(value string) bool {
	return value == strings.Trim(value, " \t") && !strings.ContainsFunc(value, func(c rune) bool {
		return c < ' ' && c != '\t' || c == 0x7f
	})
}
