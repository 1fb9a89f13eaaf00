package server

import (
	"fmt"
	"strings"

	"mockpds/fixtures"
	"mockpds/internal/ruleset"
)

// Warnings says which rules and decisions of a world may never apply, with what was probably
// meant: those for a method or an account that is not there. It is no mistake, as an account may
// sign up later.
func Warnings(w fixtures.World) []string {
	known := knownIn(w)
	var list []string
	note := func(section string, i int, method, account string) {
		for _, warning := range known.Warnings(method, account) {
			list = append(list, fmt.Sprintf("%s, item %d: %s", section, i+1, warning))
		}
	}
	s, _ := readSections(w) // one that cannot be read is refused elsewhere
	for i, f := range s.faults {
		note("faults", i, f.Match.Method, f.Match.Account)
	}
	for i, h := range s.holds {
		note("holds", i, h.Method, h.Account)
	}
	for i, c := range s.consents {
		note("consents", i, "", c.Account)
	}
	for i, l := range s.limits {
		note("limits", i, l.Method, l.Account)
	}
	for i, stub := range s.stubs {
		note("stubs", i, stub.Method, stub.Account)
	}
	return list
}

// knownIn is what the rules of a world can be about.
func knownIn(w fixtures.World) ruleset.Known {
	names := map[string]bool{}
	for _, a := range w.Accounts {
		names[strings.ToLower(a.Handle)], names[a.DID] = true, true
	}
	return ruleset.Known{
		Methods:    new(protocol).methods().names(),
		HasAccount: func(name string) bool { return names[strings.ToLower(name)] },
		Handles: func() (handles []string) {
			for _, a := range w.Accounts[:min(len(w.Accounts), 1000)] {
				handles = append(handles, a.Handle)
			}
			return handles
		},
	}
}
