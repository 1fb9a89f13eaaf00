package lexicon_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"mockpds/internal/lexicon"
)

const someCID = "bafyreibp5nhgmoxmpdrtqhfsv32qolvtxc6py7odhwitm37yx35p3juaoa"

// read reads the JSON of an object {"v": ...} and says what is wrong with it, or nothing.
func read[T any](t *testing.T, text string) (into T, problem string) {
	t.Helper()
	body, err := lexicon.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := lexicon.Compile(reflect.TypeFor[T]()).Read(body, &into); err != nil {
		problem = err.Error()
	}
	return into, problem
}

func TestLinksAndByteStringsAreNoObjects(t *testing.T) {
	t.Parallel()
	type unknown struct {
		V lexicon.Value `lex:"v"`
	}
	for text, problem := range map[string]string{
		`{}`:                                "",
		`{"$link":"` + someCID + `"}`:       "Expected object value type (got cid) at $.v",
		`{"$link":"bafy"}`:                  "",
		`{"$link":1}`:                       "",
		`{"$link":"` + someCID + `","x":1}`: "",
		`{"$bytes":"AAAA"}`:                 "Expected object value type (got object) at $.v",
		`{"$bytes":""}`:                     "Expected object value type (got object) at $.v",
		`{"$bytes":"AB"}`:                   "Expected object value type (got object) at $.v",
		`{"$bytes":"AB=="}`:                 "Expected object value type (got object) at $.v",
		`{"$bytes":"-_+/"}`:                 "Expected object value type (got object) at $.v",
		`{"$bytes":"A"}`:                    "",
		`{"$bytes":"AAAAA"}`:                "",
		`{"$bytes":"AAA=="}`:                "",
		`{"$bytes":"AAAA="}`:                "",
		`{"$bytes":"AA\nAA"}`:               "",
		`{"$bytes":"???"}`:                  "",
		`{"$bytes":"AA","x":1}`:             "",
	} {
		if _, got := read[unknown](t, `{"v":`+text+`}`); got != problem {
			t.Errorf("%s: %q, want %q", text, got, problem)
		}
	}
	for _, whole := range []string{`{"$link":"` + someCID + `"}`, `{"$bytes":"AAAA"}`} {
		if _, got := read[struct{}](t, whole); got == "" {
			t.Errorf("%s is taken for a body", whole)
		}
	}
}

func TestALinkIsReadAsItsCIDWhereAStringIsAskedFor(t *testing.T) {
	t.Parallel()
	got, problem := read[struct {
		V string `lex:"v,format=cid"`
	}](t, `{"v":{"$link":"`+someCID+`"}}`)
	if got.V != someCID || problem != "" {
		t.Errorf("read %q: %s", got.V, problem)
	}
	_, problem = read[struct {
		V string `lex:"v"`
	}](t, `{"v":{"$bytes":"AAAA"}}`)
	if want := "Expected string value type (got object) at $.v"; problem != want {
		t.Errorf("bytes: %q, want %q", problem, want)
	}
	_, problem = read[struct {
		V bool `lex:"v"`
	}](t, `{"v":[{"$link":"`+someCID+`"},{"$bytes":"AAAA"}]}`)
	if want := "Expected boolean value type (got [cid, object]) at $.v"; problem != want {
		t.Errorf("in a list: %q, want %q", problem, want)
	}
}

func TestLinksAndByteStringsAreWrittenAsTheyAreRead(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"$link":"` + someCID + `=="}`: `{"$link":"` + someCID + `"}`,
		`{"$bytes":"-_8="}`:             `{"$bytes":"+/8"}`,
		`[{"$bytes":""}]`:               `[{"$bytes":""}]`,
	} {
		v, err := lexicon.Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := json.Marshal(v); err != nil || string(got) != want {
			t.Errorf("%s is written as %s (%v), want %s", text, got, err, want)
		}
	}
}

func TestAConstIsTheOnlyStringAllowed(t *testing.T) {
	t.Parallel()
	type typed struct {
		Type string `lex:"$type,optional,const=a.b#c"`
		Name string `lex:"name"`
	}
	for text, problem := range map[string]string{
		`{"name":"x"}`:                          "",
		`{"name":"x","$type":"a.b#c"}`:          "",
		`{"$type":"a.b#c"}`:                     `Missing required key "name" at $`,
		`{"$type":"a.b#d"}`:                     `Expected "a.b#c" (got "a.b#d") at $.$type`,
		`{"$type":""}`:                          `Expected "a.b#c" (got "") at $.$type`,
		`{"$type":null,"name":"x"}`:             `Expected "a.b#c" (got null) at $.$type`,
		`{"$type":1}`:                           `Expected "a.b#c" (got 1) at $.$type`,
		`{"$type":{"$link":"` + someCID + `"}}`: `Expected "a.b#c" (got cid) at $.$type`,
	} {
		if _, got := read[typed](t, text); got != problem {
			t.Errorf("%s: %q, want %q", text, got, problem)
		}
	}
}

func TestSortedJSONHasItsKeysInTheOrderOfDAGCBOR(t *testing.T) {
	t.Parallel()
	const text = `{"zz":1,"a":-0.0,"<b>":[true,{"$link":"bafkreiccldh766hwcnuxnf2wh6jgzepf2nlu2lvcllt63eww5p6chi4ity"}],"c":{"$bytes":"aGVsbG8="}}`
	const want = `{"a":0,"c":{"$bytes":"aGVsbG8"},"zz":1,"<b>":[true,{"$link":"bafkreiccldh766hwcnuxnf2wh6jgzepf2nlu2lvcllt63eww5p6chi4ity"}]}`
	v, err := lexicon.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := lexicon.SortedJSON(v); err != nil || string(got) != want {
		t.Errorf("got %s, %v", got, err)
	}
}
