package conformance_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"mockpds/internal/conformance"
)

// A stage is a server that tests talk to: it describes itself, echoes, counts and refuses.
type stage struct {
	*httptest.Server

	mu    sync.Mutex
	calls int
	asked []string // in order
}

func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{}
	mux := http.NewServeMux()
	mux.HandleFunc("/xrpc/com.atproto.server.describeServer", func(w http.ResponseWriter, _ *http.Request) {
		answerJSON(w, http.StatusOK, `{"did":"did:web:my.host%3A1"}`)
	})
	mux.HandleFunc("/echo", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		answerJSON(w, http.StatusOK, fmt.Sprintf(`{"query":%q,"auth":%q,"body":%q}`, r.URL.RawQuery, r.Header.Get("Authorization"), body))
	})
	mux.HandleFunc("/count", func(w http.ResponseWriter, r *http.Request) {
		status := http.StatusOK
		if s.count(r.URL.RawQuery) > 2 {
			status = http.StatusTooManyRequests
		}
		answerJSON(w, status, `{"token":"`+did1+`"}`)
	})
	s.Server = httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func (s *stage) count(asked string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls++
	s.asked = append(s.asked, asked)
	return s.calls
}

func answerJSON(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

// runOne runs a case given as the JSON of its steps and what else it has, and gives its answers as
// JSON.
func runOne(t *testing.T, target conformance.Target, fields string) string {
	t.Helper()
	results, err := conformance.Run(t.Context(), target, load(t, `{"id":"a","group":"g",`+fields+`}`), 1)
	if err != nil {
		t.Fatal(err)
	}
	if results[0].NotRun != "" {
		return "not run: " + results[0].NotRun
	}
	return asJSON(t, results[0].Answers)
}

func load(t *testing.T, cases string) []conformance.Case {
	t.Helper()
	list, err := conformance.Load(strings.NewReader(caseFile(cases)))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

const jsonHeader = `"headers":{"content-type":"application/json"}`

func get(path, more string) string {
	return `{"request":{"method":"GET","path":"` + path + `","headers":[]}` + more + `}`
}

func TestRunTakesSteps(t *testing.T) {
	t.Parallel()
	unix := time.Unix(1000, 0)
	for name, tc := range map[string]struct{ steps, want string }{
		"request": {
			get("/echo?${uid}&${baseHost}&${adminPass}", ""),
			`[{"response":{` + jsonHeader + `,"json":{"auth":"","body":"","query":"<uid>&<base-host>&admin-pass"},"status":200}}]`,
		},
		"capture": {
			get("/echo?x", `,"setup":true,"capture":{"q":"query","none":"no.such"}`) + "," + get("/echo?${q}&${none}", ""),
			`[{"response":{"status":200}},{"response":{` + jsonHeader + `,"json":{"auth":"","body":"","query":"x&<unset%20none>"},"status":200}}]`,
		},
		"times": {
			get("/count?${i}", `,"times":4`),
			`[{"statuses":{"200":2,"429":2},"response":{` + jsonHeader + `,"json":{"token":"<did#1>"},"status":429}}]`,
		},
		"parallel": {
			get("/count", `,"parallel":5`),
			`[{"responses":[{"count":2,"response":{` + jsonHeader + `,"json":{"token":"<did#1>"},"status":200}},` +
				`{"count":3,"response":{` + jsonHeader + `,"json":{"token":"<did#1>"},"status":429}}]}]`,
		},
		"parallel, counted": {
			get("/count", `,"parallel":5,"summary":"ok-count","capture":{"t":"token"}`) + "," + get("/echo?${t}", `,"setup":true`),
			`[{"responses":{"notOk":3,"ok":2}},{"response":{"status":200}}]`,
		},
		"set": {
			`{"set":{"value":"a${domain}","as":"upper"},"into":"v"},{"set":{"value":"5","as":"now"},"into":"n"},` + get("/echo?${v}&${n}", ""),
			`[{},{},{"response":{` + jsonHeader + `,"json":{"auth":"","body":"","query":"A.TEST&1005"},"status":200}}]`,
		},
		"forge and tamper": {
			`{"forge":{"header":{},"claims":{"iat":"$now"},"sign":"none"},"into":"t"},{"tamper":{"token":"t","op":"two-parts"},"into":"u"},` +
				`{"request":{"method":"POST","path":"/echo","headers":[["authorization","${u}"]],"body":{"text":"${domain}"}}}`,
			`[{},{},{"response":{` + jsonHeader + `,"json":{"auth":"` + part(`{"alg":"none"}`) + "." + part(`{"iat":1000}`) +
				`","body":".test","query":""},"status":200}}]`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			target := conformance.Target{Base: newStage(t).URL, Now: func() time.Time { return unix }}
			if got := runOne(t, target, `"steps":[`+tc.steps+`]`); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}

func TestRunGoesOnAfterAStepThatFails(t *testing.T) {
	t.Parallel()
	for step, failure := range map[string]string{
		`{"tamper":{"token":"t","op":"alg-none"},"into":"u"}`:            "not a JSON object",
		`{"forge":{"header":{},"claims":{},"sign":"server"},"into":"t"}`: "the target has no such signer: server",
		`{"forge":{"header":{},"claims":{"a":"$now"},"sign":"none"}}`:    "claims: the target has no time",
		`{"mail":{"to":"x"}}`:              "the target has no mailbox",
		`{"set":{"value":"x","as":"now"}}`: `strconv.ParseInt: parsing \"x\": invalid syntax`,
		`{"request":{"method":"GET","path":"/","headers":[],"framing":"x"}}`: "unknown framing x",
	} {
		got := runOne(t, conformance.Target{Base: newStage(t).URL}, `"steps":[`+step+","+get("/echo", `,"setup":true`)+`]`)
		if want := `[{"response":{"failure":"` + failure + `"}},{"response":{"status":200}}]`; got != want {
			t.Errorf("%s\ngot  %s\nwant %s", step, got, want)
		}
	}
}

func TestRunCountsRepetitions(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	runOne(t, conformance.Target{Base: s.URL}, `"steps":[`+get("/count?${i}", `,"times":3`)+`]`)
	if got := strings.Join(s.asked, ","); got != "0,1,2" {
		t.Errorf("asked for %s", got)
	}
}

func TestRunReadsMail(t *testing.T) {
	t.Parallel()
	looks := 0
	target := conformance.Target{Base: newStage(t).URL, Mail: func(_ context.Context, to string) ([]conformance.Mail, error) {
		looks++
		if looks < 3 {
			return nil, nil
		}
		return []conformance.Mail{
			{To: to, Kind: "confirm_email", Token: "AAAAA-BBBBB"},
			{To: to, Kind: "confirm_email", Token: "short"},
			{To: to, Kind: "reset_password", Token: "CCCCC-DDDDD"},
		}, nil
	}}
	got := runOne(t, target, `"needs":["mail"],"steps":[{"mail":{"to":"x","kind":"confirm_email","count":0}},{"mail":{"to":"x"},"into":"t"},`+
		`{"mail":{"to":"x","kind":"confirm_email","count":2}},`+get("/echo?${t}", "")+`]`)
	want := `[{"response":{"count":0}},{"response":{"count":3,"kind":"reset_password","tokenForm":"XXXXX-XXXXX"}},` +
		`{"response":{"count":2,"kind":"confirm_email","tokenForm":"other"}},` +
		`{"response":{` + jsonHeader + `,"json":{"auth":"","body":"","query":"CCCCC-DDDDD"},"status":200}}]`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	target.Mail = func(context.Context, string) ([]conformance.Mail, error) { return nil, errors.New("no post today") }
	if got := runOne(t, target, `"steps":[{"mail":{"to":"x"}}]`); got != `[{"response":{"failure":"no post today"}}]` {
		t.Errorf("got %s", got)
	}
}

func TestRunWaitsThroughTheTarget(t *testing.T) {
	t.Parallel()
	var waited time.Duration
	target := conformance.Target{Base: newStage(t).URL, Wait: func(_ context.Context, pause time.Duration) error {
		waited += pause
		return nil
	}}
	if got := runOne(t, target, `"steps":[{"sleepMs":90000},{"sleepMs":5}]`); got != `[{},{}]` {
		t.Errorf("got %s", got)
	}
	if waited != 90*time.Second+5*time.Millisecond {
		t.Errorf("waited %v", waited)
	}
}

func TestRunMovesClocksAndPutsThemBack(t *testing.T) {
	t.Parallel()
	var moves []string
	mover := func(name string) func(context.Context, conformance.Move) error {
		return func(_ context.Context, m conformance.Move) error {
			moves = append(moves, fmt.Sprintf("%s %v %v", name, m.AdvanceSeconds, m.Reset))
			return nil
		}
	}
	s := newStage(t)
	target := conformance.Target{Base: s.URL, RateLimited: s.URL, Clock: mover("main"), RateLimitedClock: mover("rl")}
	_, err := conformance.Run(t.Context(), target, load(t,
		`{"id":"a","group":"g","serial":true,"steps":[{"clock":{"advanceSeconds":60}}]},`+
			`{"id":"b","group":"g","serial":true,"target":"rl","steps":[{"clock":{"advanceSeconds":1.5}}]}`), 2)
	want := "[main 60 false rl 1.5 false main 0 true rl 0 true]"
	if got := fmt.Sprint(moves); err != nil || got != want {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
}

func TestRunSkipsWhatTheTargetLacks(t *testing.T) {
	t.Parallel()
	target := conformance.Target{Base: newStage(t).URL}
	for fields, want := range map[string]string{
		`"target":"rl"`:                          "not run: no instance rl",
		`"target":"invite"`:                      "not run: no instance invite",
		`"needs":["mail"]`:                       "not run: needs mail",
		`"needs":["clock"]`:                      "not run: needs clock",
		`"needs":["rl-clock"]`:                   "not run: needs rl-clock",
		`"needs":["forge"]`:                      "not run: needs forge",
		`"desc":"has all","needs":[]`:            "[]",
		`"desc":"the first","target":""`:         "[]",
		`"target":"invite","needs":["rl-clock"]`: "not run: no instance invite",
	} {
		if got := runOne(t, target, fields+`,"steps":[]`); got != want {
			t.Errorf("%s: got %s, want %s", fields, got, want)
		}
	}
}

func TestRunTakesSerialCasesLast(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	cases := `{"id":"s1","group":"g","serial":true,"steps":[` + get("/count?s1", "") + `]},` +
		`{"id":"a","group":"g","steps":[` + get("/count?free", "") + `]},` +
		`{"id":"s2","group":"g","serial":true,"steps":[` + get("/count?s2", "") + `]},` +
		`{"id":"b","group":"g","steps":[` + get("/count?free", "") + `]}`
	results, err := conformance.Run(t.Context(), conformance.Target{Base: s.URL}, load(t, cases), 4)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(s.asked); got != "[free free s1 s2]" {
		t.Errorf("asked in the order %s", got)
	}
	for i, id := range []string{"s1", "a", "s2", "b"} {
		if results[i].Case.ID != id {
			t.Errorf("result %d is of %s, want %s", i, results[i].Case.ID, id)
		}
	}
}

func TestRunFailsWithoutAServer(t *testing.T) {
	t.Parallel()
	gone := httptest.NewServer(http.NotFoundHandler())
	notPDS := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	t.Cleanup(notPDS.Close)
	for name, base := range map[string]string{
		"none": "", "not a URL": "http://%", "not HTTP": "ftp://x", "closed": gone.URL, "no PDS": notPDS.URL,
	} {
		if _, err := conformance.Run(t.Context(), conformance.Target{Base: base}, nil, 1); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	target := conformance.Target{Base: newStage(t).URL, Wait: func(context.Context, time.Duration) error {
		cancel()
		return nil
	}}
	cases := load(t, `{"id":"a","group":"g","steps":[{"sleepMs":1}]},{"id":"b","group":"g","serial":true,"steps":[`+get("/echo", "")+`]}`)
	results, err := conformance.Run(ctx, target, cases, 1)
	if !errors.Is(err, context.Canceled) || results[1].NotRun == "" {
		t.Errorf("got %v, second case not run: %q", err, results[1].NotRun)
	}
}

func TestRecordTakesTheTargetsAnswers(t *testing.T) {
	t.Parallel()
	cases := load(t, `{"id":"a","group":"g","steps":[`+get("/echo", `,"setup":true,"response":{"status":500}`)+`]},`+
		`{"id":"b","group":"g","needs":["mail"],"steps":[`+get("/echo", `,"response":{"status":500}`)+`]}`)
	results, err := conformance.Run(t.Context(), conformance.Target{Base: newStage(t).URL}, cases, 1)
	if err != nil {
		t.Fatal(err)
	}
	recorded := conformance.Record(results)
	for i, want := range []string{`{"response":{"status":200}}`, `{"response":{"status":500}}`} {
		if got := asJSON(t, recorded[i].Steps[0].Answer); got != want {
			t.Errorf("recorded %s, want %s", got, want)
		}
	}
	if got := asJSON(t, cases[0].Steps[0].Answer); got != `{"response":{"status":500}}` {
		t.Errorf("the case it was recorded from became %s", got)
	}
}
