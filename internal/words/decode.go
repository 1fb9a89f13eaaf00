package words

import (
	"cmp"
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Decode reads the document into the value that into points to: all that can be read of it, whether or not the rest is wrong.
// Err returns what is wrong.
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

// A spot is where in a document a value stands: the name of a field or the number of an item, in what stands around it. The
// whole document is at the nil spot. Paths are put together only for mistakes, as names can be long.
type spot struct {
	in     *spot
	name   string
	isItem bool // a mapping in a list: messages name what is in it from there on
}

func (s *spot) field(name string) *spot { return &spot{in: s, name: name} }

// path leads to the value from the whole document.
func (s *spot) path() string { return s.names(func(*spot) bool { return false }) }

// label leads to the value from the item of a list around it, if there is one.
func (s *spot) label() string { return s.names(func(s *spot) bool { return s.isItem }) }

func (s *spot) names(until func(*spot) bool) string {
	var names []string
	for ; s != nil && !until(s); s = s.in {
		names = append(names, shorten(s.name))
	}
	slices.Reverse(names)
	return strings.Join(names, ".")
}

// subject returns what messages call the value.
func (s *spot) subject() string { return cmp.Or(s.label(), "this") }

func (d *Document) wrong(n *yaml.Node, at *spot, problem, remedy string) {
	d.note(d.at(n), Mistake{Path: at.path(), Problem: problem, Remedy: remedy})
}

// wrongKind notes that a value is not of the kind that its type asks for.
func (d *Document) wrongKind(t reflect.Type, n *yaml.Node, at *spot) {
	if t.Kind() == reflect.Struct && n.Kind == yaml.ScalarNode && n.Style == 0 && !d.isJSON {
		name, _, more := strings.Cut(n.Value, " ")
		if _, known := d.structureOf(t).fields[name]; known && more {
			d.wrong(n, at, "no \": \" follows "+Quote(name), "write "+Quote(name+": ")+" and the value")
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
	return p.Implements(reflect.TypeFor[json.Unmarshaler]()) || p.Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

// unmarshal hands a value over, as JSON, to a type that reads itself. Its error says what is allowed.
func (d *Document) unmarshal(v reflect.Value, n *yaml.Node, at *spot) {
	text, ok := d.toJSON(n, at)
	if !ok {
		return
	}
	err := json.Unmarshal(text, v.Addr().Interface())
	if t, isText := reflect.TypeAssert[encoding.TextUnmarshaler](v.Addr()); isText && err != nil && n.Kind == yaml.ScalarNode {
		err = cmp.Or(t.UnmarshalText([]byte(n.Value)), err)
	}
	switch {
	case err == nil:
	case v.Type() == reflect.TypeFor[time.Time](), n.Kind != yaml.ScalarNode && !v.Addr().CanConvert(reflect.TypeFor[json.Unmarshaler]()):
		d.wrongKind(v.Type(), n, at)
	case n.Kind != yaml.ScalarNode:
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
			d.wrong(key, at, "the name "+Quote(key.Value)+" in "+at.subject()+" is not one", "write "+d.wanted(name.Type()))
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
func (d *Document) members(n *yaml.Node, at *spot, remedy string, visit func(key, value *yaml.Node)) {
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
				Path: at.field(key.Value).path(), Problem: Quote(at.field(key.Value).label()) + " stands twice in one place",
				Remedy: fmt.Sprintf("leave one out; the first is at %s", d.at(first)), AtName: true,
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
				Path: here.path(), Problem: "unknown field " + Quote(here.label()), Remedy: s.remedy + DidYouMean(key.Value, s.names), AtName: true,
			})
			return
		}
		field := v.FieldByIndex(f.index)
		d.read(field, value, here)
		if f.omitsZero && field.IsZero() && value.Kind == yaml.ScalarNode && value.Tag != "!!null" && value.Tag != "!!bool" {
			d.meansNothing(value, here)
		}
	})
	if c, ok := reflect.TypeAssert[interface{ Check() Mistakes }](v.Addr()); ok {
		d.check(c.Check(), before, n, at)
	}
}

// meansNothing refuses a value that would mean the same as none, unless it is one that was refused already.
func (d *Document) meansNothing(n *yaml.Node, at *spot) {
	if d.mistakes.explain(at.path()) {
		return
	}
	switch {
	case n.Tag == "!!str" && n.Value == "":
		d.wrong(n, at, at.subject()+" is empty", "write text, or leave it out")
	case n.Tag != "!!str":
		d.wrong(n, at, at.subject()+" is 0", "write another number, or leave it out")
	}
}

// check notes what a struct found wrong with itself, but for what only follows from a mistake noted since before.
func (d *Document) check(found Mistakes, before int, n *yaml.Node, at *spot) {
	known := d.mistakes[before:]
	for _, m := range found {
		if len(d.mistakes) == mostMistakes { // where it stands does not matter
			d.found++
			continue
		}
		within := at
		if m.Path != "" {
			within = at.field(m.Path)
		}
		if known.explain(within.path()) {
			continue
		}
		where := find(n, m.Path, m.AtName)
		m.Path = within.path()
		d.note(d.at(where), m)
	}
}

// find returns what a path leads to, a value or its name, as far as there is something.
func find(n *yaml.Node, path string, atName bool) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	name, value, rest := step(n, path)
	switch {
	case value == nil:
		return n
	case rest == "" && atName && name != nil:
		return name
	default:
		return find(value, rest, atName)
	}
}

// step follows the first name of a path into a mapping, or its first number into a list. A name may have dots in it: of
// several the longest that is there counts.
func step(n *yaml.Node, path string) (name, value *yaml.Node, rest string) {
	longest := -1
	consider := func(key string, keyNode, valueNode *yaml.Node) {
		if len(key) > longest && (path == key || strings.HasPrefix(path, key+".")) {
			name, value, longest = keyNode, valueNode, len(key)
			rest = strings.TrimPrefix(path[len(key):], ".")
		}
	}
	if n.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(n.Content); i += 2 {
			consider(n.Content[i].Value, n.Content[i], n.Content[i+1])
		}
		return name, value, rest
	}
	for i, item := range n.Content {
		consider(strconv.Itoa(i), nil, item)
	}
	return name, value, rest
}

// A structure is what a document needs to know of a struct type.
type structure struct {
	names  []string
	fields map[string]structField
	remedy string
}

type structField struct {
	index     []int
	omitsZero bool
}

// structureOf lists the fields of a struct that have a json tag, those of embedded structs among them.
func (d *Document) structureOf(t reflect.Type) *structure {
	if s := d.structs[t]; s != nil {
		return s
	}
	s := &structure{fields: map[string]structField{}}
	for _, f := range reflect.VisibleFields(t) {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name != "" && name != "-" {
			s.names = append(s.names, name)
			s.fields[name] = structField{f.Index, strings.Contains(options, "omitempty")}
		}
	}
	s.remedy = "write one of " + strings.Join(s.names, ", ")
	d.structs[t] = s
	return s
}

// FieldsOf lists the names that Decode knows in the struct v, in their order.
func FieldsOf(v any) []string {
	return Parse("", nil).structureOf(reflect.TypeOf(v)).names
}
