package conformance

import (
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

var digitsForm = regexp.MustCompile(`^\d+$`)

// headers returns the headers that are recorded, by lower-case name. Lines of the same name are
// joined.
func (n *normalizer) headers(header http.Header) map[string]any {
	out := map[string]any{}
	for _, line := range slices.Sorted(maps.Keys(header)) {
		name, value := strings.ToLower(line), fromLatin1(strings.Join(header[line], ", "))
		switch {
		case name == "ratelimit-reset":
			out[name] = epoch(value)
		case name == "retry-after":
			out[name] = "<seconds>"
		case name == "dpop-nonce":
			out[name] = "<nonce>"
		case isRecorded(name):
			out[name] = n.text(listed(name, value))
		}
	}
	return out
}

func epoch(value string) string {
	if digitsForm.MatchString(value) {
		return "<epoch-seconds>"
	}
	return "<not-a-number>"
}

func isRecorded(name string) bool {
	switch name {
	case "content-type", "cache-control", "vary", "www-authenticate", "allow", "location", "content-encoding":
		return true
	}
	return strings.HasPrefix(name, "access-control-") || strings.HasPrefix(name, "ratelimit-")
}

// listed puts a value that is a set of words into one form: lower case, sorted, each word once.
func listed(name, value string) string {
	switch name {
	case "vary", "allow", "access-control-expose-headers", "access-control-allow-headers", "access-control-allow-methods":
	default:
		return value
	}
	words := strings.Split(strings.ToLower(value), ",")
	for i, word := range words {
		words[i] = strings.TrimSpace(word)
	}
	slices.Sort(words)
	return strings.Join(slices.Compact(words), ", ")
}

// fromLatin1 reads header bytes as the recordings do, one character for each byte.
func fromLatin1(s string) string {
	out := make([]rune, len(s))
	for i := range len(s) {
		out[i] = rune(s[i])
	}
	return string(out)
}
