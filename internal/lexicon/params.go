package lexicon

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ReadQuery checks the query of a URL (without its question mark) against the schema and stores it
// into the struct that into points to. Parameters without a value count as absent, unknown ones are
// ignored, and one given more than once is a list. The error is an *Issue; the reference does not
// show its path.
func (s *Schema) ReadQuery(query string, into any) error {
	params, issue := s.coerce(query, reflect.ValueOf(into).Elem().Type())
	if issue == nil {
		issue = s.read(params, nil, reflect.ValueOf(into).Elem())
	}
	if issue != nil {
		return issue
	}
	return nil
}

// coerce converts the strings of a query into the values that the struct type t has. The first
// value of a parameter is kept as itself unless the schema has a list, more of them as a list.
func (s *Schema) coerce(query string, t reflect.Type) (*Object, *Issue) {
	params := &Object{values: map[string]Value{}}
	for _, p := range parseQuery(query) {
		i := slices.IndexFunc(s.fields, func(f field) bool { return f.name == p.name })
		if i < 0 || p.value == "" {
			continue
		}
		kind := t.FieldByIndex(s.fields[i].index).Type
		v, issue := coerceParam(p, kind)
		if issue != nil {
			return nil, issue
		}
		earlier, again := params.values[p.name]
		list, isList := earlier.([]Value)
		switch {
		case again && !isList:
			params.set(p.name, []Value{earlier, v})
		case isList || kind.Kind() == reflect.Slice:
			params.set(p.name, append(list, v))
		default:
			params.set(p.name, v)
		}
	}
	return params, nil
}

func coerceParam(p parameter, t reflect.Type) (Value, *Issue) {
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() { // parameters are strings, booleans and integers
	case reflect.Bool:
		if p.value == "true" || p.value == "false" {
			return p.value == "true", nil
		}
		return nil, wrongType("boolean", p.value, []any{p.name})
	case reflect.Int64:
		digits := strings.TrimPrefix(p.value, "-")
		if digits == "" || strings.Trim(digits, "0123456789") != "" {
			return nil, wrongType("integer", p.value, []any{p.name})
		}
		f, _ := strconv.ParseFloat(p.value, 64) // infinite if out of range, and then refused
		return f, nil
	default:
		return p.value, nil
	}
}

type parameter struct{ name, value string }

// parseQuery splits a query as the WHATWG URL standard does: another question mark before it is
// dropped, bad percent-encodings stay as they are, and ; is no separator.
func parseQuery(query string) []parameter {
	var list []parameter
	for part := range strings.SplitSeq(strings.TrimPrefix(query, "?"), "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		list = append(list, parameter{decodeQuery(name), decodeQuery(value)})
	}
	return list
}

func decodeQuery(s string) string {
	if !strings.ContainsAny(s, "+%") {
		return strings.ToValidUTF8(s, string(utf8.RuneError))
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '+':
			b = append(b, ' ')
		case s[i] == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			n, _ := strconv.ParseUint(s[i+1:i+3], 16, 8)
			b = append(b, byte(n))
			i += 2
		default:
			b = append(b, s[i])
		}
	}
	return strings.ToValidUTF8(string(b), string(utf8.RuneError))
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}
