package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"mockpds/internal/conformance"
)

// A table has a row for each method, by NSID, for each path outside /xrpc/, and one for all the
// rest.
type table map[string]*row

// rest is the row of misspelled and made-up methods and paths, which the reference does not serve.
const rest = "(anything else)"

type row struct {
	answered                                     bool // by the mock, with a handler of its own
	cases, identical, excused, different, notRun int
}

// notServed are methods of the lexicons of accounts that the reference does not serve either: it
// takes them for methods of another service.
var notServed = []string{
	"com.atproto.admin.searchAccounts", "com.atproto.admin.updateAccountSigningKey", "com.atproto.identity.refreshIdentity",
	"com.atproto.identity.resolveDid", "com.atproto.identity.resolveIdentity", "com.atproto.temp.checkHandleAvailability",
}

// tally counts each case under every method that it looks at. Steps that only prepare a case do not
// count, unless the case has no others.
func tally(cases []conformance.Case, report *conformance.Report, answered []string) table {
	verdicts := map[string]conformance.Verdict{}
	for _, o := range report.Outcomes {
		verdicts[o.ID] = o.Verdict
	}
	served := servedMethods(cases)
	t := table{}
	for _, name := range answered {
		t[name], served[name] = &row{answered: true}, true
	}
	for _, name := range notServed {
		t[name], served[name] = &row{}, true
	}
	for _, c := range cases {
		for name := range methods(c, served) {
			if t[name] == nil {
				t[name] = &row{answered: strings.HasPrefix(name, "/")}
			}
			t[name].count(verdicts[c.ID])
		}
	}
	return t
}

// servedMethods returns the methods with more than one good answer in the recordings. Single ones
// are of odd spellings of a path, which the reference takes, and of preflights, which it answers
// everywhere.
func servedMethods(cases []conformance.Case) map[string]bool {
	const enough = 2
	good := map[string]int{}
	for _, c := range cases {
		for _, s := range c.Steps {
			status, _ := s.Response["status"].(float64)
			if s.Request != nil && s.Request.Method != "OPTIONS" && status >= 200 && status < 400 {
				good[method(s.Request.Path)]++
			}
		}
	}
	served := map[string]bool{}
	for name, n := range good {
		served[name] = n >= enough
	}
	return served
}

func (r *row) count(v conformance.Verdict) {
	r.cases++
	switch v {
	case conformance.Identical:
		r.identical++
	case conformance.Excused:
		r.excused++
	case conformance.Different:
		r.different++
	default: // a case without a verdict was left out of the replay
		r.notRun++
	}
}

func methods(c conformance.Case, served map[string]bool) map[string]bool {
	looked, prepared := map[string]bool{}, map[string]bool{}
	for _, s := range c.Steps {
		if s.Request == nil {
			continue
		}
		name := method(s.Request.Path)
		if !served[name] {
			name = rest
		}
		if s.Setup {
			prepared[name] = true
		} else {
			looked[name] = true
		}
	}
	if len(looked) == 0 {
		return prepared
	}
	return looked
}

// method is the NSID of an XRPC path, and the path itself of others. A query does not count, nor a
// slash at the end.
func method(path string) string {
	path, _, _ = strings.Cut(path, "?")
	if path != "/" {
		path = strings.TrimSuffix(path, "/")
	}
	if strings.HasPrefix(path, "/xrpc/_") {
		return path
	}
	return strings.TrimPrefix(path, "/xrpc/")
}

func (t table) print(w io.Writer) error {
	if _, err := fmt.Fprintln(w, "| method | answered | cases | identical | expected differences | differences | not run |\n|---|---|--:|--:|--:|--:|--:|"); err != nil {
		return err
	}
	names := slices.SortedFunc(maps.Keys(t), func(a, b string) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b))
	})
	for _, name := range names {
		r := t[name]
		answered := map[bool]string{true: "yes", false: "as an unknown method"}[r.answered]
		_, err := fmt.Fprintf(w, "| `%s` | %s | %d | %d | %d | %d | %d |\n", name, answered, r.cases, r.identical, r.excused, r.different, r.notRun)
		if err != nil {
			return err
		}
	}
	return nil
}

// rank puts methods before paths, and the rest last.
func rank(name string) int {
	switch {
	case name == rest:
		return 2
	case strings.HasPrefix(name, "/"):
		return 1
	}
	return 0
}
