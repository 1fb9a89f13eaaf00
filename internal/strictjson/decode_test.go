package strictjson_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"mockpds/internal/strictjson"
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
	Any    json.RawMessage   `json:"any"`
	Loud   loud              `json:"loud"`
	Hidden string            `json:"-"`
	Path   string            `path:"path"`
}

func TestWhatIsRightIsRead(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)
	text := ` {"line": 3, "name": "a", "count": 0, "size": -1, "share": 0.5, "on": true, "at": "2026-01-02T12:00:00Z", "tags": {"a.b": "c"},
		"list": [{"line": 1}, {}], "any": null, "loud": "A"} `
	want := form{
		place: place{3}, Name: "a", Size: -1, Share: 0.5, On: true, At: &noon, Tags: map[string]string{"a.b": "c"},
		List: []place{{1}, {}}, Any: json.RawMessage("null"), Loud: "A",
	}
	var got form
	if err := strictjson.Decode([]byte(text), &got); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v\ngot  %+v\nwant %+v", err, got, want)
	}
	if err := strictjson.Decode([]byte(`{"at": null, "count": 2}`), &got); err != nil || got.At != nil || got.Count != 2 || got.Name != "a" {
		t.Errorf("%v\ngot  %+v", err, got)
	}
}

func TestEachProblem(t *testing.T) {
	t.Parallel()
	const fields = "one of line, name, count, size, share, on, at, tags, list, any, loud"
	tests := []struct{ text, want string }{
		{"", " this is no JSON: unexpected end of JSON input: write an object"},
		{`{"name": x}`, " this is no JSON: unexpected character looking for beginning of value: write an object"},
		{"{} {}", " this is no JSON: unexpected character after top-level value: write an object"},
		{"[]", " this is a list: write an object with " + fields},
		{"null", " this is null: write an object, or leave it out"},
		{`{"Name": "a"}`, `Name! unknown field "Name": write ` + fields},
		{`{"Hidden": "a"}`, `Hidden! unknown field "Hidden": write ` + fields},
		{`{"path": "a"}`, `path! unknown field "path": write ` + fields},
		{`{"on": true, "on": true}`, `on! "on" stands there twice: leave one out`},
		{`{"name": 1}`, "name name is a number: write text"},
		{`{"name": null}`, "name name is null: write text, or leave it out"},
		{`{"name": ""}`, "name name is empty: write text, or leave it out"},
		{`{"size": 0}`, "size size is 0: write another number, or leave it out"},
		{`{"count": 1.5}`, "count count is a number that is not whole: write a whole number"},
		{`{"count": "1"}`, "count count is text: write a whole number"},
		{`{"count": 99999999999999999999}`, "count count is a number: write a whole number"},
		{`{"share": true}`, "share share is true or false: write a number"},
		{`{"on": "yes"}`, "on on is text: write true or false"},
		{`{"at": "noon"}`, "at at is text: write a time such as 2026-01-02T15:04:05Z"},
		{`{"at": []}`, "at at is a list: write a time such as 2026-01-02T15:04:05Z"},
		{`{"tags": []}`, "tags tags is a list: write an object"},
		{`{"tags": {"a": 1}}`, "tags.a tags.a is a number: write text"},
		{`{"tags": {"a": "", "a": ""}}`, `tags.a! "tags.a" stands there twice: leave one out`},
		{`{"list": {}}`, "list list is an object: write a list"},
		{`{"list": [{}, {"lien": 1}]}`, `list.1.lien! unknown field "list.1.lien": write one of line`},
		{`{"list": [1]}`, "list.0 list.0 is a number: write an object with one of line"},
		{`{"loud": "a"}`, "loud loud: write it in capitals"},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			t.Parallel()
			kept := form{Name: "kept"}
			var problems strictjson.Problems
			if err := strictjson.Decode([]byte(test.text), &kept); !errors.As(err, &problems) || len(problems) != 1 {
				t.Fatalf("refused with %v", err)
			}
			got := problems[0].Path
			if problems[0].AtName {
				got += "!"
			}
			if got += " " + problems.Error(); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			if kept.Name != "kept" || kept.Tags != nil {
				t.Errorf("a refusal left %+v", kept)
			}
		})
	}
}

func TestAllProblemsAreToldInOrder(t *testing.T) {
	t.Parallel()
	err := strictjson.Decode([]byte(`{"x": 1, "tags": {"b": 1, "a": null}, "count": true}`), &form{})
	var got []string
	for line := range strings.Lines(err.Error()) {
		got = append(got, strings.Fields(line)[0])
	}
	if want := []string{"unknown", "tags.b", "tags.a", "count"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"line": 1, "name": "a", "at": "2026-01-02T12:00:00Z", "tags": {"a": "b"}, "list": [{}], "any": [], "loud": "A"}`))
	f.Add([]byte(`{"Name": null}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var strict, lax form
		if strictjson.Decode(data, &strict) != nil {
			if !reflect.DeepEqual(strict, form{}) {
				t.Errorf("a refusal left %+v", strict)
			}
			return
		}
		if err := json.Unmarshal(data, &lax); err != nil || !reflect.DeepEqual(strict, lax) {
			t.Errorf("%v\nread %+v\nencoding/json reads %+v", err, strict, lax)
		}
	})
}
