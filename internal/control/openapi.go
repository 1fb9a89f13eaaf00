package control

import (
	"reflect"
	"strings"
)

// describe returns the OpenAPI document of the routes, made from the structs that they read and
// write. It has version 3.0, which client generators support best.
func describe(routes []route) map[string]any {
	s := &schemas{known: fixtureSchemas(), taken: map[string]reflect.Type{}}
	paths := map[string]any{}
	for _, r := range routes {
		path, _ := paths["/"+r.path].(map[string]any)
		if path == nil {
			path = map[string]any{}
			paths["/"+r.path] = path
		}
		path[strings.ToLower(r.verb)] = s.operation(r)
	}
	refusal := map[string]any{
		"description": "What is wrong, and what is allowed.",
		"content":     content(s.of(reflect.TypeFor[Error](), inReply)),
	}
	return map[string]any{
		"openapi": "3.0.3",
		"info": map[string]any{
			"title":       "mockpds control API",
			"version":     "1",
			"description": "Steers a mock PDS. It is no part of the AT Protocol.",
		},
		"servers":  []any{map[string]any{"url": strings.TrimSuffix(Prefix, "/")}},
		"security": []any{map[string]any{}, map[string]any{"token": []any{}}},
		"paths":    paths,
		"components": map[string]any{
			"schemas":   s.known,
			"responses": map[string]any{"Refusal": refusal},
			"securitySchemes": map[string]any{"token": map[string]any{
				"type": "http", "scheme": "bearer", "description": "The token of --control-token, if the server was started with one.",
			}},
		},
	}
}

func (s *schemas) operation(r route) map[string]any {
	o := map[string]any{
		"summary":     r.summary,
		"operationId": r.name,
		"responses": map[string]any{
			"200":     map[string]any{"description": "Done.", "content": s.produced(r)},
			"default": map[string]any{"$ref": "#/components/responses/Refusal"},
		},
	}
	if parameters := s.parameters(r.in); len(parameters) > 0 {
		o["parameters"] = parameters
	}
	if bodyFields(r.in) {
		o["requestBody"] = map[string]any{"content": content(s.of(r.in, inRequest))}
	}
	if name := wholeBody(r.in); name != "" {
		o["requestBody"] = map[string]any{"content": fileContent(name), "required": true}
	}
	return o
}

func content(schema any) map[string]any {
	return map[string]any{"application/json": map[string]any{"schema": schema}}
}

// produced describes the content of a reply. docs/control.md describes the form of streams.
func (s *schemas) produced(r route) map[string]any {
	if r.produces == "" {
		return content(s.of(r.out, inReply))
	}
	return map[string]any{r.produces: map[string]any{"schema": map[string]any{"type": "string"}}}
}

func (s *schemas) parameters(t reflect.Type) []any {
	var list []any
	for _, f := range reflect.VisibleFields(t) {
		for _, in := range []string{"path", "query", "header"} {
			if name := f.Tag.Get(in); name != "" {
				list = append(list, map[string]any{
					"name": name, "in": in, "required": in == "path",
					"description": f.Tag.Get("doc"), "schema": s.of(f.Type, inRequest),
				})
			}
		}
	}
	return list
}
