package journal

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// header redacts the value of a header.
func (r *redactor) header(name, value string) string {
	class := secretClass(name)
	if strings.HasPrefix(name, "Access-Control-") {
		class = ""
	}
	switch class {
	case "":
		return r.text(value)
	case "credentials":
		value = r.authorization(value)
	default:
		value = r.hide(class, value)
	}
	return r.remove(value)
}

// headerName redacts the name of a header, whose letter case is not the client's any more.
func (r *redactor) headerName(name string) string {
	lower := strings.ToLower(name)
	if shown := r.text(lower); shown != lower {
		return shown
	}
	return r.text(name)
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
	return r.settled(strings.Join(parts, "&"))
}

func (r *redactor) parameter(part string) string {
	name, value, ok := strings.Cut(part, "=")
	switch {
	case !ok && r.strict && part != "":
		return r.hide("text", unescape(part))
	case !ok:
		return r.unescaped(part)
	}
	return r.unescaped(name) + "=" + r.value(plainName(name), value)
}

func (r *redactor) value(name, value string) string {
	class := secretClass(name)
	if secret := unescape(value); class == "" && r.isBadIdentifier(name, secret) {
		class = "identifier"
	}
	if class == "" || value == "" {
		return r.unescaped(value)
	}
	r.hide(class, value)
	return r.hide(class, unescape(value))
}

// isBadIdentifier tells whether somebody logs in with what nobody can be called: it may be the password.
func (r *redactor) isBadIdentifier(name, value string) bool {
	return r.login && value != "" && strings.EqualFold(name, "identifier") && !looksLikeName.MatchString(value)
}

// looksLikeName matches handles, DIDs and addresses, whether or not anybody has them.
var looksLikeName = regexp.MustCompile(`^\s*(?:@?[\w-]+(?:\.[\w-]+)+|did:[a-z]+:[\w.:%-]+|[^\s@]+@[^\s@]+)\s*$`)

// unescaped redacts a name or a value. Where there was something to take out the result is still one that can be unescaped.
func (r *redactor) unescaped(s string) string {
	if shown, ok := r.whole(s); ok {
		return shown
	}
	plain := unescape(s)
	if shown := r.text(plain); shown != plain {
		return forQuery.Replace(shown)
	}
	return s
}

// What has to be escaped so that a text that is shown unescaped can still be read as what it is.
var (
	forQuery = strings.NewReplacer("%", "%25", "&", "%26", "=", "%3D", "+", "%2B")
	forPath  = strings.NewReplacer("%", "%25")
)

func unescape(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		return plain
	}
	return percentDecoded(s)
}

// percentDecoded decodes what is percent-encoded and leaves stray percent signs.
func percentDecoded(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				b.WriteByte(byte(n))
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// plainName is a name without what it is escaped with, however often.
func plainName(s string) string {
	for range deepestText {
		plain := unescape(s)
		if plain == s {
			break
		}
		s = plain
	}
	return s
}

// path redacts a path, escaped or not.
func (r *redactor) path(s string) string {
	segments := strings.Split(s, "/")
	for i, segment := range segments {
		segments[i], _ = r.whole(segment)
	}
	s = strings.Join(segments, "/")
	plain := percentDecoded(s)
	if shown := r.text(plain); shown != plain {
		s = forPath.Replace(shown)
	}
	return r.settled(s)
}

// settled takes out what can only be seen in the whole of a query or a path. In the former a plus sign may stand for a space.
func (r *redactor) settled(s string) string {
	shown, decoded := r.takeOut(s)
	if spaced := strings.ReplaceAll(shown, "+", " "); !decoded && spaced != shown {
		if again, found := r.takeOut(spaced); found || again != spaced {
			return forQuery.Replace(again)
		}
	}
	if decoded {
		return forQuery.Replace(shown)
	}
	return shown
}

// body redacts a body, which may be cut short. What is no text is not shown.
func (r *redactor) body(contentType, body string) string {
	text := trimPartialRune(body)
	mediaType, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	switch {
	case text == "":
		return ""
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		return r.made(fmt.Sprintf("‹no text, %d bytes›", len(body)))
	case strings.HasPrefix(mediaType, "multipart/"):
		return r.made(fmt.Sprintf("‹multipart form, %d bytes›", len(body)))
	case isForm(text):
		return r.query(text)
	default:
		return r.scan(text, r.strict)
	}
}

// isForm tells a form by its looks, as clients call it anything: no form has white space in it.
func isForm(text string) bool {
	return formStart.MatchString(text) && !strings.ContainsAny(strings.TrimSpace(text), " \t\r\n")
}

// sent redacts the body of a request. What is neither JSON with names in it nor a form is not shown: nothing tells which part of it is
// a password.
func (r *redactor) sent(contentType, body string) string {
	text := strings.TrimSpace(trimPartialRune(body))
	r.strict = true
	shown := r.body(contentType, body)
	r.strict = false
	if shown == "" || r.marks[shown] && shown != text {
		return shown
	}
	if text == "" || text[0] == '{' || text[0] == '[' || isForm(text) {
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
