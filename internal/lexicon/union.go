package lexicon

import (
	"reflect"
	"strings"
)

// A Union is embedded in a struct that reads a union of the lexicon: an object whose $type names its
// type. The struct's other fields are pointers to the member types, each with a tag
// lex:"NSID#name"; the one that $type names is read and set. An object of another $type is accepted
// and none is set, unless the Union itself has the tag lex:"closed".
type Union struct {
	Type   string
	Object *Object
}

// unionOf returns the field of a struct that embeds Union, if it does.
func unionOf(t reflect.Type) (reflect.StructField, bool) {
	f, ok := t.FieldByName("Union")
	return f, ok && f.Anonymous && f.Type == reflect.TypeFor[Union]()
}

func readUnion(t reflect.Type, union reflect.StructField) reader {
	members := map[string]field{}
	var names []string
	for _, f := range reflect.VisibleFields(t) {
		if tag, ok := f.Tag.Lookup("lex"); ok && !f.Anonymous {
			members[tag] = field{index: f.Index, read: readPointer(f.Type, rule{})}
			names = append(names, Quote(tag))
		}
	}
	last, closed := len(names)-1, union.Tag.Get("lex") == "closed"
	return func(v Value, path []any, into reflect.Value) *Issue {
		o, _ := v.(*Object)
		if o == nil || !o.has("$type") {
			return wrongType(`an object which includes the "$type" property`, v, path)
		}
		name, isString := o.values["$type"].(string)
		member, known := members[name]
		switch {
		case closed && !known:
			oneOf := strings.Join(names[:last], ", ") + " or " + names[last]
			message := "Expected one of " + oneOf + " (got " + preview(o.values["$type"]) + ")"
			return &Issue{message, child(path, "$type")}
		case !isString:
			return wrongType("string", o.values["$type"], child(path, "$type"))
		}
		into.FieldByIndex(union.Index).Set(reflect.ValueOf(Union{name, o}))
		if !known {
			return nil
		}
		return member.read(v, path, into.FieldByIndex(member.index))
	}
}

func (o *Object) has(key string) bool {
	_, ok := o.values[key]
	return ok
}
