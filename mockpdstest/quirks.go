package mockpdstest

import (
	"testing"

	"mockpds/internal/control"
)

// Quirks switches quirks on at the start, by their names or those of profiles: the server then
// answers as another make of server does. Command mockpds profiles lists them. The default is none.
func Quirks(names ...string) Option {
	return func(s *settings) { s.Quirks = names }
}

// SetQuirks switches quirks on, by their names or those of profiles, and all others off. A reset
// brings those of the start and of the fixture file back. The test ends at a name that there is
// not.
func (p *PDS) SetQuirks(t testing.TB, names ...string) {
	t.Helper()
	_, err := p.control.SetQuirks(t.Context(), control.QuirkChoice{Set: names})
	must(t, err)
}

// Quirks returns the names of the quirks that are on.
func (p *PDS) Quirks() []string {
	return p.control.ListQuirks().On
}
