package words_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"mockpds/internal/words"
)

type place struct {
	Line int `json:"line"`
}

// A loud reads JSON itself.
type loud string

func (l *loud) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil || text != strings.ToUpper(text) {
		return errors.New("write it in capitals")
	}
	*l = loud(text)
	return nil
}

// A rule checks itself.
type rule struct {
	Kind   string            `json:"kind"`
	Effect struct{ place }   `json:"effect"`
	Header map[string]string `json:"header"`
}

func (r *rule) Check() words.Mistakes {
	var m words.Mistakes
	if r.Kind != "a" {
		m.Add("kind", "is "+words.Quote(r.Kind), words.OneOf(r.Kind, "a"))
	}
	if r.Effect.Line == 13 {
		m.Add("effect.line", "is 13", "write another")
	}
	if _, bad := r.Header["x.y"]; bad {
		m.AddName("header.x.y", "is no header", "leave it out")
	}
	return m
}

type form struct {
	place
	Name   string            `json:"name,omitempty"`
	Count  int               `json:"count"`
	Size   int               `json:"size,omitempty"`
	Share  float64           `json:"share"`
	On     bool              `json:"on"`
	At     *time.Time        `json:"at"`
	Tags   map[string]string `json:"tags"`
	List   []place           `json:"list"`
	Orders []int             `json:"orders"`
	Any    json.RawMessage   `json:"any"`
	Loud   loud              `json:"loud"`
	Rules  []rule            `json:"rules"`
	Hidden string            `json:"-"`
	Path   string            `path:"path"`
}

const formFields = "one of line, name, count, size, share, on, at, tags, list, orders, any, loud, rules"

func TestWhatIsRightIsRead(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)
	want := form{
		place: place{3}, Name: "a", Size: -1, Share: 0.5, On: true, At: &noon, Tags: map[string]string{"a.b": "c"},
		List: []place{{1}, {}}, Any: json.RawMessage("null"), Loud: "A",
	}
	for _, text := range []string{
		` {"line": 3, "name": "a", "count": 0, "size": -1, "share": 0.5, "on": true, "at": "2026-01-02T12:00:00Z",
			"tags": {"a.b": "c"}, "list": [{"line": 1}, {}], "any": null, "loud": "A"} `,
		"line: 0x3\nname: &n a\ncount: 0\nsize: -1\nshare: .5\non: True\nat: 2026-01-02T12:00:00Z\n" +
			"tags: {a.b: c}\nlist:\n- line: 1\n- {}\nany: ~\nloud: A\n",
	} {
		var got form
		if err := words.Decode("", []byte(text), &got); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%v\ngot  %+v\nwant %+v", err, got, want)
		}
		err := words.Decode("", []byte(`{"at": null, "count": 2}`), &got)
		if err != nil || got.At != nil || got.Count != 2 || got.Name != "a" {
			t.Errorf("%v\ngot  %+v", err, got)
		}
	}
}

