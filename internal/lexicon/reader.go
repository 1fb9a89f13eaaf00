package lexicon

import (
	"fmt"
	"math"
	"reflect"
)

var valueType = reflect.TypeFor[Value]()

// readerOf returns the reader of a struct field of type t.
func readerOf(t reflect.Type, r rule) reader {
	switch {
	case t == valueType:
		return readUnknown
	case t.Kind() == reflect.Pointer:
		return readPointer(t, r)
	case t.Kind() == reflect.String:
		return readString(r)
	case t.Kind() == reflect.Bool:
		return readBoolean
	case t.Kind() == reflect.Int64:
		return readInteger(r)
	case t.Kind() == reflect.Slice:
		return readArray(t, r)
	case t.Kind() == reflect.Map:
		return readMap(t, r)
	case t.Kind() == reflect.Struct:
		if union, ok := unionOf(t); ok {
			return readUnion(t, union)
		}
		return Compile(t).read
	default:
		panic(fmt.Sprintf("lexicon: no rule reads a %s", t))
	}
}

// readUnknown reads the lexicon's type unknown, which is any object of the data model.
func readUnknown(v Value, path []any, into reflect.Value) *Issue {
	if _, ok := v.(*Object); !ok {
		return wrongType("object", v, path)
	}
	if issue := findFraction(v, path); issue != nil {
		return issue
	}
	into.Set(reflect.ValueOf(v))
	return nil
}

// findFraction reports a number with a fraction, which the data model has no place for.
func findFraction(v Value, path []any) *Issue {
	switch v := v.(type) {
	case float64:
		if v != math.Trunc(v) || math.IsInf(v, 0) {
			return wrongType("one of null, boolean, integer, string, cid, bytes, array or object", v, path)
		}
	case []Value:
		for i, item := range v {
			if issue := findFraction(item, child(path, i)); issue != nil {
				return issue
			}
		}
	case *Object:
		for _, key := range v.keys {
			if issue := findFraction(v.values[key], child(path, key)); issue != nil {
				return issue
			}
		}
	}
	return nil
}

func readPointer(t reflect.Type, r rule) reader {
	inner := readerOf(t.Elem(), r)
	return func(v Value, path []any, into reflect.Value) *Issue {
		p := reflect.New(t.Elem())
		if v == nil && r.nullable {
			into.Set(p)
			return nil
		}
		if issue := inner(v, path, p.Elem()); issue != nil {
			return issue
		}
		into.Set(p)
		return nil
	}
}

func readString(r rule) reader {
	return func(v Value, path []any, into reflect.Value) *Issue {
		s, ok := asString(v)
		switch {
		case r.constant != "" && v != Value(r.constant):
			return &Issue{fmt.Sprintf("Expected %s (got %s)", Quote(r.constant), preview(v)), path}
		case !ok:
			return wrongType("string", v, path)
		case r.maxLength > 0 && len(s) > r.maxLength:
			return &Issue{fmt.Sprintf("string too big (maximum %d, got %d)", r.maxLength, len(s)), path}
		case r.format != "" && !formats[r.format].valid(s):
			return &Issue{fmt.Sprintf("Invalid %s (got %s)", formats[r.format].title, preview(s)), path}
		}
		into.SetString(s)
		return nil
	}
}

// asString returns a string, or the CID of a link, as the reference does.
func asString(v Value) (string, bool) {
	if link, ok := v.(Link); ok {
		return string(link), true
	}
	s, ok := v.(string)
	return s, ok
}

func readBoolean(v Value, path []any, into reflect.Value) *Issue {
	b, ok := v.(bool)
	if !ok {
		return wrongType("boolean", v, path)
	}
	into.SetBool(b)
	return nil
}

// maxSafeInteger is the largest integer up to which JavaScript has all integers.
const maxSafeInteger = 1<<53 - 1

func readInteger(r rule) reader {
	return func(v Value, path []any, into reflect.Value) *Issue {
		f, ok := v.(float64)
		if !ok || f != math.Trunc(f) || math.Abs(f) > maxSafeInteger {
			return wrongType("integer", v, path)
		}
		n := int64(f)
		switch {
		case r.min != nil && n < *r.min:
			return &Issue{fmt.Sprintf("integer too small (minimum %d, got %d)", *r.min, n), path}
		case r.max != nil && n > *r.max:
			return &Issue{fmt.Sprintf("integer too big (maximum %d, got %d)", *r.max, n), path}
		}
		into.SetInt(n)
		return nil
	}
}

func readArray(t reflect.Type, r rule) reader {
	item := readerOf(t.Elem(), r)
	return func(v Value, path []any, into reflect.Value) *Issue {
		list, ok := v.([]Value)
		if !ok {
			return wrongType("array", v, path)
		}
		slice := reflect.MakeSlice(t, len(list), len(list))
		for i, element := range list {
			if issue := item(element, child(path, i), slice.Index(i)); issue != nil {
				return issue
			}
		}
		into.Set(slice)
		return nil
	}
}

func readMap(t reflect.Type, r rule) reader {
	member := readerOf(t.Elem(), r)
	return func(v Value, path []any, into reflect.Value) *Issue {
		o, ok := v.(*Object)
		if !ok {
			return wrongType("object", v, path)
		}
		m := reflect.MakeMap(t)
		for _, key := range o.keys {
			read := reflect.New(t.Elem()).Elem()
			if issue := member(o.values[key], child(path, key), read); issue != nil {
				return issue
			}
			m.SetMapIndex(reflect.ValueOf(key), read)
		}
		into.Set(m)
		return nil
	}
}
