package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
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

const results = `{"outcomes":[{"id":"a","verdict":"identical"},{"id":"b","verdict":"excused"},{"id":"c","verdict":"different"}]}`

func write(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "file.json")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestTable(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	if err := run([]string{"--cases", write(t, cases), "--results", write(t, results)}, &out); err != nil {
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

func TestTableRefusesBadArguments(t *testing.T) {
	t.Parallel()
	good := write(t, cases)
	for name, args := range map[string][]string{
		"no results":      {"--cases", good},
		"no such results": {"--cases", good, "--results", "no-such.json"},
		"results of what": {"--cases", good, "--results", write(t, "[]")},
		"no such cases":   {"--cases", "no-such.json", "--results", good},
		"cases of what":   {"--cases", write(t, "{}"), "--results", good},
	} {
		if err := run(args, io.Discard); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
