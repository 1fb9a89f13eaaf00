package oauth

import (
	"cmp"
	"compress/gzip"
	"compress/zlib"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// maxBody is the largest body in bytes, unpacked.
const maxBody = 100 << 10

var (
	jsonMedia = regexp.MustCompile(`^application/(?:.+\+)?json$`)
	utf8Name  = regexp.MustCompile(`(?i)^utf-?8$`)
)

// readBody reads the body of a request, of one of the media types that are allowed, as JSON: an
// object for a form, whose repeated fields count once, the last.
func readBody(r *http.Request, allowForm bool) (any, error) {
	contentType := cmp.Or(r.Header.Get("Content-Type"), "application/octet-stream")
	media, parameters, err := mime.ParseMediaType(contentType)
	if err != nil {
		return nil, unsupported("Invalid content-type header")
	}
	form := allowForm && media == "application/x-www-form-urlencoded"
	if !form && !jsonMedia.MatchString(media) {
		return nil, unsupported("Unsupported content-type: " + media)
	}
	plain, err := unpack(r.Body, r.Header.Get("Content-Encoding"))
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(plain, maxBody+1))
	switch charset, given := parameters["charset"]; {
	case err != nil:
		return nil, errServer
	case len(data) > maxBody:
		return nil, &Error{
			Status: http.StatusRequestEntityTooLarge,
			Code:   "invalid_request", Description: "Payload too large",
		}
	case given && !utf8Name.MatchString(charset):
		return nil, unsupported("Unsupported charset")
	}
	if form {
		return readForm(string(data))
	}
	var v any
	if json.Unmarshal(data, &v) != nil {
		return nil, invalidRequest("Invalid JSON")
	}
	return v, nil
}

// mostCodings is how often a body may be compressed. The reference has no limit.
const mostCodings = 4

// unpack undoes the codings of a body, which are named in the order in which they were applied.
func unpack(body io.Reader, codings string) (io.Reader, error) {
	if codings == "" {
		return body, nil
	}
	known := []string{"identity", "gzip", "x-gzip", "deflate"}
	names := strings.Split(strings.ToLower(codings), ",")
	for i, name := range names {
		names[i] = strings.TrimSpace(name)
		if i == mostCodings || !slices.Contains(known, names[i]) {
			return nil, unsupported(`Unsupported content-encoding: "` + names[i] + `"`)
		}
	}
	for _, name := range slices.Backward(names) {
		var err error
		switch name {
		case "gzip", "x-gzip":
			body, err = gzip.NewReader(body)
		case "deflate": // HTTP's deflate is the zlib format (RFC 9110 section 8.4.1.2)
			body, err = zlib.NewReader(body)
		}
		if err != nil {
			return nil, errServer
		}
	}
	return body, nil
}

func readForm(text string) (any, error) {
	fields := map[string]any{}
	for pair := range strings.SplitSeq(text, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		fields[unescape(name)] = unescape(value)
	}
	if _, bad := fields["__proto__"]; bad {
		return nil, invalidRequest("Invalid URL-encoded data")
	}
	return fields, nil
}

// unescape leaves a percent sign that begins no escape as it is, as browsers do.
func unescape(text string) string {
	if decoded, err := url.QueryUnescape(text); err == nil {
		return decoded
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '%' && i+2 < len(text) {
			if n, err := strconv.ParseUint(text[i+1:i+3], 16, 8); err == nil {
				b.WriteByte(byte(n))
				i += 2
				continue
			}
		}
		if text[i] == '+' {
			b.WriteByte(' ')
			continue
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

func unsupported(description string) error {
	return &Error{
		Status: http.StatusUnsupportedMediaType, Code: "invalid_request", Description: description,
	}
}

// acceptsJSON reports whether an Accept header lets the reply be JSON.
func acceptsJSON(r *http.Request) bool {
	header := strings.Join(r.Header.Values("Accept"), ",")
	if strings.TrimSpace(header) == "" {
		return true
	}
	accepted, best := false, -1
	for part := range strings.SplitSeq(header, ",") {
		media, parameters, err := mime.ParseMediaType(strings.TrimSpace(part))
		if err != nil {
			continue
		}
		rank := map[string]int{"*/*": 0, "application/*": 1, "application/json": 2}
		specific, matches := rank[media]
		if !matches || specific < best {
			continue
		}
		quality, err := strconv.ParseFloat(parameters["q"], 64)
		accepted, best = err != nil || quality > 0, specific
	}
	return accepted
}

// fields reads the members of an object by a schema, and notes what is wrong in the reference's
// words.
type fields struct {
	values   map[string]any
	at       string // where the object stands: "body", "query", or nothing
	problems []fieldProblem
}

// A fieldProblem is what is wrong with a member.
type fieldProblem struct{ name, text string }

// readFields reads v, which may be no object at all.
func readFields(v any, at string) *fields {
	f := &fields{at: at}
	values, ok := v.(map[string]any)
	if !ok {
		f.problems = append(f.problems, fieldProblem{at, "Expected object, received " + kindOf(v)})
	}
	f.values = values
	return f
}

func (f *fields) problem(name, text string) {
	if f.at != "" {
		name = f.at + "." + name
	}
	f.problems = append(f.problems, fieldProblem{name, text})
}

func (f *fields) has(name string) bool {
	_, ok := f.values[name]
	return ok
}

// optional is a text that may be left out.
func (f *fields) optional(name string) *string {
	v, ok := f.values[name]
	if !ok {
		return nil
	}
	text, ok := v.(string)
	if !ok {
		f.problem(name, "Expected string, received "+kindOf(v))
		return nil
	}
	return &text
}

// required is a text of at least so many bytes.
func (f *fields) required(name string, atLeast int) string {
	text := f.optional(name)
	switch {
	case text == nil && !f.has(name):
		f.problem(name, "Required")
		return ""
	case text == nil:
		return ""
	case len(*text) < atLeast:
		f.problem(name, fmt.Sprintf("String must contain at least %d character(s)", atLeast))
	}
	return *text
}

// oneOf is a text out of a list, or "" if it is left out and may be.
func (f *fields) oneOf(name string, required bool, allowed ...string) string {
	if !f.has(name) && !required {
		return ""
	}
	if !f.has(name) {
		f.problem(name, "Required")
		return ""
	}
	text := f.optional(name)
	f.check(name, text, among(allowed...))
	return orEmpty(text)
}

// among is a check for texts that have to be in a list.
func among(allowed ...string) func(string) string {
	return func(text string) string {
		if slices.Contains(allowed, text) {
			return ""
		}
		return "Invalid enum value. Expected '" + strings.Join(allowed, "' | '") + "', received '" + text + "'"
	}
}

// check notes a problem of a text that is there.
func (f *fields) check(name string, text *string, problem func(string) string) {
	if text != nil {
		if p := problem(*text); p != "" {
			f.problem(name, p)
		}
	}
}

func (f *fields) err(prefix string) error {
	if len(f.problems) == 0 {
		return nil
	}
	var texts []string
	for _, p := range f.problems {
		texts = append(texts, p.text+" at "+p.name)
	}
	return invalidRequest(prefix + ": " + strings.Join(texts, "; "))
}

// kindOf names the type of a value of JSON as JavaScript does.
func kindOf(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case float64:
		return "number"
	case string:
		return "string"
	case []any:
		return "array"
	default:
		return "object"
	}
}
