package control

import (
	"bytes"
	"encoding/json"
	"reflect"

	"mockpds/fixtures"
)

// The bodies that are taken as they come are what a fixture file holds: all of it (fixtures), one account of it (account), or
// some of an account's fields, with null for those that are to go (accountChange).

// wholeBody names the schema of a body that a verb takes as it comes; "" if it takes none.
func wholeBody(t reflect.Type) string {
	for _, f := range reflect.VisibleFields(t) {
		if name := f.Tag.Get("body"); name != "" {
			return name
		}
	}
	return ""
}

func fileContent(schema string) map[string]any {
	media := map[string]any{"schema": map[string]any{"$ref": "#/components/schemas/" + schema}}
	return map[string]any{"application/json": media, "application/yaml": media}
}

// fixtureSchemas are the parts of the fixture file's JSON Schema, as an OpenAPI document holds them.
func fixtureSchemas() map[string]any {
	text := bytes.ReplaceAll(fixtures.Schema(), []byte("#/$defs/"), []byte("#/components/schemas/"))
	var file map[string]any
	if err := json.Unmarshal(text, &file); err != nil {
		return nil // cannot be: the schema is part of the program
	}
	schemas, _ := file["$defs"].(map[string]any)
	delete(file, "$defs")
	delete(file, "$schema")
	schemas["fixtures"] = file
	account, _ := schemas["account"].(map[string]any)
	schemas["accountChange"] = changeSchema(account["properties"])
	return schemas
}

func changeSchema(fields any) map[string]any {
	properties := map[string]any{}
	known, _ := fields.(map[string]any)
	for name := range known {
		of := map[string]any{"$ref": "#/components/schemas/account/properties/" + name}
		properties[name] = map[string]any{"anyOf": []any{of, map[string]any{"type": "null"}}}
	}
	return map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
}
