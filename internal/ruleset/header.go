package ruleset

import (
	"maps"
	"slices"
	"strings"

	"mockpds/internal/words"
)

// CheckHeaders notes what is wrong with the headers of a reply. Those that follow from the reply
// are reserved, by their names in lower case; the values say what to do instead.
func CheckHeaders(m *words.Mistakes, path string, headers, reserved map[string]string) {
	seen := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(headers)) {
		at, lower := path+"."+name, strings.ToLower(name)
		switch remedy, ours := reserved[lower]; {
		case !isHeaderName(name):
			m.AddName(at, "is no header name", "write letters, digits and hyphens")
		case ours:
			m.AddName(at, "follows from the reply", remedy)
		case seen[lower]:
			m.AddName(at, "stands there twice", "write it once, whatever its case")
		case !IsHeaderValue(headers[name]):
			m.Add(at, "has a value that no header can have",
				"write text without line breaks or spaces around it")
		}
		seen[lower] = true
	}
}

// isHeaderName is the grammar of RFC 9110, section 5.6.2.
func isHeaderName(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(c rune) bool {
		return c <= ' ' || c >= 0x7f || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, c)
	})
}

// IsHeaderValue reports whether an HTTP header can have a value (RFC 9110, section 5.5).
func IsHeaderValue(value string) bool {
	return value == strings.Trim(value, " \t") && !strings.ContainsFunc(value, func(c rune) bool {
		return c < ' ' && c != '\t' || c == 0x7f
	})
}
