// Package strictjson reads JSON into structs more strictly than encoding/json does, and tells all that is wrong with it at
// once, in words for whoever wrote it. Field names count with their letter case, stand once, and are known; null is no value
// but for a pointer; and neither is zero or empty text for a field with omitempty, where it would mean the same as none.
package strictjson

import (
	"bytes"
	"encoding"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Problem is one thing wrong with some JSON.
type Problem struct {
	Path    string // the names that lead to it with dots between them; "" when it is the whole
	AtName  bool   // the last of these names is wrong, not its value
	Problem string // what is wrong; it repeats no value
	Remedy  string // what is allowed; "" when the problem says it
}

// Problems are all that is wrong with some JSON, in its order.
type Problems []Problem

// Error gives one line for each problem.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, one := range p {
		lines[i] = one.Problem
		if one.Remedy != "" {
			lines[i] += ": " + one.Remedy
		}
	}
	return strings.Join(lines, "\n")
}

// Decode reads data into what into points to, which keeps what it has where data says nothing. Of a struct the fields with a
// json tag count. Types that read JSON or text themselves do so. The error is of type Problems; what into points to is then
// as it was.
func Decode(data []byte, into any) error {
	t := reflect.TypeOf(into).Elem()
	var raw json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		return Problems{{Problem: "this is no JSON: " + withoutCharacter(err.Error()), Remedy: "write " + kindOf(t)}}
	}
	c := &checker{}
	c.value(t, "", raw)
	if len(c.problems) > 0 {
		return c.problems
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return Problems{{Problem: err.Error()}}
	}
	return nil
}

// withoutCharacter takes the character out of a message of encoding/json: it may be one of a password.
func withoutCharacter(message string) string {
	const start = "invalid character '"
	if !strings.HasPrefix(message, start) {
		return message
	}
	_, rest, _ := strings.Cut(message[len(start)+1:], "' ")
	return "unexpected character " + rest
}

// A checker holds JSON that is valid as such against a type.
type checker struct{ problems Problems }

func (c *checker) add(path, problem, remedy string) {
	c.problems = append(c.problems, Problem{Path: path, Problem: orWhole(path) + " " + problem, Remedy: remedy})
}

func (c *checker) addName(path, problem, remedy string) {
	c.problems = append(c.problems, Problem{path, true, problem, remedy})
}

// orWhole names a value in a message.
func orWhole(path string) string {
	if path == "" {
		return "this"
	}
	return path
}

func (c *checker) value(t reflect.Type, path string, data json.RawMessage) {
	null := string(data) == "null"
	switch {
	case t.Kind() == reflect.Pointer && null, t == reflect.TypeFor[json.RawMessage](), t.Kind() == reflect.Interface:
	case null:
		c.add(path, "is null", "write "+kindOf(t)+", or leave it out")
	case t.Kind() == reflect.Pointer:
		c.value(t.Elem(), path, data)
	case readsItself(t):
		c.itself(t, path, data)
	case t.Kind() == reflect.Struct:
		c.object(t, path, data)
	case t.Kind() == reflect.Map:
		c.mapping(t, path, data)
	case t.Kind() == reflect.Slice:
		c.list(t, path, data)
	case json.Unmarshal(data, reflect.New(t).Interface()) != nil:
		c.add(path, "is "+shape(data), "write "+kindOf(t))
	}
}

func readsItself(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(reflect.TypeFor[json.Unmarshaler]()) || p.Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

func (c *checker) itself(t reflect.Type, path string, data json.RawMessage) {
	err := json.Unmarshal(data, reflect.New(t).Interface())
	switch {
	case err == nil:
	case t == reflect.TypeFor[time.Time]():
		c.add(path, "is "+shape(data), "write "+kindOf(t))
	default:
		c.problems = append(c.problems, Problem{Path: path, Problem: strings.TrimPrefix(path+": "+err.Error(), ": ")})
	}
}

func (c *checker) object(t reflect.Type, path string, data json.RawMessage) {
	fields := fieldsOf(t)
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.name
	}
	if data[0] != '{' {
		c.add(path, "is "+shape(data), "write an object with "+oneOf(names))
		return
	}
	c.members(path, data, func(name string, value json.RawMessage) {
		at := join(path, name)
		if i := slices.Index(names, name); i >= 0 {
			c.field(fields[i], at, value)
			return
		}
		c.addName(at, "unknown field "+quote(at), "write "+oneOf(names))
	})
}

func (c *checker) mapping(t reflect.Type, path string, data json.RawMessage) {
	if data[0] != '{' {
		c.add(path, "is "+shape(data), "write an object")
		return
	}
	c.members(path, data, func(name string, value json.RawMessage) { c.value(t.Elem(), join(path, name), value) })
}

// members visits what stands in an object; of a name that stands twice the first.
func (c *checker) members(path string, data json.RawMessage, visit func(name string, value json.RawMessage)) {
	d := json.NewDecoder(bytes.NewReader(data))
	_, _ = d.Token() // the brace
	seen := map[string]bool{}
	for d.More() {
		token, _ := d.Token() // cannot fail: the text is valid
		name, _ := token.(string)
		var value json.RawMessage
		_ = d.Decode(&value)
		if seen[name] {
			c.addName(join(path, name), quote(join(path, name))+" stands there twice", "leave one out")
			continue
		}
		seen[name] = true
		visit(name, value)
	}
}

func (c *checker) list(t reflect.Type, path string, data json.RawMessage) {
	var items []json.RawMessage
	if json.Unmarshal(data, &items) != nil {
		c.add(path, "is "+shape(data), "write a list")
		return
	}
	for i, item := range items {
		c.value(t.Elem(), join(path, strconv.Itoa(i)), item)
	}
}

// A field is one that JSON can set.
type field struct {
	name     string
	kind     reflect.Type
	notEmpty bool
}

// fieldsOf lists a struct's fields that have a json tag, those of embedded structs among them.
func fieldsOf(t reflect.Type) []field {
	var fields []field
	for _, f := range reflect.VisibleFields(t) {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name != "" && name != "-" {
			fields = append(fields, field{name, f.Type, strings.Contains(options, "omitempty")})
		}
	}
	return fields
}

func (c *checker) field(f field, path string, data json.RawMessage) {
	switch text := string(data); {
	case f.notEmpty && text == `""`:
		c.add(path, "is empty", "write text, or leave it out")
	case f.notEmpty && (text == "0" || text == "-0"):
		c.add(path, "is 0", "write another number, or leave it out")
	default:
		c.value(f.kind, path, data)
	}
}
