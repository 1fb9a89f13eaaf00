package control

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"

	"mockpds/fixtures"
)

// Three bodies have schemas from the fixture file: the file itself (file), one account (account),
// and some fields of an account, with null for those to remove (accountChange).

// wholeBody returns the name of the schema of a verb's body, if the verb takes the body as a whole.
func wholeBody(t reflect.Type) string {
	for _, f := range reflect.VisibleFields(t) {
		if name := f.Tag.Get("body"); name != "" {
			return name
		}
	}
	return ""
}

func fileContent(name string) map[string]any {
	media := map[string]any{"schema": fixtureRef(name)}
	return map[string]any{"application/json": media, "application/yaml": media}
}

func fixtureRef(name string) map[string]any {
	return map[string]any{"$ref": "#/components/schemas/" + fixtureName(name)}
}

func fixtureName(name string) string { return "Fixture" + upperFirst(name) }

// fixtureSchemas are the parts of the fixture file's JSON Schema, as an OpenAPI document holds
// them.
func fixtureSchemas() map[string]any {
	var file map[string]any
	if err := json.Unmarshal(fixtures.Schema(), &file); err != nil {
		return nil // not reached: the schema is part of the program
	}
	parts, _ := file["$defs"].(map[string]any)
	delete(file, "$defs")
	delete(file, "$schema")
	parts["file"] = file
	described := map[string]any{}
	for name, part := range parts {
		described[fixtureName(name)] = simplified(part)
	}
	described[fixtureName("accountChange")] = changeSchema(described[fixtureName("account")])
	mergePopulation(described)
	return described
}

// changeSchema returns the schema of an account with nothing required and every field nullable.
func changeSchema(account any) map[string]any {
	properties := map[string]any{}
	for name, property := range propertiesOf(account) {
		of, _ := property.(map[string]any)
		nullable := map[string]any{"nullable": true}
		maps.Copy(nullable, of)
		if ref, ok := nullable["$ref"]; ok {
			delete(nullable, "$ref")
			nullable["allOf"] = []any{map[string]any{"$ref": ref}}
		}
		properties[name] = nullable
	}
	return map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
}

// mergePopulation makes one schema of an account and a population, which generators cannot tell
// apart.
func mergePopulation(described map[string]any) {
	account, population := fixtureName("account"), fixtureName("population")
	properties := propertiesOf(described[population])
	properties["did"] = propertiesOf(described[account])["did"]
	handle, _ := properties["handle"].(map[string]any)
	delete(handle, "pattern")
	described[fixtureName("entry")] = map[string]any{
		"type": "object", "properties": properties, "required": []any{"handle"},
		"additionalProperties": false,
		"description":          "An account, or with count many, each with its number in the place of {n}.",
	}
	delete(described, population)
	accounts, _ := propertiesOf(described[fixtureName("file")])["accounts"].(map[string]any)
	accounts["items"] = fixtureRef("entry")
}

func propertiesOf(schema any) map[string]any {
	object, _ := schema.(map[string]any)
	properties, _ := object["properties"].(map[string]any)
	return properties
}

// notSimple are the keywords of JSON Schema that OpenAPI 3.0 does not have, or that client
// generators refuse. The server refuses what they forbid. A default makes some generators require
// the field.
var notSimple = []string{
	"if", "then", "else", "not", "default", "dependentRequired", "dependentSchemas",
	"exclusiveMinimum", "examples", "propertyNames",
}

// simplified returns a JSON Schema in the form of OpenAPI 3.0.
func simplified(schema any) any {
	switch of := schema.(type) {
	case []any:
		list := make([]any, len(of))
		for i, item := range of {
			list[i] = simplified(item)
		}
		return list
	case map[string]any:
		simple := map[string]any{}
		for key, value := range of {
			// Beside a type these only narrow it, which the server does.
			narrows := of["type"] != nil && slices.Contains([]string{"allOf", "anyOf", "oneOf"}, key)
			if !narrows && !slices.Contains(notSimple, key) {
				simplify(simple, key, value)
			}
		}
		if simple["enum"] != nil && simple["type"] == nil {
			simple["type"] = "string"
		}
		return simple
	default:
		return schema
	}
}

// simplify writes one keyword of a schema.
func simplify(simple map[string]any, key string, value any) {
	switch key {
	case "$ref":
		ref, _ := value.(string)
		maps.Copy(simple, fixtureRef(strings.TrimPrefix(ref, "#/$defs/")))
	case "anyOf": // the alternatives exclude each other, and generators prefer oneOf
		simple["oneOf"] = simplified(value)
	case "properties":
		properties := map[string]any{}
		named, _ := value.(map[string]any)
		for name, property := range named {
			properties[name] = simplified(property)
		}
		simple[key] = properties
	default:
		simple[key] = simplified(value)
	}
}
