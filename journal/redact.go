package journal

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A redactor takes the secrets out of one call. It goes over the call twice: the first time it notes the secrets that it
// finds where secrets stand, the second time it takes them out wherever else they are repeated, as in an error message.
type redactor struct {
	find    func(token string) (Token, bool)
	names   []string          // that stand in the call already, in the place of tokens
	secrets map[string]string // what to put in the place of each secret; filled by the first pass
	repeats *strings.Replacer // of the second pass
	depth   int               // of text within text
}

// shortestRepeat is from how many bytes on a secret is looked for outside of its own place. Shorter ones are too likely to
// be part of something else.
const shortestRepeat = 6

// deepestText is how many times text may stand quoted within text before it is not shown any more.
const deepestText = 6

// protocolWords are no secrets, even as somebody's password: to take them out everywhere would make calls unreadable.
var protocolWords = []string{
	"password", "identifier", "accessJwt", "refreshJwt", "Bearer", "bearer", "application", "message", "handle",
}

// hide notes a secret and returns what to show in its place.
func (r *redactor) hide(class, secret string) string {
	if slices.Contains(r.names, secret) {
		return secret
	}
	mark := r.mark(class, secret)
	if len(secret) >= shortestRepeat && !slices.Contains(protocolWords, secret) {
		r.secrets[secret] = mark
	}
	return mark
}

func (r *redactor) mark(class, secret string) string {
	secret = strings.TrimSpace(secret)
	if t, ok := r.find(secret); ok {
		return "‹" + t.String() + "›"
	}
	if kind := kindOf(secret); kind != KindUnreadable {
		class = string(kind) + " token"
	}
	return fmt.Sprintf("‹%s, %d characters›", class, utf8.RuneCountInString(secret))
}

// secondPass returns a redactor that also takes out what the first one noted.
func (r *redactor) secondPass() *redactor {
	secrets := make([]string, 0, len(r.secrets))
	for s := range r.secrets {
		secrets = append(secrets, s)
	}
	slices.SortFunc(secrets, func(a, b string) int { // longer ones first, as they may contain others
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	var pairs []string
	for _, s := range secrets {
		for _, spelling := range spellings(s) {
			pairs = append(pairs, spelling, r.secrets[s])
		}
	}
	return &redactor{find: r.find, names: r.names, secrets: map[string]string{}, repeats: strings.NewReplacer(pairs...)}
}

// spellings are the forms in which a text is usually found.
func spellings(s string) []string {
	quoted := quote(s)
	list := []string{s, url.QueryEscape(s), url.PathEscape(s), quoted[1 : len(quoted)-1]}
	slices.Sort(list)
	return slices.Compact(list)
}

func (r *redactor) takeOutRepeats(s string) string {
	if r.repeats == nil {
		return s
	}
	return r.repeats.Replace(s)
}

// line redacts a short text from the start line of a request or reply.
func (r *redactor) line(s string) string {
	return r.takeOutRepeats(r.text(s))
}

// header redacts the value of a header.
func (r *redactor) header(name, value string) string {
	class := secretClass(name)
	if strings.HasPrefix(name, "Access-Control-") {
		class = ""
	}
	switch class {
	case "":
		value = r.text(value)
	case "credentials":
		value = r.authorization(value)
	default:
		value = r.hide(class, value)
	}
	return r.takeOutRepeats(value)
}

// authorization redacts everything but the scheme, which may be no scheme at all but something pasted there.
func (r *redactor) authorization(value string) string {
	scheme, proof, ok := strings.Cut(value, " ")
	switch strings.ToLower(scheme) {
	case "bearer", "dpop":
		if ok {
			return scheme + " " + r.hide("token", proof)
		}
	case "basic":
		if ok {
			r.hideBasic(proof)
			return scheme + " " + r.hide("credentials", proof)
		}
	}
	for word := range strings.FieldsSeq(value) {
		r.hide("credentials", word)
	}
	return r.hide("credentials", value)
}

func (r *redactor) hideBasic(proof string) {
	decoded, err := base64.StdEncoding.DecodeString(proof)
	if err != nil {
		return
	}
	r.hide("credentials", string(decoded))
	if _, password, ok := strings.Cut(string(decoded), ":"); ok {
		r.hide("password", password)
	}
}

// query redacts a query, or a form. What holds no secret stays as it was written.
func (r *redactor) query(s string) string {
	parts := strings.Split(s, "&")
	for i, part := range parts {
		parts[i] = r.parameter(part)
	}
	return r.takeOutRepeats(strings.Join(parts, "&"))
}

func (r *redactor) parameter(part string) string {
	name, value, ok := strings.Cut(part, "=")
	if !ok {
		return r.unescaped(part)
	}
	if class := secretClass(unescape(name)); class != "" && value != "" {
		if secret := unescape(value); secret != value {
			r.hide(class, value)
			return r.unescaped(name) + "=" + r.hide(class, secret)
		}
		return r.unescaped(name) + "=" + r.hide(class, value)
	}
	return r.unescaped(name) + "=" + r.unescaped(value)
}

func (r *redactor) unescaped(s string) string {
	plain := unescape(s)
	if shown := r.text(plain); shown != plain {
		return shown
	}
	return s
}

func unescape(s string) string {
	plain, err := url.QueryUnescape(s)
	if err != nil {
		return s
	}
	return plain
}

// path redacts a path, escaped or not.
func (r *redactor) path(s string) string {
	plain, err := url.PathUnescape(s)
	if err != nil {
		plain = s
	}
	if shown := r.text(plain); shown != plain {
		s = shown
	}
	return r.takeOutRepeats(s)
}

// body redacts a body, which may be cut short. What is no text is not shown.
func (r *redactor) body(contentType, body string) string {
	text := trimPartialRune(body)
	mediaType, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	switch {
	case text == "":
		return ""
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		return fmt.Sprintf("‹no text, %d bytes›", len(body))
	case strings.HasPrefix(mediaType, "multipart/"):
		return fmt.Sprintf("‹multipart form, %d bytes›", len(body))
	case mediaType == "application/x-www-form-urlencoded", formStart.MatchString(text):
		return r.query(text)
	default:
		return r.takeOutRepeats(r.text(text))
	}
}

// sent redacts the body of a request. What is neither JSON with names in it nor a form is not shown: nothing tells which part of it is
// a password.
func (r *redactor) sent(contentType, body string) string {
	shown := r.body(contentType, body)
	text := strings.TrimSpace(trimPartialRune(body))
	if shown == "" || strings.HasPrefix(shown, "‹") || text == "" || text[0] == '{' || text[0] == '[' || formStart.MatchString(text) {
		return shown
	}
	if unquoted, err := strconv.Unquote(text); err == nil {
		r.hide("text", unquoted)
	}
	return r.hide("text", text)
}

// trimPartialRune drops what a cut in the middle of a character left of it.
func trimPartialRune(s string) string {
	for i := 1; i < utf8.UTFMax && i <= len(s); i++ {
		if tail := s[len(s)-i:]; utf8.RuneStart(tail[0]) {
			if !utf8.FullRuneInString(tail) {
				return s[:len(s)-i]
			}
			return s
		}
	}
	return s
}
