package lexicon

import "reflect"

// A Union is embedded in a struct that reads an open union of the lexicon: an object whose $type
// names its type. The struct's other fields are pointers to the member types, each with a tag
// lex:"NSID#name"; the one that $type names is read and set. An object of another $type is accepted
// and none is set.
type Union struct {
	Type   string
	Object *Object
}

func embedsUnion(t reflect.Type) bool {
	f, ok := t.FieldByName("Union")
	return ok && f.Anonymous && f.Type == unionType
}

func readUnion(t reflect.Type) reader {
	members := map[string]field{}
	for _, f := range reflect.VisibleFields(t) {
		if tag, ok := f.Tag.Lookup("lex"); ok {
			members[tag] = field{index: f.Index, read: readPointer(f.Type, rule{})}
		}
	}
	return func(v Value, path []any, into reflect.Value) *Issue {
		o, _ := v.(*Object)
		if o == nil || !o.has("$type") {
			return wrongType(`an object which includes the "$type" property`, v, path)
		}
		name, ok := o.values["$type"].(string)
		if !ok {
			return wrongType("string", o.values["$type"], child(path, "$type"))
		}
		into.FieldByName("Union").Set(reflect.ValueOf(Union{name, o}))
		if member, known := members[name]; known {
			return member.read(v, path, into.FieldByIndex(member.index))
		}
		return nil
	}
}

func (o *Object) has(key string) bool {
	_, ok := o.values[key]
	return ok
}
