package words

import (
	"reflect"
	"strings"
)

// A structure describes a struct type.
type structure struct {
	names  []string
	fields map[string]structField
	remedy string
}

type structField struct {
	index     []int
	omitsZero bool
}

// structureOf lists the fields of a struct that have a json tag, including those of embedded
// structs.
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

// FieldsOf returns the names that Decode knows in the struct v, in order.
func FieldsOf(v any) []string {
	return Parse("", nil).structureOf(reflect.TypeOf(v)).names
}
