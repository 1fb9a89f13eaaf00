package conformance_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"mockpds/internal/conformance"
)

// played returns the results of a target that answers exactly as recorded.
func played(cases []conformance.Case) []conformance.Result {
	results := make([]conformance.Result, len(cases))
	for i, c := range cases {
		results[i].Case = c
		for _, s := range c.Steps {
			results[i].Answers = append(results[i].Answers, s.Answer)
		}
	}
	return results
}

func TestRecordedAnswersAreNotDifferentFromThemselves(t *testing.T) {
	t.Parallel()
	for _, r := range played(recorded(t)) {
		found, err := r.Differences(true)
		if err != nil || len(found) > 0 {
			t.Errorf("%s: %v, %v", r.Case.ID, found, err)
		}
	}
}

func TestEveryRecordedStatusIsCompared(t *testing.T) {
	t.Parallel()
	for _, r := range played(recorded(t)) {
		for i, a := range r.Answers {
			status, ok := a.Response["status"].(float64)
			if !ok {
				continue
			}
			changed := map[string]any{"status": status + 1}
			for k, v := range a.Response {
				if k != "status" {
					changed[k] = v
				}
			}
			found, err := conformance.Compare(a, conformance.Answer{Statuses: a.Statuses, Response: changed}, false)
			if err != nil || len(found) != 1 || found[0].Path != "status" {
				t.Errorf("%s, step %d: %v, %v", r.Case.ID, i, found, err)
			}
		}
	}
}

func answer(t *testing.T, text string) conformance.Answer {
	t.Helper()
	var a conformance.Answer
	if err := json.Unmarshal([]byte(text), &a); err != nil {
		t.Fatal(err)
	}
	return a
}

func TestCompare(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		want, got     string
		plain, strict string // path: want != got, of each difference
	}{
		"equal": {
			`{"response":{"status":200,"json":{"a":[1,{"b":null}]}}}`, `{"response":{"json":{"a":[1,{"b":null}]},"status":200}}`, "", "",
		},
		"message": {
			`{"response":{"json":{"error":"E","message":"m"}}}`, `{"response":{"json":{"error":"E","message":"n"}}}`,
			`json.message: "m" != "n";`, `json.message: "m" != "n";`,
		},
		"absent is not null": {
			`{"response":{"json":{"a":null}}}`, `{"response":{"json":{"b":null}}}`,
			`json.a: null != (absent);json.b: (absent) != null;`, `json.a: null != (absent);json.b: (absent) != null;`,
		},
		"lists": {
			`{"response":{"json":[1,2]}}`, `{"response":{"json":[1,3,4]}}`,
			`json.1: 2 != 3;json.2: (absent) != 4;`, `json.1: 2 != 3;json.2: (absent) != 4;`,
		},
		"a list is not an object": {
			`{"response":{"json":[]}}`, `{"response":{"json":{}}}`, `json: [] != {};`, `json: [] != {};`,
		},
		"headers that clients act on": {
			`{"response":{"headers":{"content-type":"a","retry-after":"b","ratelimit-limit":"1","vary":"x"}}}`, `{"response":{"headers":{"vary":"y"}}}`,
			`headers.content-type: "a" != (absent);headers.ratelimit-limit: "1" != (absent);headers.retry-after: "b" != (absent);`,
			`headers.content-type: "a" != (absent);headers.ratelimit-limit: "1" != (absent);headers.retry-after: "b" != (absent);headers.vary: "x" != "y";`,
		},
		"HTML": {
			`{"response":{"headers":{"content-type":"text/html"},"text":"a"}}`, `{"response":{"headers":{"content-type":"text/html"},"text":"b"}}`,
			"", `text: "a" != "b";`,
		},
		"text": {
			`{"response":{"headers":{},"text":"a"}}`, `{"response":{"headers":{},"text":"b"}}`, `text: "a" != "b";`, `text: "a" != "b";`,
		},
		"no answer": {
			`{"response":{"status":200}}`, `{}`, `response: {"status":200} != (absent);`, `response: {"status":200} != (absent);`,
		},
		"statuses": {
			`{"statuses":{"200":3}}`, `{"statuses":{"200":2,"429":1}}`, `200: 3 != 2;429: (absent) != 1;`, `200: 3 != 2;429: (absent) != 1;`,
		},
		"answers at once, in any order": {
			`{"responses":[{"count":1,"response":{"status":400}},{"count":2,"response":{"status":200}}]}`,
			`{"responses":[{"count":2,"response":{"status":200}},{"count":1,"response":{"status":400}}]}`, "", "",
		},
		"answers at once": {
			`{"responses":[{"count":1,"response":{"status":400,"headers":{"vary":"x"}}}]}`,
			`{"responses":[{"count":2,"response":{"status":400,"headers":{"vary":"y"}}}]}`,
			`0.count: 1 != 2;`, `0.count: 1 != 2;0.response.headers.vary: "x" != "y";`,
		},
		"their summary": {`{"responses":{"ok":1,"notOk":1}}`, `{"responses":{"ok":2,"notOk":1}}`, `ok: 1 != 2;`, `ok: 1 != 2;`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for strict, want := range map[bool]string{false: tc.plain, true: tc.strict} {
				found, err := conformance.Compare(answer(t, tc.want), answer(t, tc.got), strict)
				if err != nil {
					t.Fatal(err)
				}
				got := ""
				for _, d := range found {
					got += fmt.Sprintf("%s: %s != %s;", d.Path, d.Want, d.Got)
				}
				if got != want {
					t.Errorf("strict %v: got %s, want %s", strict, got, want)
				}
			}
		})
	}
}
