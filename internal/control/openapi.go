package control

import (
	"encoding/json"
	"reflect"
	"strings"
	"time"

	"mockpds/internal/faults"
	"mockpds/internal/ratelimit"
	"mockpds/internal/stubs"
)

// describe makes the OpenAPI document of the routes, from the very structs that they read and write.
func describe(routes []route) map[string]any {
	paths := map[string]any{}
	for _, r := range routes {
		path, _ := paths["/"+r.path].(map[string]any)
		if path == nil {
			path = map[string]any{}
			paths["/"+r.path] = path
		}
		path[strings.ToLower(r.verb)] = operation(r)
	}
	return map[string]any{
		"openapi": "3.1.0",
		"info": map[string]any{
			"title":       "mockpds control API",
			"version":     "1",
			"description": "Steers a mock PDS. It is no part of the AT Protocol.",
		},
		"servers":    []any{map[string]any{"url": strings.TrimSuffix(Prefix, "/")}},
		"paths":      paths,
		"components": map[string]any{"schemas": fixtureSchemas()},
	}
}

func operation(r route) map[string]any {
	o := map[string]any{
		"summary":     r.summary,
		"operationId": r.name,
		"responses": map[string]any{
			"200":     map[string]any{"description": "Done.", "content": produced(r)},
			"default": map[string]any{"description": "What is wrong, and what is allowed.", "content": content(schemaOf(reflect.TypeFor[Error]()))},
		},
	}
	if parameters := parametersOf(r.in); len(parameters) > 0 {
		o["parameters"] = parameters
	}
	if bodyFields(r.in) {
		o["requestBody"] = map[string]any{"content": content(schemaOf(r.in))}
	}
	if name := wholeBody(r.in); name != "" {
		o["requestBody"] = map[string]any{"content": fileContent(name)}
	}
	return o
}

func content(schema any) map[string]any {
	return map[string]any{"application/json": map[string]any{"schema": schema}}
}

// produced is the content of a reply. A stream's form is told by its content type, and by docs/control.md.
func produced(r route) map[string]any {
	if r.produces == "" {
		return content(schemaOf(r.out))
	}
	return map[string]any{r.produces: map[string]any{"schema": map[string]any{"type": "string"}}}
}

func parametersOf(t reflect.Type) []any {
	var list []any
	for _, f := range reflect.VisibleFields(t) {
		for _, in := range []string{"path", "query", "header"} {
			if name := f.Tag.Get(in); name != "" {
				list = append(list, map[string]any{
					"name": name, "in": in, "required": in == "path",
					"description": f.Tag.Get("doc"), "schema": schemaOf(f.Type),
				})
			}
		}
	}
	return list
}

// schemaOf describes what encoding/json makes of a type.
func schemaOf(t reflect.Type) map[string]any {
	if schema := ownSchema(t); schema != nil {
		return schema
	}
	switch t.Kind() { //nolint:exhaustive // the API has values of these kinds
	case reflect.Pointer:
		return schemaOf(t.Elem())
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int, reflect.Int64, reflect.Uint64:
		return map[string]any{"type": "integer"}
	case reflect.Float64:
		return map[string]any{"type": "number"}
	case reflect.String:
		return map[string]any{"type": "string"}
	case reflect.Slice:
		return map[string]any{"type": "array", "items": schemaOf(t.Elem())}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": schemaOf(t.Elem())}
	case reflect.Struct:
		return objectSchema(t)
	default:
		return map[string]any{}
	}
}

// ownSchema describes a type that writes its JSON itself; nil for any other.
func ownSchema(t reflect.Type) map[string]any {
	switch t {
	case reflect.TypeFor[time.Time]():
		return map[string]any{"type": "string", "format": "date-time"}
	case reflect.TypeFor[json.RawMessage]():
		return map[string]any{}
	case reflect.TypeFor[stubs.Stub]():
		return map[string]any{"$ref": "#/components/schemas/stub"}
	case reflect.TypeFor[ratelimit.Limit]():
		return map[string]any{"$ref": "#/components/schemas/limit"}
	case reflect.TypeFor[faults.Fault]():
		return map[string]any{"$ref": "#/components/schemas/fault"}
	case reflect.TypeFor[faults.Duration]():
		return map[string]any{"$ref": "#/components/schemas/realDuration"}
	}
	return nil
}

func objectSchema(t reflect.Type) map[string]any {
	properties := map[string]any{}
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" || name == "-" || f.Anonymous {
			continue
		}
		property := schemaOf(f.Type)
		if doc := f.Tag.Get("doc"); doc != "" {
			property["description"] = doc
		}
		properties[name] = property
	}
	return map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
}
