package words_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"mockpds/internal/words"
)

func TestYAMLBecomesJSON(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"{b: 1, a: [true, null, ~, x]}": `{"b":1,"a":[true,null,null,"x"]}`,
		"text":                          `"text"`,
		"'1'":                           `"1"`,
		`"<a&b>\n\u2028"`:               `"<a&b>\n\u2028"`,
		"[1, -1, 1.50, 1e3, 0.1, 12345678901234567890123]": `[1,-1,1.50,1e3,0.1,12345678901234567890123]`,
		"[0x1f, 1_000, +7, .5, 6.]":                        `[31,1000,7,0.5,6]`,
		"[2026-01-02, 2026-01-02T12:00:00Z]":               `["2026-01-02","2026-01-02T12:00:00Z"]`,
		"{1: a, true: b}":                                  `{"1":"a","true":"b"}`,
		"{}":                                               `{}`,
		"[]":                                               `[]`,
		"{a: &x {k: v}, b: *x}":                            `{"a":{"k":"v"},"b":{"k":"v"}}`,
		"True":                                             `true`,
		"!!str 5":                                          `"5"`,
		"|\n  two\n  lines\n":                              `"two\nlines\n"`,
	}
	for item, want := range tests {
		var read []json.RawMessage
		err := words.Decode("f.yaml", []byte("- "+item), &read)
		if len(read) != 1 || string(read[0]) != want {
			t.Errorf("%s\ngot  %s %v\nwant %s", item, read, err, want)
		}
	}
}

func TestJSONStaysAsItIs(t *testing.T) {
	t.Parallel()
	const text = `{"z":1.0,"a":[{"b":null,"c":"\"<é/"},-2e-3,false,12345678901234567890]}`
	for _, name := range []string{"f.json", "f.yaml"} {
		var read json.RawMessage
		if err := words.Decode(name, []byte(text), &read); err != nil || string(read) != text {
			t.Errorf("%s: got %s %v, want %s", name, read, err, text)
		}
	}
}

func TestYAMLThatCannotBeJSON(t *testing.T) {
	t.Parallel()
	const other = "write text, a number, true, false or null; text that begins with ! needs quotes"
	tests := []struct{ item, want string }{
		{"{a: .inf}", "7: a is a number that JSON does not have: write another, or put it in quotes to have it read as text"},
		{"[.nan]", "4: 0.0 is a number that JSON does not have: write another, or put it in quotes to have it read as text"},
		{"!!int a", "3: 0 is a number that JSON does not have: write another, or put it in quotes to have it read as text"},
		{"!!bool a", "3: 0 is neither true nor false: write one of them"},
		{"!secret a", "3: 0 is tagged text: " + other},
		{"!!binary aGk=", "3: 0 is tagged text: " + other},
		{"{a: 1, a: 2}", `10: "a" stands twice in one place: leave one out; the first is at 1:4`},
		{"{[a]: 1}", "4: the name of a field is a list: write text"},
		{"{<<: {a: 1}}", "4: merge keys are no part of the format: write the fields out"},
		{"&a [*a]", "3: lists and mappings lie too deep in one another: write at most 100 levels"},
	}
	for _, test := range tests {
		t.Run(test.item, func(t *testing.T) {
			t.Parallel()
			var read []json.RawMessage
			err := words.Decode("f.yaml", []byte("- "+test.item), &read)
			if got := strings.ReplaceAll(fmt.Sprint(err), "f.yaml:1:", ""); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestProblemsOfAnItemAreFound(t *testing.T) {
	t.Parallel()
	const file = `
stubs:
  - method: a
    body:
      list: [x, {y: 1}]
      a.b: 2
      a: {b.c: 3}
`
	tests := []struct {
		path   string
		atName bool
		want   string
	}{
		{"", false, "3:5"},
		{"", true, "3:5"},
		{"method", false, "3:13"},
		{"method", true, "3:5"},
		{"missing", false, "3:5"},
		{"body", false, "5:7"},
		{"body", true, "4:5"},
		{"body.missing.deeper", true, "5:7"},
		{"body.list", false, "5:13"},
		{"body.list.0", false, "5:14"},
		{"body.list.1", true, "5:17"},
		{"body.list.1.y", false, "5:21"},
		{"body.list.1.y", true, "5:18"},
		{"body.list.2", false, "5:13"},
		{"body.a.b", false, "6:12"},
		{"body.a.b", true, "6:7"},
		{"body.a.b.c", false, "6:12"},
		{"body.a", false, "7:10"},
		{"methodical", false, "3:5"},
	}
	for _, test := range tests {
		t.Run(test.path, func(t *testing.T) {
			t.Parallel()
			d := words.Parse("f.yaml", []byte(file))
			var read struct {
				Stubs []words.Raw `json:"stubs"`
			}
			d.Decode(&read)
			read.Stubs[0].Add(words.Mistakes{{Path: test.path, AtName: test.atName, Problem: "a\nproblem", Remedy: "a remedy"}})
			if got, want := fmt.Sprint(d.Err()), "f.yaml:"+test.want+": a problem: a remedy"; got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}
