package lexicon_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"mockpds/internal/lexicon"
)

func TestAnOpenStructKeepsTheObjectAsItCame(t *testing.T) {
	t.Parallel()
	type inner struct {
		lexicon.Open

		Name string `lex:"name"`
	}
	var into struct {
		Inner *inner `lex:"inner,optional"`
		Other *inner `lex:"other,optional"`
	}
	const text = `{"z":[1,{"b":null,"a":true}],"name":"x","more":1.5}`
	body, err := lexicon.Parse([]byte(`{"inner":` + text + `}`))
	if err != nil {
		t.Fatal(err)
	}
	schema := lexicon.Compile(reflect.TypeFor[struct {
		Inner *inner `lex:"inner,optional"`
		Other *inner `lex:"other,optional"`
	}]())
	if err := schema.Read(body, &into); err != nil {
		t.Fatal(err)
	}
	if into.Inner.Name != "x" || into.Other != nil {
		t.Errorf("read %+v", into)
	}
	if got, err := json.Marshal(into.Inner.Object); err != nil || string(got) != text {
		t.Errorf("kept %s (%v), want %s", got, err, text)
	}
}
