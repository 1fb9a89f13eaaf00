package main

import (
	"strings"
	"testing"

	"mockpds/internal/conformance"
)

const cases = `{"format":"pds-differential/1","cases":[
{"id":"a","group":"g","desc":"","steps":[
 {"request":{"method":"POST","path":"/xrpc/com.example.signUp","headers":[]},"setup":true,"response":{"status":200}},
 {"request":{"method":"GET","path":"/xrpc/com.example.ask?x=1","headers":[]},"response":{"status":200}},
 {"request":{"method":"GET","path":"/xrpc/com.example.ask/","headers":[]},"response":{"status":200}}]},
{"id":"b","group":"g","desc":"","steps":[
 {"request":{"method":"POST","path":"/xrpc/com.example.signUp","headers":[]},"setup":true,"response":{"status":200}}]},
{"id":"c","group":"g","desc":"","steps":[
 {"request":{"method":"GET","path":"/","headers":[]},"response":{"status":200}},
 {"request":{"method":"GET","path":"/","headers":[]},"response":{"status":200}},
 {"request":{"method":"GET","path":"/xrpc/com.example.ASK","headers":[]},"response":{"status":200}}]},
{"id":"d","group":"g","desc":"","steps":[
 {"request":{"method":"GET","path":"/xrpc/com.example.ask","headers":[]},"response":{"status":400}},
 {"request":{"method":"OPTIONS","path":"/xrpc/com.example.none","headers":[]},"response":{"status":204}},
 {"request":{"method":"OPTIONS","path":"/xrpc/com.example.none","headers":[]},"response":{"status":204}}]}
]}`

func TestTable(t *testing.T) {
	t.Parallel()
	list, err := conformance.Load(strings.NewReader(cases))
	if err != nil {
		t.Fatal(err)
	}
	report := &conformance.Report{Outcomes: []conformance.Outcome{
		{ID: "a", Verdict: conformance.Identical}, {ID: "b", Verdict: conformance.Excused}, {ID: "c", Verdict: conformance.Different},
	}}
	var out strings.Builder
	if err := tally(list, report, []string{"com.atproto.server.createSession"}).print(&out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"| method | answered | cases | identical | expected differences | differences | not run |\n|---|---|--:|--:|--:|--:|--:|\n",
		"| `com.example.ask` | as an unknown method | 2 | 1 | 0 | 0 | 1 |\n",
		"| `com.example.signUp` | as an unknown method | 1 | 0 | 1 | 0 | 0 |\n",
		"| `com.atproto.server.createSession` | yes | 0 | 0 | 0 | 0 | 0 |\n",
		"| `com.atproto.admin.searchAccounts` | as an unknown method | 0 | 0 | 0 | 0 | 0 |\n",
		"| `/` | yes | 1 | 0 | 0 | 1 | 0 |\n",
		"| `(anything else)` | as an unknown method | 2 | 0 | 0 | 1 | 1 |\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no row %q in\n%s", want, out.String())
		}
	}
}
