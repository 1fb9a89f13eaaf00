package words

import (
	"cmp"
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Decode reads the document into the value that into points to: all that can be read of it, whether
// or not the rest is wrong. Err returns what is wrong.
func (d *Document) Decode(into any) {
	if d.root != nil {
		d.read(reflect.ValueOf(into).Elem(), d.root, nil)
	}
}

// decodeAll is Decode, but leaves the value alone if anything is wrong.
func (d *Document) decodeAll(into any) {
	target := reflect.ValueOf(into).Elem()
	read := reflect.New(target.Type()).Elem()
	read.Set(target)
	switch {
	case d.root != nil:
		d.read(read, d.root, nil)
	case d.empty:
		d.Add(d.Start(), "there is nothing in it", "write "+d.wanted(target.Type()))
	}
	if len(d.mistakes) == 0 {
		target.Set(read)
	}
}

func (d *Document) wrong(n *yaml.Node, at *spot, problem, remedy string) {
	d.note(d.at(n), Mistake{Path: at.path(), Problem: problem, Remedy: remedy})
}

// wrongKind notes that a value is not of the kind that its type asks for.
func (d *Document) wrongKind(t reflect.Type, n *yaml.Node, at *spot) {
	if t.Kind() == reflect.Struct && n.Kind == yaml.ScalarNode && n.Style == 0 && !d.isJSON {
		name, _, more := strings.Cut(n.Value, " ")
		if _, known := d.structureOf(t).fields[name]; known && more {
			d.wrong(n, at, "no \": \" follows "+Quote(name),
				"write "+Quote(name+": ")+" and the value")
			return
		}
	}
	kind := d.kind(n)
	if d.wanted(t) == "a whole number" && kind == "a number" && strings.ContainsAny(n.Value, ".eE") {
		kind = "a number that is not whole"
	}
	d.wrong(n, at, at.subject()+" is "+kind, "write "+d.wanted(t)+d.hint(t, n))
}

func (d *Document) read(v reflect.Value, n *yaml.Node, at *spot) {
	if f, ok := reflect.TypeAssert[placed](v.Addr()); ok {
		f.readPlaced(d, n, at)
		return
	}
	if n = d.value(n); n == nil {
		return
	}
	t := v.Type()
	switch {
	case t.Kind() == reflect.Interface, t == reflect.TypeFor[json.RawMessage]():
		d.unmarshal(v, n, at)
	case n.Tag == "!!null":
		d.readNull(v, n, at)
	case t.Kind() != reflect.Pointer && readsItself(t):
		d.unmarshal(v, n, at)
	default:
		d.readKind(v, n, at)
	}
}

// readNull takes null for nothing if the value is a pointer.
func (d *Document) readNull(v reflect.Value, n *yaml.Node, at *spot) {
	if v.Kind() == reflect.Pointer {
		v.SetZero()
		return
	}
	remedy := "write " + d.wanted(v.Type())
	if at != nil {
		remedy += ", or leave it out" + d.hint(v.Type(), n)
	}
	d.wrong(n, at, at.subject()+" is "+d.kind(n), remedy)
}

func (d *Document) readKind(v reflect.Value, n *yaml.Node, at *spot) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.read(v.Elem(), n, at)
	case reflect.Struct:
		d.readStruct(v, n, at)
	case reflect.Map:
		d.readMap(v, n, at)
	case reflect.Slice:
		d.readList(v, n, at)
	default:
		d.readScalar(v, n, at)
	}
}

func readsItself(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(reflect.TypeFor[json.Unmarshaler]()) ||
		p.Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

// unmarshal hands a value over, as JSON, to a type that reads itself. Its error says what is
// allowed.
func (d *Document) unmarshal(v reflect.Value, n *yaml.Node, at *spot) {
	text, ok := d.toJSON(n, at)
	if !ok {
		return
	}
	err := json.Unmarshal(text, v.Addr().Interface())
	isScalar := n.Kind == yaml.ScalarNode
	t, isText := reflect.TypeAssert[encoding.TextUnmarshaler](v.Addr())
	if isText && err != nil && isScalar {
		err = cmp.Or(t.UnmarshalText([]byte(n.Value)), err)
	}
	switch {
	case err == nil:
	case v.Type() == reflect.TypeFor[time.Time](),
		!isScalar && !v.Addr().CanConvert(reflect.TypeFor[json.Unmarshaler]()):
		d.wrongKind(v.Type(), n, at)
	case !isScalar:
		d.wrong(n, at, at.subject()+" is wrong", err.Error())
	default:
		d.wrong(n, at, at.subject()+" is "+Quote(n.Value), err.Error())
	}
}

func (d *Document) readScalar(v reflect.Value, n *yaml.Node, at *spot) {
	if v.Kind() != reflect.String {
		n = d.plain(n)
	}
	text := n.Kind == yaml.ScalarNode && n.Tag == "!!str"
	if n.Kind != yaml.ScalarNode || text != (v.Kind() == reflect.String) {
		d.wrongKind(v.Type(), n, at)
		return
	}
	written, ok := d.toJSON(n, at)
	if ok && json.Unmarshal(written, v.Addr().Interface()) != nil {
		d.wrongKind(v.Type(), n, at)
	}
}

func (d *Document) readList(v reflect.Value, n *yaml.Node, at *spot) {
	if n.Kind != yaml.SequenceNode {
		d.wrongKind(v.Type(), n, at)
		return
	}
	list := reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content))
	for i, item := range n.Content {
		d.readItem(list.Index(i), item, at.field(strconv.Itoa(i)))
	}
	v.Set(list)
}

