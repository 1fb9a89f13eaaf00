package server

import (
	"errors"
	"fmt"
	"slices"

	"mockpds/fixtures"
	"mockpds/internal/clock"
	"mockpds/internal/control"
	"mockpds/internal/faults"
	"mockpds/internal/oauth"
	"mockpds/internal/quirks"
	"mockpds/internal/ratelimit"
	"mockpds/internal/stubs"
	"mockpds/internal/words"
)

// LoadWorld reads a fixture file as LoadFiles does.
func LoadWorld(name string, text []byte, o fixtures.Options) (fixtures.World, error) {
	return LoadFiles([]fixtures.File{{Name: name, Text: text}}, o)
}

// LoadFiles reads fixture files as fixtures.LoadFiles does, with all sections that a server
// knows: faults, limits, stubs, handles, clients, lexicons and quirks.
func LoadFiles(files []fixtures.File, o fixtures.Options) (fixtures.World, error) {
	served := stubs.NewSet(tableOf(new(protocol)).serves)
	o.CheckRecord = checkRecord
	o.Sections = map[string]fixtures.Section{
		"handles": section(
			func(h control.ResolvedHandle) (string, words.Mistakes) { return h.Handle, h.Check() }),
		"clients": section(func(d oauth.Document) (string, words.Mistakes) {
			return d.Address(),
				control.CheckDocument(d)
		}),
		"lexicons": section(func(p control.PermissionSet) (string, words.Mistakes) {
			nsid, _, wrong := p.Read()
			return nsid, wrong
		}),
		"faults":  section(func(f faults.Fault) (string, words.Mistakes) { return f.ID, nil }),
		"limits":  section(func(l ratelimit.Limit) (string, words.Mistakes) { return l.ID, nil }),
		"stubs":   section(func(s stubs.Stub) (string, words.Mistakes) { return s.ID, served.Check(s) }),
		"quirks":  named(func(name string) error { _, err := quirks.Expand([]string{name}); return err }),
		"profile": named(quirks.CheckProfile),
	}
	return fixtures.LoadFiles(files, o)
}

// named reads the name of a quirk or of a profile.
func named(check func(name string) error) fixtures.Section {
	return func(item *words.Raw) {
		var name string
		item.Decode(&name)
		if err := check(name); err != nil && name != "" {
			var wrong words.Mistakes
			wrong.Add("", err.Error(), "mockpds profiles lists them")
			item.Add(wrong)
		}
	}
}

// section reads items that check themselves, and refuses an id that another item has. Look
// returns the id of an item, and what else is wrong with it.
func section[T any](look func(T) (id string, more words.Mistakes)) fixtures.Section {
	seen := map[string]bool{}
	return func(item *words.Raw) {
		var read T
		item.Decode(&read)
		id, more := look(read)
		if seen[id] {
			more.Add("id", words.Quote(id)+" is taken already", "choose another")
		}
		seen[id] = id != ""
		item.Add(more)
	}
}

// rules are what a test asks for, beside the limits of the method table.
type rules struct {
	faults  *faults.Set
	limits  *ratelimit.Set
	stubs   *stubs.Set
	windows *ratelimit.Limiter // of the limits in the method table
	outside *control.Outside

	quirks *quirks.Set
	always []string // quirks that the config has
}

func newRules(p *protocol, table methodTable) *rules {
	return &rules{
		faults: faults.New(clock.After), limits: ratelimit.NewSet(p.now, table.usualLimit),
		stubs: p.stubs, windows: ratelimit.New(p.now), outside: p.outside,
		quirks: p.quirks, always: p.config.Quirks,
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
	handles, err := itemsOf[control.ResolvedHandle](w, "handles")
	if err != nil {
		return err
	}
	r.outside.Replace(handles)
	broken, err := itemsOf[faults.Fault](w, "faults")
	if err != nil {
		return err
	}
	profile, err := itemsOf[string](w, "profile")
	if err != nil {
		return err
	}
	odd, err := itemsOf[string](w, "quirks")
	if err != nil {
		return err
	}
	return errors.Join(r.limits.Replace(limits), r.stubs.Replace(canned), r.faults.Replace(broken),
		r.quirks.Replace(slices.Concat(r.always, profile, odd)))
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
