package words

import (
	"encoding"
	"encoding/json"
	"reflect"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// wanted says what to write for a type.
func (d *Document) wanted(t reflect.Type) string {
	value := reflect.New(t)
	if f, ok := reflect.TypeAssert[placed](value); ok {
		return d.wanted(f.valueType())
	}
	if t == reflect.TypeFor[time.Time]() {
		return "a time such as 2026-01-02T15:04:05Z"
	}
	if _, ok := reflect.TypeAssert[encoding.TextUnmarshaler](value); ok {
		return "text"
	}
	switch t.Kind() {
	case reflect.Pointer:
		return d.wanted(t.Elem())
	case reflect.String:
		return "text"
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int64, reflect.Uint64:
		return "a whole number"
	case reflect.Float64:
		return "a number"
	case reflect.Slice:
		return d.either("a list", `a list: each entry begins with "- "; [] is an empty one`)
	case reflect.Struct:
		fields := strings.TrimPrefix(d.structureOf(t).remedy, "write ")
		return d.either("an object with ", "fields, ") + fields
	default:
		return d.either("an object", "fields")
	}
}

// either returns the words for JSON or those for YAML.
func (d *Document) either(inJSON, inYAML string) string {
	if d.isJSON {
		return inJSON
	}
	return inYAML
}

// hint says how to write text in YAML that looks like something else.
func (d *Document) hint(t reflect.Type, n *yaml.Node) string {
	switch {
	case d.isJSON || n.Kind != yaml.ScalarNode || d.wanted(t) != "text":
		return ""
	case n.Tag == "!!null":
		return "; text that begins with # or & needs quotes"
	default:
		return "; put it in quotes to have it read as text"
	}
}

// A placed value needs its place when it is read.
type placed interface {
	readPlaced(d *Document, n *yaml.Node, at *spot)
	valueType() reflect.Type
}

// A Field is a value that knows whether, and where, it was written.
type Field[T any] struct {
	Value T
	At    Place // zero if it was not written
	OK    bool  // it was written without a mistake
	Null  bool  // it was written as null, which KeepNull allows
}

// Written reports whether the field was written, rightly or not.
func (f *Field[T]) Written() bool { return f.At != Place{} }

func (f *Field[T]) valueType() reflect.Type { return reflect.TypeFor[T]() }

func (f *Field[T]) readPlaced(d *Document, n *yaml.Node, at *spot) {
	if n = d.value(n); n == nil {
		return
	}
	f.At = d.at(n)
	if d.keepNull && n.Tag == "!!null" {
		f.Null = true
		return
	}
	before := d.found
	d.read(reflect.ValueOf(&f.Value).Elem(), n, at)
	f.OK = d.found == before
}

// KeepNull makes Decode accept null for a [Field], whose Null is then true.
func (d *Document) KeepNull() { d.keepNull = true }

// A Raw is a value of a document that is decoded later. If there is no value, Decode and JSON
// return false, and Add does nothing.
type Raw struct {
	document *Document
	node     *yaml.Node
	at       *spot
}

func (r *Raw) valueType() reflect.Type { return reflect.TypeFor[any]() }

func (r *Raw) readPlaced(d *Document, n *yaml.Node, at *spot) {
	if n = d.value(n); n != nil {
		*r = Raw{d, n, at}
	}
}

// Written reports whether there is a value.
func (r *Raw) Written() bool { return r.node != nil }

// IsObject reports whether the value has fields.
func (r *Raw) IsObject() bool { return r.node != nil && r.node.Kind == yaml.MappingNode }

// Place returns where the value stands.
func (r *Raw) Place() Place {
	if r.node == nil {
		return Place{}
	}
	return r.document.at(r.node)
}

// IsText reports whether the value is text.
func (r *Raw) IsText() bool {
	return r.node != nil && r.node.Kind == yaml.ScalarNode && r.node.Tag == "!!str"
}

// Kind names what the value is, such as "a list".
func (r *Raw) Kind() string { return r.document.kind(r.node) }

// Decode decodes the value as Document.Decode does, and reports whether it has no mistakes.
func (r *Raw) Decode(into any) bool {
	if r.node == nil {
		return false
	}
	before := r.document.found
	r.document.read(reflect.ValueOf(into).Elem(), r.node, r.at)
	return r.document.found == before
}

// Add adds mistakes in the value, with paths relative to it, except those that only follow from one
// that is known.
func (r *Raw) Add(found Mistakes) {
	if r.node != nil {
		r.document.check(found, 0, r.node, r.at)
	}
}

// JSON returns the value as JSON, and reports whether it has a JSON form.
func (r *Raw) JSON() (json.RawMessage, bool) {
	if r.node == nil {
		return nil, false
	}
	return r.document.toJSON(r.node, r.at)
}
