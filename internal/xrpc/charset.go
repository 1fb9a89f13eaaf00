package xrpc

import (
	"bytes"
	"encoding/binary"
	"regexp"
	"strings"
	"unicode/utf16"
)

// contentParameter is one parameter of a content type. The reference leaves a body unread whose
// parameters do not match.
var contentParameter = regexp.MustCompile(
	`^; *([!#$%&'*+.^_\x60|~0-9A-Za-z-]+) *= *` +
		`("(?:[^"\\]|\\.)*"|[!#$%&'*+.^_\x60|~0-9A-Za-z-]+) *`)

// jsonCharset returns the charset of a Content-Type, utf-8 if it names none, and reports whether
// the Content-Type parses and is JSON. Of a parameter given twice the last one counts.
func jsonCharset(contentType string) (charset string, isJSON bool) {
	if contentType == "application/json" { // nearly always
		return "utf-8", true
	}
	name, rest := contentType, ""
	if i := strings.IndexByte(contentType, ';'); i >= 0 {
		name, rest = contentType[:i], contentType[i:]
	}
	name = strings.ToLower(strings.TrimSpace(name))
	charset = "utf-8"
	for rest != "" {
		p := contentParameter.FindStringSubmatch(rest)
		if p == nil {
			return "", false
		}
		if strings.EqualFold(p[1], "charset") {
			charset = strings.ToLower(strings.Trim(p[2], `"`))
		}
		rest = rest[len(p[0]):]
	}
	return charset, name == "application/json"
}

// knownCharset reports whether JSON may come in a charset. RFC 8259 allows the Unicode ones.
func knownCharset(charset string) bool {
	switch charset {
	case "utf-8", "utf-16", "utf-16le", "utf-16be":
		return true
	}
	return false
}

// decodeCharset turns a body of a known charset into UTF-8 without a byte order mark.
func decodeCharset(data []byte, charset string) []byte {
	switch charset {
	case "utf-16be":
		data = decodeUTF16(data, binary.BigEndian)
	case "utf-16", "utf-16le":
		if bytes.HasPrefix(data, []byte{0xfe, 0xff}) {
			data = decodeUTF16(data, binary.BigEndian)
		} else {
			data = decodeUTF16(data, binary.LittleEndian)
		}
	}
	return bytes.TrimPrefix(data, []byte("\uFEFF"))
}

func decodeUTF16(data []byte, order binary.ByteOrder) []byte {
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return []byte(string(utf16.Decode(units)))
}
