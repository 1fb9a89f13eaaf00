package lexicon

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"
)

const (
	// previewLimit is how much of a string an error repeats, in UTF-16 code units.
	previewLimit = 256
	// previewItems is how many items of a list or an object an error repeats.
	previewItems = 2
)

// preview shows a value the way the reference's errors do: whole scalars, the beginning of lists
// and objects.
func preview(v Value) string {
	var b strings.Builder
	writePreview(&b, v)
	return b.String()
}

func writePreview(b *strings.Builder, v Value) {
	switch v := v.(type) {
	case nil:
		b.WriteString("null")
	case bool:
		b.WriteString(strconv.FormatBool(v))
	case float64:
		b.WriteString(formatNumber(v))
	case string:
		b.WriteString(Quote(shorten(v)))
	case []Value:
		b.WriteByte('[')
		writePreviews(b, len(v), func(i int) { writePreview(b, v[i]) })
		b.WriteByte(']')
	case Link:
		b.WriteString("cid")
	case Bytes:
		b.WriteString("object")
	case *Object:
		b.WriteByte('{')
		writePreviews(b, len(v.keys), func(i int) { b.WriteString(Quote(v.keys[i]) + ": ...") })
		b.WriteByte('}')
	default:
		fmt.Fprintf(b, "%T", v)
	}
}

func writePreviews(b *strings.Builder, n int, item func(int)) {
	for i := range min(n, previewItems) {
		if i > 0 {
			b.WriteString(", ")
		}
		item(i)
	}
	if n > previewItems {
		b.WriteString(", ...")
	}
}

func shorten(s string) string {
	if len(s) < previewLimit {
		return s
	}
	units := utf16.Encode([]rune(s))
	if len(units) < previewLimit {
		return s
	}
	return string(utf16.Decode(units[:previewLimit-1])) + "…"
}

// formatNumber writes a number as JavaScript does; encoding/json follows the same rule for finite
// ones.
func formatNumber(f float64) string {
	if math.IsInf(f, 0) {
		return map[bool]string{true: "Infinity", false: "-Infinity"}[f > 0]
	}
	text, _ := json.Marshal(f)
	return string(text)
}

// Quote is JSON.stringify of a string: unlike json.Marshal it leaves <, > and & alone.
func Quote(s string) string {
	special := func(c rune) bool { return c < ' ' || c > '~' || c == '"' || c == '\\' }
	if !strings.ContainsFunc(s, special) {
		return `"` + s + `"`
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return strconv.Quote(s)
	}
	return strings.TrimSuffix(b.String(), "\n")
}
