package control

import (
	"encoding"
	"encoding/json"
	"path"
	"reflect"
	"regexp"
	"strings"
	"time"

	"mockpds/internal/faults"
	"mockpds/internal/ratelimit"
	"mockpds/internal/stubs"
)

// schemas describes types as an OpenAPI document does.
type schemas struct {
	known map[string]any // by name
	taken map[string]reflect.Type
}

// A direction is where a value is used. A request may leave out any field, a reply only those with
// omitempty or omitzero.
type direction bool

const (
	inRequest direction = false
	inReply   direction = true
)

// of describes the JSON form of a type.
func (s *schemas) of(t reflect.Type, to direction) map[string]any {
	if schema := ownSchema(t); schema != nil {
		return schema
	}
	if t.Kind() != reflect.Pointer && t.Implements(reflect.TypeFor[encoding.TextMarshaler]()) {
		return map[string]any{"type": "string"}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return s.of(t.Elem(), to)
	case reflect.Slice:
		return map[string]any{"type": "array", "items": s.of(t.Elem(), to)}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": s.of(t.Elem(), to)}
	case reflect.Struct:
		return s.object(t, to)
	default:
		return scalar(t.Kind())
	}
}

func scalar(kind reflect.Kind) map[string]any {
	switch kind {
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int, reflect.Int64, reflect.Uint64:
		return map[string]any{"type": "integer", "format": "int64"}
	case reflect.Float64:
		return map[string]any{"type": "number", "format": "double"}
	case reflect.String:
		return map[string]any{"type": "string"}
	default:
		return map[string]any{}
	}
}

// ownSchema describes a type that has a JSON form of its own. It returns nil for any other.
func ownSchema(t reflect.Type) map[string]any {
	switch t {
	case reflect.TypeFor[time.Time]():
		return map[string]any{"type": "string", "format": "date-time"}
	case reflect.TypeFor[json.RawMessage]():
		return map[string]any{}
	case reflect.TypeFor[stubs.Stub]():
		return fixtureRef("stub")
	case reflect.TypeFor[ratelimit.Limit]():
		return fixtureRef("limit")
	case reflect.TypeFor[faults.Fault]():
		return fixtureRef("fault")
	case reflect.TypeFor[faults.Duration]():
		return fixtureRef("realDuration")
	case reflect.TypeFor[faults.Times]():
		return fixtureRef("times")
	}
	return nil
}

// object describes a struct: in place for a request, as a named component for a reply.
func (s *schemas) object(t reflect.Type, to direction) map[string]any {
	if to == inRequest {
		return s.fields(t, to)
	}
	name := s.name(t)
	if s.taken[name] == nil {
		s.taken[name] = t
		s.known[name] = s.fields(t, to)
	}
	return map[string]any{"$ref": "#/components/schemas/" + name}
}

var notLetters = regexp.MustCompile(`[^A-Za-z0-9]+`)

// name returns the name of a struct's component. Structs of other packages have the package's name
// in front.
func (s *schemas) name(t reflect.Type) string {
	name := upperFirst(notLetters.ReplaceAllString(t.Name(), ""))
	if in := path.Base(t.PkgPath()); in != "control" {
		name = upperFirst(in) + name
	}
	return name
}

func upperFirst(name string) string { return strings.ToUpper(name[:1]) + name[1:] }

func (s *schemas) fields(t reflect.Type, to direction) map[string]any {
	properties, required := map[string]any{}, []string{}
	for _, f := range reflect.VisibleFields(t) {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" || name == "-" || f.Anonymous {
			continue
		}
		property := s.of(f.Type, to)
		if doc := f.Tag.Get("doc"); doc != "" {
			property["description"] = doc
		}
		if f.Type.Kind() == reflect.Pointer && options == "" {
			property["nullable"] = true
		}
		if to == inReply && !strings.Contains(options, "omit") {
			required = append(required, name)
		}
		properties[name] = property
	}
	object := map[string]any{"type": "object", "properties": properties}
	if to == inRequest {
		object["additionalProperties"] = false
	}
	if len(required) > 0 {
		object["required"] = required
	}
	return object
}
