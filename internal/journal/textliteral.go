package journal

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// stringLiteral reads a JSON string that begins at a quotation mark, to its end or that of the text.
func stringLiteral(s string, from int) (literal string, next int) {
	for i := from + 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return s[from : i+1], i + 1
		}
	}
	return s[from:], len(s)
}

// quote writes a JSON string.
func quote(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // which a string cannot fail to be
	return strings.TrimSuffix(b.String(), "\n")
}

// unquote reads a JSON string leniently: it may lack its end and hold anything.
func unquote(literal string) string {
	s := strings.TrimPrefix(literal, `"`)
	if !strings.Contains(s, `\`) {
		return strings.TrimSuffix(s, `"`)
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			return b.String()
		case s[i] != '\\' || i+1 == len(s):
			b.WriteByte(s[i])
		case s[i+1] == 'u':
			char, read := unicodeEscape(s[i:])
			b.WriteRune(char)
			i += read - 1
		default:
			i++
			b.WriteString(simpleEscape(s[i]))
		}
	}
	return b.String()
}

func simpleEscape(c byte) string {
	if i := strings.IndexByte("bfnrt", c); i >= 0 {
		return "\b\f\n\r\t"[i : i+1]
	}
	return string(rune(c))
}

// unicodeEscape reads \uXXXX, or two of them that are one character, and says how many bytes that was.
func unicodeEscape(s string) (char rune, read int) {
	first, ok := hexEscape(s)
	if !ok {
		return utf8.RuneError, min(2, len(s))
	}
	if second, ok := hexEscape(s[6:]); ok && utf16.IsSurrogate(first) {
		if both := utf16.DecodeRune(first, second); both != utf8.RuneError {
			return both, 12
		}
	}
	return first, 6
}

func hexEscape(s string) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(s[2:6], 16, 16)
	return rune(n), err == nil //nolint:gosec // 16 bits
}