func TestEachMistakeIsToldWithItsPlaceAndPath(t *testing.T) {
	t.Parallel()
	const quotes = "; put it in quotes to have it read as text"
	tests := []struct{ text, want string }{
		{"", "1:1 there is nothing in it: write fields, " + formFields},
		{"# nothing\n", "1:1 there is nothing in it: write fields, " + formFields},
		{"[]", "1:1 this is a list: write fields, " + formFields},
		{"~", "1:1 this is empty: write fields, " + formFields},
		{`{"Name": "a"}`, `1:2 Name unknown field "Name": write ` + formFields + ` (did you mean "name"?)`},
		{`{"Hidden": "a"}`, `1:2 Hidden unknown field "Hidden": write ` + formFields},
		{`{"path": "a"}`, `1:2 path unknown field "path": write ` + formFields},
		{`{"on": true, "on": true}`, `1:14 on "on" stands twice in one place: leave one out; the first is at 1:2`},
		{`{"name": 1}`, "1:10 name name is a number: write text"},
		{`name: 1`, "1:7 name name is a number: write text" + quotes},
		{`name: 2026-01-02`, "1:7 name name is a date: write text" + quotes},
		{`{"name": null}`, "1:10 name name is null: write text, or leave it out"},
		{"name: # x", "1:6 name name is empty: write text, or leave it out; text that begins with # or & needs quotes"},
		{`{"name": ""}`, "1:10 name name is empty: write text, or leave it out"},
		{`{"size": 0}`, "1:10 size size is 0: write another number, or leave it out"},
		{`{"count": 1.5}`, "1:11 count count is a number that is not whole: write a whole number"},
		{`{"count": "1"}`, "1:11 count count is text: write a whole number"},
		{`{"count": 99999999999999999999}`, "1:11 count count is a number: write a whole number"},
		{`{"share": true}`, "1:11 share share is true or false: write a number"},
		{`{"on": "yes"}`, "1:8 on on is text: write true or false"},
		{`on: yes`, "1:5 on on is text: write true or false"},
		{`{"at": "noon"}`, "1:8 at at is text: write a time such as 2026-01-02T15:04:05Z"},
		{`{"at": []}`, "1:8 at at is a list: write a time such as 2026-01-02T15:04:05Z"},
		{`{"tags": []}`, "1:10 tags tags is a list: write an object"},
		{`{"tags": {"a": 1}}`, "1:16 tags.a tags.a is a number: write text"},
		{`{"tags": {"a": "", "a": ""}}`, `1:20 tags.a "tags.a" stands twice in one place: leave one out; the first is at 1:11`},
		{`{"list": {}}`, "1:10 list list is an object: write a list"},
		{`list: a`, `1:7 list list is text: write a list: each entry begins with "- "; [] is an empty one`},
		{`{"list": [{}, {"lien": 1}]}`, `1:16 list.1.lien unknown field "lien": write one of line (did you mean "line"?)`},
		{`{"list": [1]}`, "1:11 list.0 list.0 is a number: write an object with one of line"},
		{`{"orders": [1, "x"]}`, "1:16 orders.1 orders.1 is text: write a whole number"},
		{`{"loud": "a"}`, `1:10 loud loud is "a": write it in capitals`},
		{"rules:\n- {kind: aa}", `2:10 rules.0.kind kind is "aa": write one of a (did you mean "a"?)`},
		{"rules:\n- {kind: a, effect: {line: 13}}", "2:28 rules.0.effect.line effect.line is 13: write another"},
		{"rules:\n- {kind: a, effect: {line: x}}", "2:28 rules.0.effect.line effect.line is text: write a whole number"},
		{"rules:\n- {kind: a, header: {x: x, x.y: y}}", "2:28 rules.0.header.x.y header.x.y is no header: leave it out"},
		{"rules:\n- {kind: 1}", "2:10 rules.0.kind kind is a number: write text" + quotes},
		{"any: {[a]: 1}", "1:7 any the name of a field is a list: write text"},
		{"list: [line 3]", `1:8 list.0 no ": " follows "line": write "line: " and the value`},
		{"<<: {name: a}", "1:1 merge keys are no part of the format: write the fields out"},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			t.Parallel()
			kept := form{Name: "kept"}
			var found words.Mistakes
			if err := words.Decode("", []byte(test.text), &kept); !errors.As(err, &found) || len(found) != 1 {
				t.Fatalf("refused with %v", err)
			}
			m := found[0]
			got := fmt.Sprintf("%d:%d ", m.Line, m.Column)
			if m.Path != "" {
				got += m.Path + " "
			}
			if got += m.String(); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			if !reflect.DeepEqual(kept, form{Name: "kept"}) {
				t.Errorf("a refusal left %+v", kept)
			}
		})
	}
}

