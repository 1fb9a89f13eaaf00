package lexicon

import (
	"reflect"
	"strings"
)

// A Union is embedded in a struct that reads an open union of the lexicon: an object whose $type
// names its type. The struct's other fields are pointers to the member types, each with a tag
// lex:"NSID#name"; the one that $type names is read and set. An object of another $type is accepted
// and none is set.
type Union struct {
	Type   string
	Object *Object
}

// A ClosedUnion is a Union that accepts objects of its members' types alone.
type ClosedUnion struct {
	Type   string
	Object *Object
}

func embeds[T any](t reflect.Type) bool {
	for _, f := range reflect.VisibleFields(t) {
		if f.Anonymous && f.Type == reflect.TypeFor[T]() {
			return true
		}
	}
	return false
}

func readUnion(t reflect.Type) reader {
	members, _ := membersOf(t)
	return func(v Value, path []any, into reflect.Value) *Issue {
		o, issue := typedObject(v, path)
		if issue != nil {
			return issue
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

func readClosedUnion(t reflect.Type) reader {
	members, names := membersOf(t)
	last := len(names) - 1
	oneOf := "Expected one of " + strings.Join(names[:last], ", ") + " or " + names[last]
	return func(v Value, path []any, into reflect.Value) *Issue {
		o, issue := typedObject(v, path)
		if issue != nil {
			return issue
		}
		name, _ := o.values["$type"].(string)
		member, known := members[name]
		if !known {
			return &Issue{oneOf + " (got " + preview(o.values["$type"]) + ")", child(path, "$type")}
		}
		into.FieldByName("ClosedUnion").Set(reflect.ValueOf(ClosedUnion{name, o}))
		return member.read(v, path, into.FieldByIndex(member.index))
	}
}

// membersOf returns the members of a union by name, and their names in quotes in the order of the
// struct.
func membersOf(t reflect.Type) (members map[string]field, names []string) {
	members = map[string]field{}
	for _, f := range reflect.VisibleFields(t) {
		if tag, ok := f.Tag.Lookup("lex"); ok {
			members[tag] = field{index: f.Index, read: readPointer(f.Type, rule{})}
			names = append(names, Quote(tag))
		}
	}
	return members, names
}

func typedObject(v Value, path []any) (*Object, *Issue) {
	o, _ := v.(*Object)
	if o == nil || !o.has("$type") {
		return nil, wrongType(`an object which includes the "$type" property`, v, path)
	}
	return o, nil
}

func (o *Object) has(key string) bool {
	_, ok := o.values[key]
	return ok
}
