package control

import (
	"context"
	"errors"
	"net/http"

	"mockpds/fixtures"
	"mockpds/internal/words"
)

// A Server is what a Control needs of the server that it steers, besides the parts they share.
type Server interface {
	// ChangeWorld makes a change while no call is in progress: each call meets the world before the
	// change or the one after it. The change must not call ChangeWorld.
	ChangeWorld(change func())
	// CheckWorld returns why a world cannot be this server's, if it cannot.
	CheckWorld(w fixtures.World) error
	// Publish makes the DID document of an account, whose handle was before until now, show a new
	// handle and the account's key.
	Publish(did, before, handle string)
	// Import adds the records of a new account.
	Import(a fixtures.Account)
	// Memory returns what the server remembers besides accounts and mail. Remember replaces it, and
	// refuses a memory that no server can have.
	Memory() Memory
	Remember(m Memory) error
	// Begin returns to the memory at the start, with what a world says beside accounts. It is called
	// within ChangeWorld.
	Begin(w fixtures.World)
}

// A WorldSize is the size of the world that a verb put in place.
type WorldSize struct {
	Accounts int      `json:"accounts"`
	Warnings []string `json:"warnings,omitempty" doc:"which rules of a fixture file may never apply, and what was probably meant"`
}

// Reset returns to the world that the server started from, or the last one that ReplaceWorld put in
// place. A call in progress ends in the old world or in the new one, never between the two.
func (c *Control) Reset() WorldSize {
	c.Server.ChangeWorld(func() {
		c.Store.Reset()
		c.Clock.Reset()
		c.begin()
	})
	return c.size()
}

// ReplaceWorld puts the world of a fixture file, YAML or JSON, in place. Otherwise it is a reset,
// but the clock stays as it is. Reset then returns to the new world. A file with mistakes is
// refused, with all of them, and changes nothing.
func (c *Control) ReplaceWorld(file []byte) (WorldSize, error) {
	w, err := c.Load("fixtures", file)
	if err != nil {
		return WorldSize{}, mistaken("InvalidFixtures", err)
	}
	return c.begins(w)
}

// Reload reads the fixture files that the server was started with again, and puts their world in
// place as ReplaceWorld does. A mistake in one of them leaves the world as it is.
func (c *Control) Reload() (WorldSize, error) {
	if c.Reread == nil {
		return WorldSize{}, refuse(http.StatusConflict, "NoFixtureFile",
			"this server was started without a fixture file: start it with --fixtures, "+
				"or put a world in place with PUT %sfixtures", Prefix)
	}
	w, err := c.Reread()
	if err != nil {
		return WorldSize{}, mistaken("InvalidFixtures", err)
	}
	return c.begins(w)
}

func (c *Control) reload(context.Context, nothing) (WorldSize, error) {
	return c.Reload()
}

// begins puts a world in place of the one that there is.
func (c *Control) begins(w fixtures.World) (WorldSize, error) {
	err := c.Server.CheckWorld(w)
	c.Server.ChangeWorld(func() {
		if err == nil {
			err = c.Store.Replace(w)
		}
		if err == nil {
			c.begin()
		}
	})
	if err != nil {
		return WorldSize{}, mistaken("InvalidFixtures", err)
	}
	size := c.size()
	size.Warnings = c.Warnings(w)
	return size, nil
}

// fixtureFile is a fixture file as it was sent.
type fixtureFile struct {
	Text []byte `body:"file"`
}

func (c *Control) replaceWorld(_ context.Context, f fixtureFile) (WorldSize, error) {
	return c.ReplaceWorld(f.Text)
}

// begin is what goes with new contents of the store.
func (c *Control) begin() {
	c.Mail.Replace(nil)
	c.Journal.Reset()
	c.Server.Begin(c.Store.Start())
}

func (c *Control) size() WorldSize {
	return WorldSize{Accounts: c.Store.Len()}
}

// mistaken refuses what was written, with every mistake in it.
func mistaken(name string, err error) *Error {
	refusal := refuse(http.StatusBadRequest, name, "%v", err)
	refusal.Mistakes, _ = errors.AsType[words.Mistakes](err)
	return refusal
}
