package journal

import "strings"

// Redact shows a short text as entries do: without the secrets in it.
func (j *Journal) Redact(text string) string {
	j.known.enter()
	defer j.known.leave()
	if isPlain(text) && !j.known.holds(text) {
		return text
	}
	return j.newRedactor().line(text)
}

// Target shows the verb and the path of a request as entries do. It costs little where they are what is usual.
func (j *Journal) Target(verb, path string) (shownVerb, shownPath string) {
	switch verb {
	case "GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH":
	default:
		verb = j.Redact(verb)
	}
	j.known.enter()
	defer j.known.leave()
	if isPlain(path) && !j.known.holds(path) && !j.known.anyShort(path) {
		return verb, path
	}
	return verb, j.newRedactor().path(path)
}

// isPlain tells of most paths and methods that nothing in them looks like a secret: they are words, with dots and slashes between.
func isPlain(s string) bool {
	const longestWord = 15 // of three longer ones a token could be made
	length, long := 0, 0
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_':
			if length++; length == longestWord+1 {
				long++
			}
		case c == '.' || c == '/':
			length = 0
		default:
			return false
		}
	}
	return long < 3 && !strings.Contains(s, "eyJ")
}

// anyShort tells whether a segment of a path is a secret that is too short to be looked for elsewhere.
func (k *knownSecrets) anyShort(path string) bool {
	for segment := range strings.SplitSeq(path, "/") {
		if len(segment) < shortestRepeat && k.short[segment] != "" && !k.isName(segment) {
			return true
		}
	}
	return false
}