func TestAllMistakesAreToldInTheOrderOfTheText(t *testing.T) {
	t.Parallel()
	text := `{"x": 1, "rules": [{"kind": "x"}], "tags": {"b": 1, "a": null}, "count": true}`
	err := words.Decode("f.json", []byte(text), &form{})
	var got []string
	for line := range strings.Lines(err.Error()) {
		got = append(got, strings.Fields(line)[0]+strings.Fields(line)[1])
	}
	want := []string{"f.json:1:2:unknown", "f.json:1:29:kind", "f.json:1:50:tags.b", "f.json:1:58:tags.a", "f.json:1:74:count"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestMoreMistakesThanAnybodyReadsAreCounted(t *testing.T) {
	t.Parallel()
	err := words.Decode("f.yaml", []byte("orders: ["+strings.Repeat("x,", 1000)+"]"), &form{})
	found, _ := errors.AsType[words.Mistakes](err)
	if len(found) != 201 || found[200].String() != "f.yaml:1: 800 more mistakes: mend these first" {
		t.Errorf("%d mistakes: %v", len(found), found[len(found)-1])
	}
}

// A draft is read in parts, and knows where each of them stands.
type draft struct {
	Name words.Field[string] `json:"name"`
	On   words.Field[bool]   `json:"on"`
	Rest words.Raw           `json:"rest"`
}

func TestFieldsKnowWhetherTheyWereWritten(t *testing.T) {
	t.Parallel()
	d := words.Parse("f.yaml", []byte("on: 1\nname: a\nrest: {line: x}\n"))
	var read draft
	d.Decode(&read)
	if read.Name.Value != "a" || !read.Name.OK || read.Name.At.String() != "2:7" || read.On.OK || !read.On.Written() || !read.Rest.IsObject() {
		t.Errorf("read %+v", read)
	}
	var rest place
	read.Rest.Decode(&rest)
	d.Add(read.Name.At, "name is odd", "write\nanother")
	want := "f.yaml:1:5: on is a number: write true or false\nf.yaml:2:7: name is odd: write another\n" +
		"f.yaml:3:14: rest.line is text: write a whole number"
	if err := d.Err(); err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	d = words.Parse("", []byte("name:"))
	d.KeepNull()
	read = draft{}
	if d.Decode(&read); d.Err() != nil || !read.Name.Null || read.Name.OK || read.On.Written() {
		t.Errorf("%v, read %+v", d.Err(), read)
	}
}

func TestAliasesDoNotUnfoldWithoutBound(t *testing.T) {
	t.Parallel()
	text := "list: &l [" + strings.Repeat("{line: 1},", 1000) + "]\nany: [" + strings.Repeat("*l,", 1000) + "]\n"
	err := words.Decode("f.yaml", []byte(text), &form{})
	if found, _ := errors.AsType[words.Mistakes](err); len(found) != 1 || !strings.HasPrefix(found[0].Problem, "the aliases unfold to more than 200000 values") {
		t.Errorf("refused with %v", err)
	}
	for _, text := range []string{"any: &a [*a]", "any: " + strings.Repeat("[", 200) + strings.Repeat("]", 200)} {
		err = words.Decode("f.yaml", []byte(text), &form{})
		if err == nil || !strings.Contains(err.Error(), "lie too deep in one another") {
			t.Errorf("refused with %v", err)
		}
	}
}

// A JSON text that is accepted is read as encoding/json reads it, and one that is refused changes
// nothing.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"line": 1, "name": "a", "at": "2026-01-02T12:00:00Z", "tags": {"a": "b"}, "list": [{}], "any": [], "loud": "A"}`))
	f.Add([]byte(`{"Name": null, "orders": [1, 2e0], "any": 12345678901234567890}`))
	f.Add([]byte("line: 1\ntags: &t {a: b}\nany: *t\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var strict, lax form
		if err := words.Decode("", data, &strict); err != nil {
			if !reflect.DeepEqual(strict, form{}) {
				t.Errorf("a refusal left %+v", strict)
			}
			found, ok := errors.AsType[words.Mistakes](err)
			for _, m := range found {
				if m.Line < 1 || m.Problem == "" || m.Remedy == "" || strings.ContainsAny(m.String(), "\r\n") {
					t.Errorf("a mistake without a place, in two lines, or without words: %+v", m)
				}
			}
			if !ok || len(found) == 0 {
				t.Errorf("refused with %v", err)
			}
			return
		}
		if !json.Valid(data) {
			return
		}
		err := json.Unmarshal(data, &lax)
		var one, other any
		_ = json.Unmarshal(strict.Any, &one)
		_ = json.Unmarshal(lax.Any, &other)
		strict.Any, lax.Any = nil, nil
		if err != nil || !reflect.DeepEqual(strict, lax) || !reflect.DeepEqual(one, other) {
			t.Errorf("%v\nread %+v\nencoding/json reads %+v", err, strict, lax)
		}
	})
}
