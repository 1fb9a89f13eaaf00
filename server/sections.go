package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"mockpds/fixtures"
	"mockpds/internal/clock"
	"mockpds/internal/faults"
	"mockpds/internal/ratelimit"
	"mockpds/internal/strictjson"
	"mockpds/internal/stubs"
)

// LoadWorld reads a fixture file as fixtures.Load does, with all sections that a server knows: faults, limits and stubs.
func LoadWorld(name string, data []byte, o fixtures.Options) (fixtures.World, error) {
	o.Sections = sections(tableOf(new(protocol)).serves)
	return fixtures.Load(name, data, o)
}

// sections are the lists that a fixture file may have besides that of accounts.
func sections(served func(method string) bool) map[string]fixtures.Section {
	return map[string]fixtures.Section{
		"faults": withIDs(readFault),
		"limits": withIDs(readLimit),
		"stubs": withIDs(func(item json.RawMessage) []fixtures.FieldProblem {
			return readStub(item, served)
		}),
	}
}

// withIDs also refuses an id that another item of the section has.
func withIDs(read fixtures.Section) fixtures.Section {
	seen := map[string]bool{}
	return func(item json.RawMessage) []fixtures.FieldProblem {
		wrong := read(item)
		var named struct{ ID string }
		_ = json.Unmarshal(item, &named) // an item without a name that can be read has no name
		if seen[named.ID] {
			wrong = append(wrong, fixtures.FieldProblem{
				Path: "id", Problem: fmt.Sprintf("the id %.80q is taken already", named.ID), Remedy: "choose another",
			})
		}
		seen[named.ID] = named.ID != ""
		return wrong
	}
}

func readStub(item json.RawMessage, served func(method string) bool) []fixtures.FieldProblem {
	var s stubs.Stub
	wrong := readItem(item, &s)
	for _, m := range s.Check(served) {
		wrong = alsoWrong(wrong, fixtures.FieldProblem(m))
	}
	return wrong
}

func readLimit(item json.RawMessage) []fixtures.FieldProblem {
	var l ratelimit.Limit
	wrong := readItem(item, &l)
	for _, m := range l.Check() {
		wrong = alsoWrong(wrong, fixtures.FieldProblem{Path: m.Path, Problem: m.Problem, Remedy: m.Remedy})
	}
	return wrong
}

// readItem reads what can be read of an item, and tells what cannot.
func readItem(item json.RawMessage, into any) []fixtures.FieldProblem {
	var problems strictjson.Problems
	if !errors.As(strictjson.Decode(item, into), &problems) {
		return nil
	}
	_ = json.Unmarshal(item, into) // which passes over what has the wrong type
	var wrong []fixtures.FieldProblem
	for _, p := range problems {
		wrong = append(wrong, fixtures.FieldProblem(p))
	}
	return wrong
}

// alsoWrong adds a problem unless it only follows from one that is known: of the same field, of one within it, or of the whole.
func alsoWrong(known []fixtures.FieldProblem, p fixtures.FieldProblem) []fixtures.FieldProblem {
	for _, k := range known {
		if k.Path == "" || k.Path == p.Path || strings.HasPrefix(k.Path, p.Path+".") {
			return known
		}
	}
	return append(known, p)
}

// readFault reads a fault, which checks what it reads.
func readFault(item json.RawMessage) []fixtures.FieldProblem {
	var mistakes faults.Mistakes
	errors.As(new(faults.Rule).UnmarshalJSON(item), &mistakes)
	var wrong []fixtures.FieldProblem
	for _, m := range mistakes {
		problem := m.Path + " " + m.Problem
		if m.Path == "" {
			problem = "the fault " + m.Problem
		}
		wrong = append(wrong, fixtures.FieldProblem{Path: m.Path, AtName: m.Problem == "is no field", Problem: problem, Remedy: m.Remedy})
	}
	return wrong
}

// rules are what a test asks for, beside the limits of the method table.
type rules struct {
	faults  *faults.Set
	limits  *ratelimit.Set
	stubs   *stubs.Set
	windows *ratelimit.Limiter // of the limits in the method table
}

func newRules(p *protocol, table methodTable) *rules {
	return &rules{
		faults: faults.New(clock.After), limits: ratelimit.NewSet(p.now, table.usualLimit),
		stubs: p.stubs, windows: ratelimit.New(p.now),
	}
}

// setUp replaces the rules by those in the sections of a world.
func (r *rules) setUp(w fixtures.World) error {
	limits, err := itemsOf[ratelimit.Limit](w, "limits")
	if err != nil {
		return err
	}
	canned, err := itemsOf[stubs.Stub](w, "stubs")
	if err != nil {
		return err
	}
	broken, err := itemsOf[faults.Rule](w, "faults")
	if err != nil {
		return err
	}
	return errors.Join(r.limits.Replace(limits), r.stubs.Replace(canned), r.faults.Replace(broken))
}

func itemsOf[T any](w fixtures.World, section string) ([]T, error) {
	list := make([]T, len(w.Sections[section]))
	for i, item := range w.Sections[section] {
		if err := strictjson.Decode(item, &list[i]); err != nil {
			return nil, fmt.Errorf("%s, item %d: %w", section, i+1, err)
		}
	}
	return list, nil
}
