package conformance_test

import (
	"strings"
	"testing"

	"mockpds/internal/conformance"
)

// differing returns a result whose only step differs in status and, when there is one, in message.
func differing(id, group, message string) conformance.Result {
	want := conformance.Answer{Response: map[string]any{"status": 200}}
	got := conformance.Answer{Response: map[string]any{"status": 400}}
	if message != "" {
		got.Response["json"] = map[string]any{"message": message}
	}
	return conformance.Result{
		Case: conformance.Case{ID: id, Group: group, Steps: []conformance.Step{
			{Request: &conformance.Request{Method: "GET", Path: "/xrpc/a.b.c"}, Answer: want},
		}},
		Answers: []conformance.Answer{got},
	}
}

func TestReport(t *testing.T) {
	t.Parallel()
	same := conformance.Result{Case: conformance.Case{ID: "same", Group: "first"}}
	missed := conformance.Result{Case: conformance.Case{ID: "missed", Group: "second"}, NotRun: "needs mail"}
	results := []conformance.Result{
		same, differing("d1", "first", "m"), missed, differing("d2", "first", ""), differing("d3", "second", ""), differing("right", "second", ""),
	}
	exceptions := []conformance.Exception{
		{Case: "right", Reason: "it has no repositories"},
		{Case: "same", Reason: "it had none"},
		{Case: "missed", Reason: "nobody knows"},
	}
	report, err := conformance.Judge(results, exceptions, true)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := report.Print(&out, 1); err != nil {
		t.Fatal(err)
	}
	want := `first               3 cases: 1 identical, 2 different, 0 not run
  d1
    [0] GET a.b.c: json: want (absent), got {"message":"m"}
    ... and 1 more
  d2
    [0] GET a.b.c: status: want 200, got 400
second              3 cases: 1 identical, 1 different, 1 not run; 1 of the identical ones but for expected differences
  d3
    [0] GET a.b.c: status: want 200, got 400
  not run: missed (needs mail)
most frequent differences, with the number of cases:
     3  status: want 200, got 400
expected, but not seen: same: it had none
6 cases: 2 identical, 3 different, 1 not run; 1 of the identical ones but for expected differences (strict headers)
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}

func TestExceptionCovers(t *testing.T) {
	t.Parallel()
	zero, one := 0, 1
	for name, tc := range map[string]struct {
		exception conformance.Exception
		want      conformance.Verdict
	}{
		"case":          {conformance.Exception{Case: "a"}, conformance.Excused},
		"another case":  {conformance.Exception{Case: "b"}, conformance.Different},
		"group":         {conformance.Exception{Group: "g"}, conformance.Excused},
		"another group": {conformance.Exception{Group: "h"}, conformance.Different},
		"every case":    {conformance.Exception{Case: "*"}, conformance.Excused},
		"step":          {conformance.Exception{Case: "a", Step: &zero}, conformance.Excused},
		"another step":  {conformance.Exception{Case: "a", Step: &one}, conformance.Different},
		"path":          {conformance.Exception{Case: "a", At: "status"}, conformance.Excused},
		"another path":  {conformance.Exception{Case: "a", At: "stat"}, conformance.Different},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			report, err := conformance.Judge([]conformance.Result{differing("a", "g", "")}, []conformance.Exception{tc.exception}, false)
			if err != nil || report.Outcomes[0].Verdict != tc.want {
				t.Errorf("got %+v, %v, want %s", report.Outcomes, err, tc.want)
			}
		})
	}
}

func TestExceptionCoversThePathsBelow(t *testing.T) {
	t.Parallel()
	exceptions := []conformance.Exception{{Case: "*", At: "status", Reason: "s"}, {Case: "*", At: "json", Reason: "j"}}
	result := differing("a", "g", "m")
	result.Case.Steps[0].Response["json"] = map[string]any{"message": "n"}
	report, err := conformance.Judge([]conformance.Result{result}, exceptions, false)
	if err != nil || report.Outcomes[0].Verdict != conformance.Excused || len(report.Outcomes[0].Exceptions) != 2 {
		t.Errorf("got %+v, %v", report.Outcomes, err)
	}
}

func TestLoadExceptionsWantsReasons(t *testing.T) {
	t.Parallel()
	for text, good := range map[string]bool{
		`[{"case":"a","reason":"r"}]`:            true,
		`[{"group":"g","step":0,"reason":"r"}]`:  true,
		`[{"case":"a"}]`:                         false,
		`[{"reason":"r"}]`:                       false,
		`[{"case":"a","reason":"r","why":"no"}]`: false,
		`{}`:                                     false,
	} {
		if _, err := conformance.LoadExceptions(strings.NewReader(text)); (err == nil) != good {
			t.Errorf("%s: %v", text, err)
		}
	}
}
