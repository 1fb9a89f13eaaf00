package server

import (
	"maps"
	"sync"
	"time"

	"mockpds/fixtures"
	"mockpds/internal/control"
)

// How long a server goes by the DID document it has seen: for an hour as it is, for a day while it looks again in the
// background, so that the next one who asks is told the news. The reference's figures, in mock time.
const (
	documentFresh = time.Hour
	documentLife  = 24 * time.Hour
)

// A directory is the PLC directory of this world, and the cache through which the server sees it. Only the handle in a
// document ever changes.
type directory struct {
	mu        sync.Mutex          // guards the fields below
	published map[string]string   // handles, by DID, where they need not be the account's
	seen      map[string]sighting // by DID
}

// A sighting is what a document said when the server last looked.
type sighting struct {
	handle string
	at     time.Time
}

// publish changes the handle in a DID document.
func (d *directory) publish(did, handle string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.published == nil {
		d.published = map[string]string{}
	}
	d.published[did] = handle
}

// save copies what the directory holds.
func (d *directory) save() (published map[string]string, seen map[string]control.Sighting) {
	d.mu.Lock()
	defer d.mu.Unlock()
	seen = map[string]control.Sighting{}
	for did, s := range d.seen {
		seen[did] = control.Sighting{Handle: s.handle, At: s.at}
	}
	return maps.Clone(d.published), seen
}

// restore puts what save gave in place of what is there.
func (d *directory) restore(published map[string]string, seen map[string]control.Sighting) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.published, d.seen = maps.Clone(published), map[string]sighting{}
	for did, s := range seen {
		d.seen[did] = sighting{s.Handle, s.At}
	}
}

// handle is the one that the DID document of an account says.
func (d *directory) handle(a *fixtures.Account) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.handleOf(a)
}

func (d *directory) handleOf(a *fixtures.Account) string {
	if handle, ok := d.published[a.DID]; ok {
		return handle
	}
	return a.Handle
}

// look reads an account's document anew.
func (d *directory) look(a *fixtures.Account, now time.Time) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.lookAt(a, now)
}

func (d *directory) lookAt(a *fixtures.Account, now time.Time) string {
	if d.seen == nil {
		d.seen = map[string]sighting{}
	}
	d.seen[a.DID] = sighting{d.handleOf(a), now}
	return d.seen[a.DID].handle
}

// recall is the handle that the server believes an account's document says.
func (d *directory) recall(a *fixtures.Account, now time.Time) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	last, ok := d.seen[a.DID]
	age := now.Sub(last.at)
	if !ok || age > documentLife {
		return d.lookAt(a, now)
	}
	if age > documentFresh {
		d.lookAt(a, now)
	}
	return last.handle
}
