package server

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"mockpds/fixtures"
	"mockpds/internal/control"
	"mockpds/internal/faults"
	"mockpds/internal/oauth"
	"mockpds/internal/quirks"
	"mockpds/internal/ratelimit"
	"mockpds/internal/ruleset"
	"mockpds/internal/stubs"
	"mockpds/internal/words"
)

// LoadWorld reads a fixture file as LoadFiles does.
func LoadWorld(name string, text []byte, o fixtures.Options) (fixtures.World, error) {
	return LoadFiles([]fixtures.File{{Name: name, Text: text}}, o)
}

// LoadFiles reads fixture files as fixtures.LoadFiles does, with all sections that a server
// knows.
func LoadFiles(files []fixtures.File, o fixtures.Options) (fixtures.World, error) {
	served := stubs.NewSet(new(protocol).methods().serves)
	o.CheckRecord = checkRecord
	o.Sections = map[string]fixtures.Section{
		"handles": section(
			func(h control.ResolvedHandle) (string, words.Mistakes) { return h.Handle, h.Check() }),
		"clients": section(func(d oauth.Document) (string, words.Mistakes) {
			return d.Address(), control.CheckDocument(d)
		}),
		"lexicons": section(func(p control.PermissionSet) (string, words.Mistakes) {
			nsid, _, wrong := p.Read()
			return nsid, wrong
		}),
		"consents":     section(func(control.Consent) (string, words.Mistakes) { return "", nil }),
		"wrongAnswers": section(func(control.WrongAnswer) (string, words.Mistakes) { return "", nil }),
		"clientClock":  named(control.CheckClientClock, "write mock or any"),
		"faults":       section(func(f faults.Fault) (string, words.Mistakes) { return f.ID, nil }),
		"holds":        section(func(h faults.Hold) (string, words.Mistakes) { return h.ID, nil }),
		"limits":       section(func(l ratelimit.Limit) (string, words.Mistakes) { return l.ID, nil }),
		"stubs": section(
			func(s stubs.Stub) (string, words.Mistakes) { return s.ID, served.Check(s) }),
		"quirks": named(func(name string) error { _, err := quirks.Expand([]string{name}); return err },
			profilesRemedy),
		"profile": named(quirks.CheckProfile, profilesRemedy),
	}
	return fixtures.LoadFiles(files, o)
}

const profilesRemedy = "mockpds profiles lists them"

// named reads a name, such as that of a quirk.
func named(check func(name string) error, remedy string) fixtures.Section {
	return func(item *words.Raw) {
		var name string
		item.Decode(&name)
		if err := check(name); err != nil && name != "" {
			var wrong words.Mistakes
			wrong.Add("", err.Error(), remedy)
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

// sections are the lists that a world has beside its accounts.
type sections struct {
	handles         []control.ResolvedHandle
	clients         []oauth.Document
	lexicons        []control.PermissionSet
	consents        []control.Consent
	wrongAnswers    []control.WrongAnswer
	clientClock     []string // one or none
	faults          []faults.Fault
	holds           []faults.Hold
	limits          []ratelimit.Limit
	stubs           []stubs.Stub
	profile, quirks []string
}

func readSections(w fixtures.World) (sections, error) {
	var s sections
	err := errors.Join(
		readSection(w, "handles", &s.handles), readSection(w, "clients", &s.clients),
		readSection(w, "lexicons", &s.lexicons), readSection(w, "consents", &s.consents),
		readSection(w, "wrongAnswers", &s.wrongAnswers),
		readSection(w, "clientClock", &s.clientClock),
		readSection(w, "faults", &s.faults), readSection(w, "holds", &s.holds),
		readSection(w, "limits", &s.limits), readSection(w, "stubs", &s.stubs),
		readSection(w, "profile", &s.profile), readSection(w, "quirks", &s.quirks))
	return s, err
}

func readSection[T any](w fixtures.World, name string, into *[]T) error {
	list := make([]T, len(w.Sections[name]))
	for i, item := range w.Sections[name] {
		if err := words.Decode("", item, &list[i]); err != nil {
			return fmt.Errorf("%s, item %d: %w", name, i+1, err)
		}
	}
	*into = list
	return nil
}

// setUp puts in place what a world says beside accounts.
func (p *protocol) setUp(w fixtures.World) error {
	for _, a := range w.Accounts {
		if err := p.importRecords(a); err != nil {
			return fmt.Errorf("account %s: %w", a.Handle, err)
		}
	}
	s, err := readSections(w)
	if err != nil {
		return err
	}
	p.setUpOAuth(s)
	p.outside.Replace(s.handles)
	err = errors.Join(
		p.limits.Replace(s.limits), p.stubs.Replace(s.stubs), p.faults.Replace(s.faults),
		p.quirks.Replace(slices.Concat(p.config.Quirks, s.profile, s.quirks)))
	for _, h := range s.holds {
		_, added := p.faults.AddHold(h)
		err = errors.Join(err, added)
	}
	return err
}

// setUpOAuth gives documents, and decides what the user answers and what goes wrong.
func (p *protocol) setUpOAuth(s sections) {
	for _, d := range s.clients {
		p.oauth.PutDocument(d)
	}
	for _, set := range s.lexicons {
		nsid, lexicon, _ := set.Read() // which was checked as the file was read
		p.oauth.PutLexicon(nsid, lexicon)
	}
	for _, c := range s.consents {
		d := oauth.Decision{DID: c.Account, Scope: c.Scope, Deny: c.Deny, Each: c.Each}
		if a, ok := p.accountNamed(strings.ToLower(c.Account)); ok {
			d.DID = a.DID
		}
		p.oauth.Decide(d)
	}
	for _, wrong := range s.wrongAnswers {
		p.oauth.GoWrong(oauth.Wrong(wrong))
	}
	for _, name := range s.clientClock {
		p.oauth.UseMockClock(name == "mock")
	}
}

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