// readItem reads an item of a list. Messages name what stands in a mapping from there on.
func (d *Document) readItem(v reflect.Value, n *yaml.Node, at *spot) {
	at.isItem = n.Kind == yaml.MappingNode || n.Kind == yaml.AliasNode && n.Alias.Kind == yaml.MappingNode
	d.read(v, n, at)
}

func (d *Document) readMap(v reflect.Value, n *yaml.Node, at *spot) {
	if n.Kind != yaml.MappingNode {
		d.wrongKind(v.Type(), n, at)
		return
	}
	read := reflect.MakeMap(v.Type())
	d.members(n, at, "write text", func(key, value *yaml.Node) {
		item := reflect.New(v.Type().Elem()).Elem()
		d.read(item, value, at.field(key.Value))
		name := reflect.New(v.Type().Key()).Elem()
		if json.Unmarshal(jsonText(key.Value, name.Kind()), name.Addr().Interface()) != nil {
			d.wrong(key, at, "the name "+Quote(key.Value)+" in "+at.subject()+" is not one",
				"write "+d.wanted(name.Type()))
			return
		}
		read.SetMapIndex(name, item)
	})
	v.Set(read)
}

// jsonText returns the name of a member as the JSON that a map's key is read from.
func jsonText(name string, kind reflect.Kind) []byte {
	if kind != reflect.String {
		return []byte(name)
	}
	text, _ := json.Marshal(name) // cannot fail
	return text
}

// members visits what stands in a mapping; of a name that stands twice the first.
func (d *Document) members(
	n *yaml.Node, at *spot, remedy string, visit func(key, value *yaml.Node),
) {
	seen := make(map[string]*yaml.Node, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		first, again := seen[key.Value]
		switch {
		case key.Kind != yaml.ScalarNode:
			d.wrong(key, at, "the name of a field is "+d.kind(key), remedy)
		case key.Tag == "!!merge":
			d.wrong(key, at, "merge keys are no part of the format", "write the fields out")
		case again:
			d.note(d.at(key), Mistake{
				Path:    at.field(key.Value).path(),
				Problem: Quote(at.field(key.Value).label()) + " stands twice in one place",
				Remedy:  fmt.Sprintf("leave one out; the first is at %s", d.at(first)), AtName: true,
			})
		default:
			seen[key.Value] = key
			visit(key, n.Content[i+1])
		}
	}
}

func (d *Document) readStruct(v reflect.Value, n *yaml.Node, at *spot) {
	s := d.structureOf(v.Type())
	if n.Kind != yaml.MappingNode {
		d.wrongKind(v.Type(), n, at)
		return
	}
	before := len(d.mistakes)
	d.members(n, at, s.remedy, func(key, value *yaml.Node) {
		here := at.field(key.Value)
		f, known := s.fields[key.Value]
		if !known {
			d.note(d.at(key), Mistake{
				Path: here.path(), Problem: "unknown field " + Quote(here.label()),
				Remedy: s.remedy + DidYouMean(key.Value, s.names), AtName: true,
			})
			return
		}
		field := v.FieldByIndex(f.index)
		d.read(field, value, here)
		if f.omitsZero && field.IsZero() && value.Kind == yaml.ScalarNode {
			d.meansNothing(value, here)
		}
	})
	if c, ok := reflect.TypeAssert[interface{ Check() Mistakes }](v.Addr()); ok {
		d.check(c.Check(), before, n, at)
	}
}

// meansNothing refuses a value that would mean the same as none, unless it is one that was refused
// already.
func (d *Document) meansNothing(n *yaml.Node, at *spot) {
	if d.mistakes.explain(at.path()) {
		return
	}
	switch n.Tag {
	case "!!null", "!!bool":
	case "!!str":
		if n.Value == "" {
			d.wrong(n, at, at.subject()+" is empty", "write text, or leave it out")
		}
	default:
		d.wrong(n, at, at.subject()+" is 0", "write another number, or leave it out")
	}
}
