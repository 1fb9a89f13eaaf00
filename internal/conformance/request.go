package conformance

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// The values of Request.Framing.
const (
	FramingAuto    = ""        // Content-Length; 0 for a bodyless request other than GET, HEAD and OPTIONS
	FramingChunked = "chunked" // Transfer-Encoding: chunked, the whole body in one chunk
	FramingNone    = "none"    // neither header; the body, if any, follows all the same
)

var errBodyForm = errors.New("a body is json, a form, text, base64 or a repetition")

// message returns the bytes of a request to a host, variables filled in. Header lines keep their
// order and spelling.
func (r Request) message(host string, vars variables) ([]byte, error) {
	body, err := r.Body.content(vars)
	if err != nil {
		return nil, err
	}
	framing, payload, err := r.frame(body)
	if err != nil {
		return nil, err
	}
	lines := []string{r.Method + " " + asTarget(vars.expand(r.Path)) + " HTTP/1.1"}
	if !r.names("Host") {
		lines = append(lines, "Host: "+host)
	}
	for _, h := range r.Headers {
		lines = append(lines, h[0]+": "+vars.expand(h[1]))
	}
	if framing != "" {
		lines = append(lines, framing)
	}
	if !r.names("Connection") {
		lines = append(lines, "Connection: close")
	}
	return append(latin1(strings.Join(lines, "\r\n")+"\r\n\r\n"), payload...), nil
}

// names reports whether the case gives a header itself.
func (r Request) names(header string) bool {
	return slices.ContainsFunc(r.Headers, func(h [2]string) bool { return strings.EqualFold(h[0], header) })
}

// frame returns the header line that delimits the body, "" for none, and the body as it goes on the
// wire. A delimiting header of the case's own replaces the line, and may well be wrong: that is
// what such cases test.
func (r Request) frame(body []byte) (line string, payload []byte, err error) {
	switch r.Framing {
	case FramingAuto, "auto":
		bodyless := body == nil && slices.Contains([]string{"GET", "HEAD", "OPTIONS"}, r.Method)
		if !bodyless && !r.names("Content-Length") {
			line = "Content-Length: " + strconv.Itoa(len(body))
		}
		return line, body, nil
	case FramingChunked:
		if !r.names("Transfer-Encoding") {
			line = "Transfer-Encoding: chunked"
		}
		return line, chunked(body), nil
	case FramingNone:
		return "", body, nil
	}
	return "", nil, fmt.Errorf("unknown framing %s", r.Framing)
}

func chunked(body []byte) []byte {
	var buf bytes.Buffer
	if len(body) > 0 {
		fmt.Fprintf(&buf, "%x\r\n%s\r\n", len(body), body)
	}
	buf.WriteString("0\r\n\r\n")
	return buf.Bytes()
}

// content returns the bytes of a body, and nil if there is none; an empty body is not nil.
func (b *Body) content(vars variables) ([]byte, error) {
	switch {
	case b == nil:
		return nil, nil
	case b.JSON != nil:
		return vars.expandJSON(b.JSON)
	case b.Form != nil:
		return encodeForm(b.Form, vars), nil
	case b.Text != nil:
		return append([]byte{}, vars.expand(*b.Text)...), nil
	case b.Base64 != nil:
		return base64.StdEncoding.DecodeString(*b.Base64)
	case b.Repeat != "":
		return []byte(vars.expand(b.Before) + strings.Repeat(b.Repeat, max(b.Times, 0)) + vars.expand(b.After)), nil
	}
	return nil, errBodyForm
}

// asTarget escapes what cannot stand in a request line at all, and nothing else.
func asTarget(path string) string {
	return percentEncode(path, func(c byte) bool { return c == ' ' || c >= 0x80 })
}

// latin1 is how header lines go on the wire: one byte for each character.
func latin1(s string) []byte {
	out := make([]byte, 0, len(s))
	for _, r := range s {
		out = append(out, byte(r))
	}
	return out
}
