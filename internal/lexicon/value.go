// Package lexicon reads requests by the rules of their lexicon: JSON bodies and query
// parameters in, typed Go structs out.
//
// The rules of an input stand in the struct it is read into, as field tags (see [Compile]).
// Mistakes are worded as the reference PDS words them, because its clients' tests compare them.
package lexicon

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"math"
	"slices"
)

// A Value is a JSON value: nil, bool, float64, string, []Value or *Object, or what the data model
// writes as an object: a Link or a Bytes.
type Value = any

// An Object is a JSON object that remembers the order of its keys. Of a key given twice the last
// value counts.
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

// Keys returns the object's keys in the order they came.
func (o *Object) Keys() []string {
	return slices.Clone(o.keys)
}

// With returns a copy of the object in which key holds v.
func (o *Object) With(key string, v Value) *Object {
	c := &Object{slices.Clone(o.keys), make(map[string]Value, len(o.values)+1)}
	maps.Copy(c.values, o.values)
	c.set(key, v)
	return c
}

func (o *Object) set(key string, v Value) {
	if _, ok := o.values[key]; !ok {
		o.keys = append(o.keys, key)
	}
	o.values[key] = v
}

// What Parse refuses besides text that is not JSON, in the reference's words, which are sent as
// they stand.
//
//nolint:revive,staticcheck // the reference begins them with a capital
var (
	ErrProtoKey = errors.New("Invalid key: __proto__")
	ErrTooDeep  = errors.New("Maximum call stack size exceeded")
)

// maxDepth is how many lists and objects may stand within one another. The reference has no fixed
// limit: it runs out of stack somewhere between 2,500 and 16,000.
const maxDepth = 5000

// Parse reads one JSON value. Its errors are encoding/json's, or, for text that is JSON,
// ErrTooDeep or ErrProtoKey.
func Parse(data []byte) (Value, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	p := parser{Decoder: d}
	v, err := p.value()
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("unexpected text after the JSON value")
	}
	switch {
	case p.tooDeep:
		return nil, ErrTooDeep
	case p.proto:
		return nil, ErrProtoKey
	default:
		return v, nil
	}
}

// A parser reads values, and notes what it finds in them.
type parser struct {
	*json.Decoder

	depth   int
	tooDeep bool // whether values deeper than maxDepth were skipped
	proto   bool // whether there is a key __proto__
}

func (p *parser) value() (Value, error) {
	t, err := p.Token()
	if err != nil {
		return nil, err
	}
	switch t := t.(type) {
	case json.Delim:
		p.depth++
		defer func() { p.depth-- }()
		switch {
		case p.depth > maxDepth:
			p.tooDeep = true
			return nil, p.skip()
		case t == '[':
			return p.array()
		default:
			return p.object()
		}
	case json.Number:
		return parseNumber(t)
	default:
		return t, nil
	}
}

func (p *parser) array() (Value, error) {
	list := []Value{}
	for p.More() {
		v, err := p.value()
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	_, err := p.Token()
	return list, err
}

func (p *parser) object() (Value, error) {
	o := &Object{values: map[string]Value{}}
	for p.More() {
		t, err := p.Token()
		if err != nil {
			return nil, err
		}
		key, ok := t.(string)
		if !ok {
			return nil, errors.New("object key is no string")
		}
		p.proto = p.proto || key == "__proto__"
		v, err := p.value()
		if err != nil {
			return nil, err
		}
		o.set(key, v)
	}
	_, err := p.Token()
	return asData(o), err
}

// skip reads to the end of the list or object that has just begun.
func (p *parser) skip() error {
	for open := 1; open > 0; {
		t, err := p.Token()
		if err != nil {
			return err
		}
		switch t {
		case json.Delim('['), json.Delim('{'):
			open++
		case json.Delim(']'), json.Delim('}'):
			open--
		}
	}
	return nil
}

// parseNumber reads a number as JavaScript does: one that is too large becomes infinite. A negative
// zero becomes zero, which is how JavaScript writes it.
func parseNumber(n json.Number) (Value, error) {
	f, err := n.Float64()
	switch {
	case err != nil && !math.IsInf(f, 0):
		return nil, err
	case f == 0:
		return 0.0, nil
	default:
		return f, nil
	}
}

// MarshalJSON writes the object with its keys in the order they came. It fails if there is a
// number in it that is infinite.
func (o *Object) MarshalJSON() ([]byte, error) {
	return appendJSON(nil, o, func(o *Object) []string { return o.keys })
}

// SortedJSON writes a value with the keys of its objects in the order of DAG-CBOR, by length and
// then by bytes: a server that stores DAG-CBOR sends them so. It fails if there is a number in it
// that is infinite.
func SortedJSON(v Value) ([]byte, error) {
	return appendJSON(nil, v, func(o *Object) []string {
		keys := o.Keys()
		slices.SortFunc(keys, func(a, b string) int {
			return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
		})
		return keys
	})
}

// appendJSON writes a value. It is one pass over the value, unlike a MarshalJSON that calls
// json.Marshal for what is within.
func appendJSON(b []byte, v Value, keys func(*Object) []string) (_ []byte, err error) {
	switch v := v.(type) {
	case []Value:
		b = append(b, '[')
		for i, item := range v {
			if b, err = appendJSON(separate(b, i), item, keys); err != nil {
				return nil, err
			}
		}
		return append(b, ']'), nil
	case *Object:
		b = append(b, '{')
		for i, key := range keys(v) {
			b = append(append(separate(b, i), Quote(key)...), ':')
			if b, err = appendJSON(b, v.values[key], keys); err != nil {
				return nil, err
			}
		}
		return append(b, '}'), nil
	case string:
		return append(b, Quote(v)...), nil
	default:
		text, err := json.Marshal(v)
		return append(b, text...), err
	}
}

func separate(b []byte, i int) []byte {
	if i > 0 {
		b = append(b, ',')
	}
	return b
}
