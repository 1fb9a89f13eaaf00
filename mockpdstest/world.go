package mockpdstest

import (
	"testing"

	"mockpds/internal/control"
)

// Reset brings back the world that the server started from, or the last that ReplaceWorld put in
// place: accounts as they were; no sessions, codes, invite codes and mail; a clock that shows wall
// time and runs. Session tokens are not called back: an access token of an account that is there
// again is good until it expires.
func (p *PDS) Reset() {
	p.control.Reset()
}

// ReplaceWorld puts the world of a fixture file's text, YAML or JSON, in place, and does all else
// that Reset does but for the clock. It is then what Reset goes back to. The test ends, and nothing
// changes, when there are mistakes in the text.
func (p *PDS) ReplaceWorld(t testing.TB, text string) {
	t.Helper()
	_, err := p.control.ReplaceWorld([]byte(text))
	must(t, err)
}

// Reload reads the file of FixtureFile again, and puts its world in place as ReplaceWorld does. The
// test ends, and nothing changes, when there are mistakes in it.
func (p *PDS) Reload(t testing.TB) {
	t.Helper()
	_, err := p.control.Reload()
	must(t, err)
}

// ReplaceAccounts is ReplaceWorld with a world that is written in Go.
func (p *PDS) ReplaceAccounts(t testing.TB, accounts ...Account) {
	t.Helper()
	text, err := fixtureFile(accounts)
	must(t, err)
	p.ReplaceWorld(t, string(text))
}

// A Snapshot is all that Restore brings back. As JSON it can be kept in a file, and is the same as
// over HTTP. It holds passwords and codes in clear.
type Snapshot = control.Snapshot

// Snapshot copies the world: accounts, sessions, mailed codes, invite codes, mail, the clock, and
// what ids and codes to come depend on.
func (p *PDS) Snapshot() Snapshot {
	return p.control.Snapshot()
}

// Restore puts a snapshot in place of the world, also one that another server of the same seed
// made. What Reset goes back to stays. The test ends, and nothing changes, when something is wrong
// with it.
func (p *PDS) Restore(t testing.TB, s Snapshot) {
	t.Helper()
	_, err := p.control.Restore(t.Context(), s)
	must(t, err)
}
