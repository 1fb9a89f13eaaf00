package control

import (
	"context"
	"errors"
	"net/http"

	"mockpds/fixtures"
	"mockpds/internal/words"
)

// A Server is what a Control needs of the server that it steers, beside the parts it shares with
// it.
type Server interface {
	// ChangeWorld makes a change while no call is being judged or answered: each call meets the
	// world before it or the world after it. The change may not call ChangeWorld.
	ChangeWorld(change func())
	// Publish makes the DID document of an account, which had the handle before until now, show a
	// handle and the key that the account has.
	Publish(did, before, handle string)
	// Import puts the records of an account that is new in place.
	Import(a fixtures.Account)
	// Memory is what the server remembers beside accounts and mail. Remember puts another memory in
	// place of it, or refuses one that no server can have; Forget puts the one in place that the
	// server started with.
	Memory() Memory
	Remember(m Memory) error
	Forget()
}

// A WorldSize tells how large the world is that a verb put in place.
type WorldSize struct {
	Accounts int      `json:"accounts"`
	Warnings []string `json:"warnings,omitempty" doc:"which rules of a fixture file may never apply, and what was probably meant"`
}

// Reset brings back the world that the server started from, or the last that ReplaceWorld put in
// place. Accounts are as they were; there are no sessions, mailed codes, invite codes and mail; the
// clock shows wall time and runs; the server calls itself what it did; and rules say what that
// world's fixture file says. Calls under way end in the old world or in the new one, never between
// the two.
//
// Session tokens are not called back: they prove what they proved, and an access token of an
// account that is there again is good until it expires.
func (c *Control) Reset() WorldSize {
	c.Server.ChangeWorld(func() {
		c.Store.Reset()
		c.Clock.Reset()
		c.begin()
	})
	return c.size()
}

func (c *Control) reset(context.Context, nothing) (WorldSize, error) {
	return c.Reset(), nil
}

// ReplaceWorld puts the world of a fixture file in place, as YAML or JSON, and does all else that a
// reset does but for the clock, which stays as it is. It is then what Reset goes back to. A file
// with mistakes is refused, with all of them, and changes nothing.
func (c *Control) ReplaceWorld(file []byte) (WorldSize, error) {
	w, err := c.Load("fixtures", file)
	if err != nil {
		return WorldSize{}, mistaken("InvalidFixtures", err)
	}
	return c.begins(w)
}

// Reload reads the fixture files that the server was started with again, and puts their world in place as ReplaceWorld
// does. A mistake in one of them leaves the world as it is.
func (c *Control) Reload() (WorldSize, error) {
	if c.Reread == nil {
		return WorldSize{}, refuse(http.StatusConflict, "NoFixtureFile", "this server was started without a fixture file: start it with "+
			"--fixtures, or put a world in place with PUT %sfixtures", Prefix)
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
	var err error
	c.Server.ChangeWorld(func() {
		if err = c.Store.Replace(w); err == nil {
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
	c.Server.Forget()
	for _, bringBack := range c.Rules {
		bringBack(c.Store.Start())
	}
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
