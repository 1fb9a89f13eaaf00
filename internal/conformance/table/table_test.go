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
	want := "| method | cases | identical | expected differences | differences | not run |\n|---|--:|--:|--:|--:|--:|\n" +
		"| `com.example.ask` | 2 | 1 | 0 | 0 | 1 |\n" +
		"| `com.example.signUp` | 1 | 0 | 1 | 0 | 0 |\n" +
		"| `/` | 1 | 0 | 0 | 1 | 0 |\n" +
		"| `(anything else)` | 2 | 0 | 0 | 1 | 1 |\n"
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
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
