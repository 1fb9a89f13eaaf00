package xrpc

import (
	"bytes"
	"encoding/json"
)

// An Appender writes its own JSON, the same as encoding/json would without escapes for HTML. It is for the few replies that are
// asked for all the time; a test holds each of them against encoding/json.
type Appender interface {
	AppendJSON(b []byte) []byte
}

// AppendString appends a string as JSON, with the escapes that JSON needs and no others.
func AppendString(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return appendEscaped(b, s)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

func appendEscaped(b []byte, s string) []byte {
	var buffer bytes.Buffer
	e := json.NewEncoder(&buffer)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string into memory: nothing can fail
	return append(b, bytes.TrimSuffix(buffer.Bytes(), []byte("\n"))...)
}
