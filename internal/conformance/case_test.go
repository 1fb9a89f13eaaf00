package conformance_test

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"

	"mockpds/internal/conformance"
)

func caseFile(cases string) string {
	return `{"format":"pds-differential/1","cases":[` + cases + `]}`
}

func TestLoadRefusesWhatItCannotRun(t *testing.T) {
	t.Parallel()
	step := `{"request":{"method":"GET","path":"/","headers":[]}}`
	for name, tc := range map[string]struct {
		text string
		want error
	}{
		"good":           {caseFile(`{"id":"a","group":"g","desc":"","steps":[` + step + `]}`), nil},
		"not JSON":       {`nothing`, conformance.ErrFormat},
		"another format": {`{"format":"pds-differential/2","cases":[]}`, conformance.ErrFormat},
		"unknown field":  {caseFile(`{"id":"a","group":"g","stpes":[]}`), conformance.ErrFormat},
		"no id":          {caseFile(`{"group":"g","steps":[]}`), conformance.ErrBadCase},
		"no group":       {caseFile(`{"id":"a","steps":[]}`), conformance.ErrBadCase},
		"id twice":       {caseFile(`{"id":"a","group":"g","steps":[]},{"id":"a","group":"g","steps":[]}`), conformance.ErrBadCase},
		"unknown target": {caseFile(`{"id":"a","group":"g","target":"x","steps":[]}`), conformance.ErrBadCase},
		"unknown need":   {caseFile(`{"id":"a","group":"g","needs":["x"],"steps":[]}`), conformance.ErrBadCase},
		"empty step":     {caseFile(`{"id":"a","group":"g","steps":[{"name":"x"}]}`), conformance.ErrBadCase},
		"two actions":    {caseFile(`{"id":"a","group":"g","steps":[{"sleepMs":1,"clock":{"reset":true}}]}`), conformance.ErrBadCase},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := conformance.Load(strings.NewReader(tc.text)); !errors.Is(err, tc.want) {
				t.Errorf("Load: %v, want %v", err, tc.want)
			}
		})
	}
}

func recorded(t *testing.T) []conformance.Case {
	t.Helper()
	cases, err := conformance.Recorded()
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) < 600 {
		t.Fatalf("%d recorded cases, want all of them", len(cases))
	}
	return cases
}

func TestRecordedCasesSurviveSaving(t *testing.T) {
	t.Parallel()
	cases := recorded(t)
	var file bytes.Buffer
	if err := conformance.Save(&file, "test", cases); err != nil {
		t.Fatal(err)
	}
	again, err := conformance.Load(&file)
	if err != nil {
		t.Fatal(err)
	}
	for i := range cases {
		if !reflect.DeepEqual(cases[i], again[i]) {
			t.Errorf("case %s changed", cases[i].ID)
		}
	}
}

func TestSaveWritesOneCasePerLine(t *testing.T) {
	t.Parallel()
	var file strings.Builder
	cases := []conformance.Case{{ID: "a", Group: "g", Steps: []conformance.Step{}}, {ID: "b", Group: "g", Steps: []conformance.Step{
		{SleepMs: 5, Answer: conformance.Answer{Response: map[string]any{"failure": "<x> & y"}}},
	}}}
	if err := conformance.Save(&file, "a PDS", cases); err != nil {
		t.Fatal(err)
	}
	want := `{"format":"pds-differential/1","reference":"a PDS","cases":[
{"id":"a","group":"g","desc":"","steps":[]},
{"id":"b","group":"g","desc":"","steps":[{"sleepMs":5,"response":{"failure":"<x> & y"}}]}
]}
`
	if file.String() != want {
		t.Errorf("got\n%s\nwant\n%s", file.String(), want)
	}
}

func TestExpectedDifferencesNameRecordedCases(t *testing.T) {
	t.Parallel()
	exceptions, err := conformance.Expected()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{"": true, "*": true}
	for _, c := range recorded(t) {
		known[c.ID] = true
	}
	for _, e := range exceptions {
		if !known[e.Case] {
			t.Errorf("no case %s", e.Case)
		}
	}
}
