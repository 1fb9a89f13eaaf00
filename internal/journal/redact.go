package journal

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// A redactor takes the secrets out of one call. It goes over the call twice: the first time it notes the secrets that it
// finds where secrets stand, the second time it takes them out wherever else they are repeated, as in an error message. What the
// server knows for a secret is taken out wherever it stands.
type redactor struct {
	find    func(token string) (Token, bool)
	known   *knownSecrets
	marks   map[string]bool   // what stands in the place of secrets so far, with what stood in the call already
	secrets map[string]string // what to put in the place of each secret; filled by the first pass
	repeats *searcher         // of the second pass
	depth   int               // of text within text
	login   bool              // the call is a login
	strict  bool              // nothing is shown in a body that has no name
}

// newRedactor makes a redactor. What the server knows is to be held as it is meanwhile.
func (j *Journal) newRedactor() *redactor {
	return &redactor{find: j.Token, known: &j.known, marks: map[string]bool{}, secrets: map[string]string{}}
}

// shortestRepeat is from how many bytes on a secret is looked for outside of its own place. Shorter ones are too likely to
// be part of something else.
const shortestRepeat = 6

// deepestText is how many times text may stand within text, quoted or escaped, before it is not shown any more.
const deepestText = 6

// protocolWords are no secrets, even as somebody's password: to take them out everywhere would make calls unreadable.
var protocolWords = []string{
	"password", "identifier", "accessJwt", "refreshJwt", "Bearer", "bearer", "application", "message", "handle",
	"atproto", "server", "session", "Session", "active", "status", "service", "cursor",
}

// hide notes a secret and returns what to show in its place. What an account is called is only hidden there.
func (r *redactor) hide(class, secret string) string {
	if r.marks[secret] {
		return secret
	}
	mark := r.mark(class, secret)
	if len(secret) >= shortestRepeat && !slices.Contains(protocolWords, secret) && !r.known.isName(secret) {
		r.secrets[secret] = mark
	}
	return mark
}

func (r *redactor) mark(class, secret string) string {
	return r.made(r.describe(class, strings.TrimSpace(secret)))
}

// made remembers what stands in the place of something, which is not to be redacted again.
func (r *redactor) made(mark string) string {
	r.marks[mark] = true
	return mark
}

func (r *redactor) describe(class, secret string) string {
	if t, ok := r.find(secret); ok {
		return "‹" + t.String() + "›"
	}
	if kind := kindOf(secret); kind != KindUnreadable {
		class = string(kind) + " token"
	}
	return fmt.Sprintf("‹%s, %d characters›", class, utf8.RuneCountInString(secret))
}

// secondPass makes the redactor take out what it noted so far.
func (r *redactor) secondPass() {
	r.repeats = &searcher{}
	for secret, mark := range r.secrets {
		for _, spelling := range spellings(secret) {
			r.repeats.add(spelling, mark)
		}
	}
}

// spellings are the forms in which a text is usually found.
func spellings(s string) []string {
	if !strings.ContainsFunc(s, func(c rune) bool { return !isUnreserved(c) }) {
		return []string{s}
	}
	quoted := quote(s)
	list := []string{s, url.QueryEscape(s), url.PathEscape(s), quoted[1 : len(quoted)-1]}
	slices.Sort(list)
	return slices.Compact(list)
}

// isUnreserved tells of characters that are written as they are in URLs (RFC 3986, section 2.3), and in JSON too.
func isUnreserved(c rune) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~'
}

// remove takes out what is known to be secret, wherever in a text it stands.
func (r *redactor) remove(s string) string {
	s = r.repeats.replace(s, r.marks, func(_, mark string) string { return mark })
	return r.known.takeOut(r, s)
}

// takeOut is remove, also where a secret can only be read once the text is decoded, as a whole and so many times. It tells whether
// that was so: the text is then decoded.
func (r *redactor) takeOut(s string) (shown string, decoded bool) {
	s = r.remove(s)
	plain := s
	for range deepestText {
		next := percentDecoded(plain)
		if next == plain {
			break
		}
		plain = next
		if shown := r.remove(plain); shown != plain {
			return shown, true
		}
	}
	return s, false
}

// line redacts a short text from the start line of a request or reply.
func (r *redactor) line(s string) string {
	return r.text(s)
}

// whole redacts a text that is all that stands in its place: there, what is too short to be looked for elsewhere is seen for a
// secret as well, and a mailed code in any letter case.
func (r *redactor) whole(s string) (string, bool) {
	plain := unescape(s)
	if class := r.known.class(plain); class != "" {
		return r.hide(class, plain), true
	}
	if anyCode.MatchString(plain) {
		return r.hide("code", plain), true
	}
	return s, false
}
