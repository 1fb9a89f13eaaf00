// Package lexicon reads requests by the rules of their lexicon: JSON bodies and query parameters in, typed Go structs out.
//
// The rules of an input stand in the struct it is read into, as field tags (see [Compile]). What is wrong with an input
// is said in the words of the reference PDS, which its clients' tests compare with.
package lexicon

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// A Value is a JSON value: nil, bool, float64, string, []Value or *Object, or what the data model writes as an object: a Link or
// a Bytes.
type Value = any

// An Object is a JSON object that remembers the order of its keys. Of a key given twice the last value counts.
type Object struct {
	keys   []string
	values map[string]Value
}

// Value returns what key holds, and whether the object has it.
func (o *Object) Value(key string) (Value, bool) {
	v, ok := o.values[key]
	return v, ok
}

// Text returns the string that key holds, or "".
func (o *Object) Text(key string) string {
	s, _ := o.values[key].(string)
	return s
}

// Keys lists the object's keys in the order they came.
func (o *Object) Keys() []string {
	return slices.Clone(o.keys)
}

func (o *Object) set(key string, v Value) {
	if _, ok := o.values[key]; !ok {
		o.keys = append(o.keys, key)
	}
	o.values[key] = v
}

// ErrProtoKey refuses the object key __proto__, as the reference does.
var ErrProtoKey = errors.New("Invalid key: __proto__") //nolint:revive,staticcheck // the reference's words, sent as they stand

// Parse reads one JSON value. Its errors are encoding/json's, or ErrProtoKey.
func Parse(data []byte) (Value, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	proto := false
	v, err := parseValue(d, &proto)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("unexpected text after the JSON value")
	}
	if proto { // only a body that is JSON throughout is looked at this closely
		return nil, ErrProtoKey
	}
	return v, nil
}

func parseValue(d *json.Decoder, proto *bool) (Value, error) {
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t := t.(type) {
	case json.Delim:
		if t == '[' {
			return parseArray(d, proto)
		}
		return parseObject(d, proto)
	case json.Number:
		return parseNumber(t)
	default:
		return t, nil
	}
}

func parseArray(d *json.Decoder, proto *bool) (Value, error) {
	list := []Value{}
	for d.More() {
		v, err := parseValue(d, proto)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	_, err := d.Token()
	return list, err
}

func parseObject(d *json.Decoder, proto *bool) (Value, error) {
	o := &Object{values: map[string]Value{}}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return nil, err
		}
		key, ok := t.(string)
		if !ok {
			return nil, errors.New("object key is no string")
		}
		*proto = *proto || key == "__proto__"
		v, err := parseValue(d, proto)
		if err != nil {
			return nil, err
		}
		o.set(key, v)
	}
	_, err := d.Token()
	return asData(o), err
}

// parseNumber reads as JavaScript does: what is too large becomes infinite.
func parseNumber(n json.Number) (Value, error) {
	f, err := n.Float64()
	if err != nil && !math.IsInf(f, 0) {
		return nil, err
	}
	return f, nil
}

// previewLimit is how much of a string an error repeats, in UTF-16 code units.
const previewLimit = 256

// preview shows a value the way the reference's errors do: whole scalars, the beginning of lists and objects.
func preview(v Value) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return strconv.FormatBool(v)
	case float64:
		return formatNumber(v)
	case string:
		return quote(shorten(v))
	case []Value:
		return "[" + previewList(len(v), func(i int) string { return preview(v[i]) }) + "]"
	case Link:
		return "cid"
	case Bytes:
		return "object"
	case *Object:
		return "{" + previewList(len(v.keys), func(i int) string { return quote(v.keys[i]) + ": ..." }) + "}"
	default:
		return fmt.Sprintf("%T", v)
	}
}

func previewList(n int, item func(int) string) string {
	const most = 2
	shown := make([]string, 0, most+1)
	for i := range min(n, most) {
		shown = append(shown, item(i))
	}
	if n > most {
		shown = append(shown, "...")
	}
	return strings.Join(shown, ", ")
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

// formatNumber writes a number as JavaScript does; encoding/json follows the same rule for finite ones.
func formatNumber(f float64) string {
	if math.IsInf(f, 0) {
		return map[bool]string{true: "Infinity", false: "-Infinity"}[f > 0]
	}
	if f == 0 {
		return "0" // also when it is negative
	}
	text, err := json.Marshal(f)
	if err != nil {
		return "NaN"
	}
	return string(text)
}

// quote is JSON.stringify of a string: unlike json.Marshal it leaves <, > and & alone.
func quote(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return strconv.Quote(s)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// MarshalJSON writes the object with its keys in the order they came.
func (o *Object) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for i, key := range o.keys {
		if i > 0 {
			b = append(b, ',')
		}
		value, err := json.Marshal(o.values[key])
		if err != nil {
			return nil, err
		}
		b = append(append(append(b, quote(key)...), ':'), value...)
	}
	return append(b, '}'), nil
}
