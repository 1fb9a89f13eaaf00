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
	"mockpds/internal/stubs"
	"mockpds/internal/words"
)

// LoadWorld reads a fixture file as LoadFiles does.
func LoadWorld(name string, text []byte, o fixtures.Options) (fixtures.World, error) {
	return LoadFiles([]fixtures.File{{Name: name, Text: text}}, o)
}

// LoadFiles reads fixture files as fixtures.LoadFiles does, with all sections that a server knows: faults, limits and stubs.
func LoadFiles(files []fixtures.File, o fixtures.Options) (fixtures.World, error) {
	served := tableOf(new(protocol)).serves
	o.Sections = map[string]fixtures.Section{
		"faults": withIDs(readFault),
		"limits": withIDs(func(item *words.Raw) {
			var l ratelimit.Limit
			item.Decode(&l)
			for _, m := range l.Check() {
				item.Add(words.Mistakes{{Path: m.Path, Problem: m.Problem, Remedy: m.Remedy}})
			}
		}),
		"stubs": withIDs(func(item *words.Raw) {
			var s stubs.Stub
			item.Decode(&s)
			for _, m := range s.Check(served) {
				item.Add(words.Mistakes{{Path: m.Path, Problem: m.Problem, Remedy: m.Remedy, AtName: m.AtName}})
			}
		}),
	}
	return fixtures.LoadFiles(files, o)
}

// withIDs also refuses an id that another item of the section has.
func withIDs(read fixtures.Section) fixtures.Section {
	seen := map[string]bool{}
	return func(item *words.Raw) {
		read(item)
		var named struct{ ID string }
		text, _ := item.JSON()
		_ = json.Unmarshal(text, &named) // an item without a name that can be read has no name
		if seen[named.ID] {
			item.Add(words.Mistakes{{Path: "id", Problem: "the id " + words.Quote(named.ID) + " is taken already", Remedy: "choose another"}})
		}
		seen[named.ID] = named.ID != ""
	}
}

// readFault reads a fault, which checks what it reads.
func readFault(item *words.Raw) {
	text, _ := item.JSON()
	mistakes, _ := errors.AsType[faults.Mistakes](new(faults.Rule).UnmarshalJSON(text))
	for _, m := range mistakes {
		problem := strings.TrimSpace(m.Path + " " + m.Problem)
		item.Add(words.Mistakes{{Path: m.Path, Problem: problem, Remedy: m.Remedy, AtName: m.Problem == "is no field"}})
	}
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
		if err := words.Decode("", item, &list[i]); err != nil {
			return nil, fmt.Errorf("%s, item %d: %w", section, i+1, err)
		}
	}
	return list, nil
}
