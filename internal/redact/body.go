package redact

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"compress/zlib"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// MaxBody is how many bytes of a body are decoded, unpacked ones where it is compressed. A longer
// body is not shown.
const MaxBody = 64 << 10

// A Body is the body of a message as it was sent.
type Body struct {
	Type     string // its Content-Type
	Encoding string // its Content-Encoding; "" and "identity" for none
	Bytes    []byte // the whole body, or its first MaxBody bytes
	Length   int64  // of the whole body
	Text     bool   // whether plain text may be shown: of a server's, not of what a client typed
}

// Body returns a body without its secrets. It is empty for an empty one.
func (r *Redactor) Body(b Body) string {
	if b.Length == 0 {
		return ""
	}
	kind, _, _ := strings.Cut(b.Type, ";")
	kind = strings.TrimSpace(kind)
	shown, err := r.body(b, strings.ToLower(kind))
	if err != nil {
		return fmt.Sprintf("‹%.100s, %d bytes: %v›", cmp.Or(r.Text(kind), "no type"), b.Length, err)
	}
	return shown
}

var (
	errTooLong = fmt.Errorf("longer than %d", MaxBody)
	errNotText = errors.New("not text")
)

func (r *Redactor) body(b Body, kind string) (string, error) {
	plain, err := b.Plain()
	switch {
	case err != nil:
		return "", err
	case !utf8.Valid(plain):
		return "", errNotText
	case kind == "application/json" || strings.HasSuffix(kind, "+json"):
		return r.json(plain)
	case kind == "application/x-www-form-urlencoded":
		return r.Query(string(plain)), nil
	case kind != "" && !strings.HasPrefix(kind, "text/"):
		return "", errNotText
	case b.Text:
		return r.Text(string(plain)), nil
	}
	if shown, err := r.json(plain); err == nil { // as clients send it that forget to say so
		return shown, nil
	}
	return "", errors.New("neither JSON nor a form")
}

// Plain returns the body as it was before it was compressed, or why it cannot be had.
func (b *Body) Plain() ([]byte, error) {
	switch {
	case b.Length > MaxBody:
		return nil, errTooLong
	case b.Length > int64(len(b.Bytes)):
		return nil, fmt.Errorf("only %d were read", len(b.Bytes))
	}
	var unpacked io.Reader
	var err error
	encoding := strings.ToLower(b.Encoding)
	switch encoding {
	case "", "identity":
		return b.Bytes, nil
	case "gzip":
		unpacked, err = gzip.NewReader(bytes.NewReader(b.Bytes))
	case "deflate": // HTTP's deflate is the zlib format (RFC 9110 section 8.4.1.2)
		unpacked, err = zlib.NewReader(bytes.NewReader(b.Bytes))
	default:
		return nil, errors.New("compressed, neither with gzip nor with deflate")
	}
	var plain []byte
	if err == nil {
		plain, err = io.ReadAll(io.LimitReader(unpacked, MaxBody+1))
	}
	switch {
	case err != nil:
		return nil, fmt.Errorf("not %s", encoding)
	case len(plain) > MaxBody:
		return nil, errTooLong
	}
	return plain, nil
}

// json returns a JSON text without its secrets. The rest of it stays as it was written.
func (r *Redactor) json(body []byte) (string, error) {
	if !json.Valid(body) {
		return "", errors.New("not valid JSON")
	}
	// As much as most take is not on the heap: only the text is, in its final size.
	out, written := make([]byte, 0, 2<<10), 0
	replace := func(begin, end int, shown string) {
		quoted, _ := json.Marshal(shown) // a string can always be written
		out = append(append(out, body[written:begin]...), quoted...)
		written = end
	}
	for i := 0; ; {
		next := bytes.IndexByte(body[i:], '"')
		if next < 0 {
			return string(append(out, body[written:]...)), nil
		}
		begin := i + next
		end := stringEnd(body, begin)
		word := unquoted(body[begin:end])
		if bytes.Contains(word, []byte(jwtStart)) {
			if shown := r.Text(string(word)); shown != string(word) {
				replace(begin, end, shown)
			}
		}
		if i = skipSpace(body, end); i == len(body) || body[i] != ':' {
			continue // the string is not the name of a field
		}
		i = skipSpace(body, i+1)
		if class := SecretClass(string(word)); class != "" {
			value := firstValue(body[i:])
			if shown := r.secret(class, value); shown != "" {
				replace(i, i+len(value), shown)
			}
			i += len(value)
		}
	}
}

// secret is what is shown in place of the value of a secret field, or "" if there is none.
func (r *Redactor) secret(class string, value []byte) string {
	switch value[0] {
	case 'n', 't', 'f': // null, true, false
		return ""
	case '{', '[':
		return fmt.Sprintf("‹%s, %d bytes of JSON›", class, len(value))
	case '"':
		if len(value) == len(`""`) {
			return ""
		}
		return r.hide(class, string(unquoted(value)))
	default:
		return hidden(class, string(value))
	}
}

// The functions below find their way in a JSON text that is known to be valid.

func unquoted(text []byte) []byte {
	if bytes.IndexByte(text, '\\') < 0 {
		return text[1 : len(text)-1]
	}
	var s string
	_ = json.Unmarshal(text, &s)
	return []byte(s)
}

func skipSpace(text []byte, i int) int {
	return len(text) - len(bytes.TrimLeft(text[i:], " \t\r\n"))
}

// stringEnd is where the string that begins at i ends.
func stringEnd(text []byte, i int) int {
	for i++; text[i] != '"'; i++ {
		if text[i] == '\\' {
			i++
		}
	}
	return i + 1
}

// firstValue is the value that a text begins with.
func firstValue(text []byte) []byte {
	if text[0] == '"' {
		return text[:stringEnd(text, 0)]
	}
	d := json.NewDecoder(bytes.NewReader(text))
	_ = d.Decode(new(json.RawMessage))
	return text[:d.InputOffset()]
}
