package xrpc

import (
	"bytes"
	"encoding/binary"
	"mime"
	"strings"
	"unicode/utf16"
)

// jsonCharset reads a Content-Type: the charset it names (utf-8 when none), and whether it is JSON in a form that parses.
// One that does not parse leaves the body unread, as in the reference.
func jsonCharset(contentType string) (charset string, isJSON bool) {
	if strings.HasSuffix(strings.TrimSpace(contentType), ";") {
		return "", false
	}
	mediaType, params, err := mime.ParseMediaType(contentType)
	if err != nil || mediaType != "application/json" {
		return "", false
	}
	if charset = strings.ToLower(params["charset"]); charset == "" {
		charset = "utf-8"
	}
	return charset, true
}

// knownCharset reports whether JSON may come in a charset: RFC 8259 leaves the Unicode ones.
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
