package lexicon

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// A Schema reads an object into a struct of one type.
type Schema struct {
	fields []field
	whole  []int // index of the struct's Open; nil if it embeds none
}

// Open is embedded in a struct that also keeps the object as it came.
type Open struct {
	Object *Object
}

// A field is one property of an object. They stand in the order of the lexicon: the first that is
// wrong is reported.
type field struct {
	index    []int // in the struct
	name     string
	optional bool
	read     reader
}

// A reader checks one value and stores it. It returns nil, or what is wrong.
type reader func(v Value, path []any, into reflect.Value) *Issue

// Compile reads the rules of t, a struct whose fields carry a tag
//
//	lex:"NAME[,optional][,nullable][,format=F][,min=N][,max=N][,maxLength=N][,const=S]"
//
// Properties are required unless optional. Formats are the lexicon's: did, handle, nsid, datetime,
// at-identifier, at-uri, record-key, tid and cid. Min and max bound an integer, maxLength bounds a
// string in UTF-8 bytes, and const is the one string allowed. A field is a string, bool, int64, a
// slice, struct or map (by string) of these, a pointer to one where absence matters, a [Value] for
// the lexicon's type unknown, or a struct that embeds [Union]. With nullable, null sets a
// pointer to a zero value. Properties that the struct does not list are ignored, because lexicon
// objects are open; a struct that embeds [Open] keeps them.
//
// Compile panics on a struct that breaks these rules. It is called when a method is called for the
// first time.
func Compile(t reflect.Type) *Schema {
	s := &Schema{}
	for _, f := range reflect.VisibleFields(t) {
		if f.Anonymous && f.Type == reflect.TypeFor[Open]() {
			s.whole = f.Index
		}
		tag, ok := f.Tag.Lookup("lex")
		if !ok {
			continue
		}
		rule := parseRule(t, f.Name, tag)
		s.fields = append(s.fields, field{f.Index, rule.name, rule.optional, readerOf(f.Type, rule)})
	}
	return s
}

// A rule is a parsed tag.
type rule struct {
	name      string
	optional  bool
	format    string
	nullable  bool
	min, max  *int64
	maxLength int
	constant  string
}

func parseRule(t reflect.Type, fieldName, tag string) rule {
	parts := strings.Split(tag, ",")
	r := rule{name: parts[0]}
	for _, option := range parts[1:] {
		key, value, _ := strings.Cut(option, "=")
		switch key {
		case "optional":
			r.optional = true
		case "nullable":
			r.nullable = true
		case "format":
			r.format = value
			mustKnowFormat(value)
		case "min":
			r.min = number(t, fieldName, value)
		case "max":
			r.max = number(t, fieldName, value)
		case "const":
			r.constant = value
		case "maxLength":
			r.maxLength = int(*number(t, fieldName, value))
		default:
			panic(fmt.Sprintf("lexicon: %s.%s: unknown option %q", t, fieldName, option))
		}
	}
	return r
}

func number(t reflect.Type, fieldName, text string) *int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		panic(fmt.Sprintf("lexicon: %s.%s: %v", t, fieldName, err))
	}
	return &n
}

// Read checks a JSON body against the schema and stores it into the struct that into points to. The
// error is an *Issue with the first mistake.
func (s *Schema) Read(body Value, into any) error {
	if issue := s.read(body, nil, reflect.ValueOf(into).Elem()); issue != nil {
		return issue
	}
	return nil
}

func (s *Schema) read(v Value, path []any, into reflect.Value) *Issue {
	o, ok := v.(*Object)
	if !ok {
		return wrongType("object", v, path)
	}
	for _, f := range s.fields {
		value, present := o.values[f.name]
		if !present {
			if f.optional {
				continue
			}
			return &Issue{Message: fmt.Sprintf("Missing required key %q", f.name), Path: path}
		}
		if issue := f.read(value, child(path, f.name), into.FieldByIndex(f.index)); issue != nil {
			return issue
		}
	}
	if s.whole != nil {
		into.FieldByIndex(s.whole).Set(reflect.ValueOf(Open{o}))
	}
	return nil
}

// child returns a path with one more segment, in an array of its own.
func child(path []any, segment any) []any {
	return append(slices.Clip(path), segment)
}
