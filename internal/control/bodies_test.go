package control_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"mockpds/server"
)

// description is what the API says of itself, as text and as values.
func description(t *testing.T) (string, map[string]any) {
	t.Helper()
	pds, err := server.New(server.Config{})
	if err != nil {
		t.Fatal(err)
	}
	answer := httptest.NewRecorder()
	pds.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/_mock/openapi.json", http.NoBody))
	var document map[string]any
	if err := json.Unmarshal(answer.Body.Bytes(), &document); err != nil {
		t.Fatal(err)
	}
	return answer.Body.String(), document
}

func TestEveryReferenceInTheDescriptionLeadsSomewhere(t *testing.T) {
	t.Parallel()
	text, document := description(t)
	references := regexp.MustCompile(`"\$ref": ?"#/([^"]+)"`).FindAllStringSubmatch(text, -1)
	if len(references) < 10 {
		t.Errorf("%d references found", len(references))
	}
	for _, reference := range references {
		var at any = document
		for step := range strings.SplitSeq(reference[1], "/") {
			object, _ := at.(map[string]any)
			at = object[step]
		}
		if at == nil {
			t.Errorf("%s leads nowhere", reference[0])
		}
	}
}

func TestFixtureFilesAreDescribedAsTheirSchemaSays(t *testing.T) {
	t.Parallel()
	_, document := description(t)
	for path, schema := range map[string]string{"/fixtures put": "FixtureFile", "/accounts post": "FixtureAccount", "/accounts/{name} patch": "FixtureAccountChange"} {
		at := any(document)
		name, verb, _ := strings.Cut(path, " ")
		for _, step := range []string{"paths", name, verb, "requestBody", "content", "application/yaml", "schema", "$ref"} {
			object, _ := at.(map[string]any)
			at = object[step]
		}
		if at != "#/components/schemas/"+schema {
			t.Errorf("the body of %s is %v", path, at)
		}
	}
}

// What stands in a schema of the description is what generators of clients know of OpenAPI 3.0.
func TestSchemasOfTheDescriptionAreSimple(t *testing.T) {
	t.Parallel()
	_, document := description(t)
	components, _ := document["components"].(map[string]any)
	schemas, _ := components["schemas"].(map[string]any)
	if len(schemas) < 50 {
		t.Errorf("%d schemas", len(schemas))
	}
	for name, schema := range schemas {
		checkSimple(t, name, schema)
	}
}

func checkSimple(t *testing.T, at string, schema any) {
	t.Helper()
	fields, ok := schema.(map[string]any)
	if !ok {
		t.Errorf("%s is no object but %v", at, schema)
	}
	for keyword, value := range fields {
		switch keyword {
		case "properties":
			properties, _ := value.(map[string]any)
			for name, property := range properties {
				checkSimple(t, at+"."+name, property)
			}
		case "items":
			checkSimple(t, at+"[]", value)
		case "oneOf", "allOf":
			list, _ := value.([]any)
			for _, one := range list {
				checkSimple(t, at+"."+keyword, one)
			}
		case "$ref", "type", "format", "description", "nullable", "required", "additionalProperties", "enum",
			"pattern", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "minProperties", "title":
		default:
			t.Errorf("%s has %s, which not every generator knows", at, keyword)
		}
	}
}
