// Package identity is what the network knows of accounts: their DID documents, the PLC directory
// that gives them, and the keys in them.
package identity

import (
	"maps"
	"sync"
	"time"
)

// How long a server goes by a DID document that it has read: for an hour as it is; for a day
// while it reads the document again in the background, so that the next one who asks gets the new
// one. The reference's figures, in mock time.
const (
	documentFresh = time.Hour
	documentLife  = 24 * time.Hour
)

// A Directory is the PLC directory of this world, with the server's cache of what it read there
// and the keys of accounts. It is safe for concurrent use.
type Directory struct {
	seed string

	mu     sync.Mutex // guards the fields below
	memory Memory
	keys   map[keyName]keyPair
}

// A Memory is what a Directory remembers of a world. Of a document only the handle changes: the
// rest follows from the DID.
type Memory struct {
	Published map[string]string   // handles in DID documents, by DID, where they need not be the account's
	Seen      map[string]Sighting // documents as the server last read them, by DID
	Moves     map[string]int      // how often the account of a DID moved here
}

// A Sighting is what a DID document said when the server read it.
type Sighting struct {
	Handle string    `json:"handle"`
	At     time.Time `json:"at" doc:"mock time"`
}

// NewDirectory returns the directory of a world in which nothing has happened, whose keys follow
// from a seed.
func NewDirectory(seed string) *Directory {
	d := &Directory{seed: seed, keys: map[keyName]keyPair{}}
	d.Restore(Memory{})
	return d
}

// Memory returns a copy of what the directory remembers.
func (d *Directory) Memory() Memory {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.memory.clone()
}

// Restore replaces what the directory remembers.
func (d *Directory) Restore(m Memory) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.memory = m.clone()
}

func (m Memory) clone() Memory {
	c := Memory{map[string]string{}, map[string]Sighting{}, map[string]int{}}
	maps.Copy(c.Published, m.Published)
	maps.Copy(c.Seen, m.Seen)
	maps.Copy(c.Moves, m.Moves)
	return c
}

// Publish makes the document of a DID show a handle.
func (d *Directory) Publish(did, handle string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.memory.Published[did] = handle
}

// Handle returns the handle in the document of a DID, whose account has the handle current.
func (d *Directory) Handle(did, current string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.handle(did, current)
}

func (d *Directory) handle(did, current string) string {
	if handle, ok := d.memory.Published[did]; ok {
		return handle
	}
	return current
}

// Document returns the document of a DID, whose account has the handle current, on the server at
// url.
func (d *Directory) Document(did, current, url string) *Document {
	return NewDocument(did, AlsoKnownAs(d.Handle(did, current)), d.publishedMultikey(did), url)
}

// NewestDocument returns the document as Document does. The server has read it now.
func (d *Directory) NewestDocument(did, current, url string, now time.Time) *Document {
	d.mu.Lock()
	handle := d.read(did, current, now)
	d.mu.Unlock()
	return NewDocument(did, AlsoKnownAs(handle), d.publishedMultikey(did), url)
}

// CachedDocument returns the document as the server last read it: sessions show a new handle up
// to an hour late there.
func (d *Directory) CachedDocument(did, current, url string, now time.Time) *Document {
	return NewDocument(did, AlsoKnownAs(d.cached(did, current, now)), d.publishedMultikey(did), url)
}

func (d *Directory) cached(did, current string, now time.Time) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	last, ok := d.memory.Seen[did]
	age := now.Sub(last.At)
	if !ok || age > documentLife {
		return d.read(did, current, now)
	}
	if age > documentFresh {
		d.read(did, current, now)
	}
	return last.Handle
}

// read reads the handle in a document and notes when.
func (d *Directory) read(did, current string, now time.Time) string {
	handle := d.handle(did, current)
	d.memory.Seen[did] = Sighting{handle, now}
	return handle
}

// Data is what a PLC directory answers to GET /DID/data.
type Data struct {
	DID                 string             `json:"did"`
	VerificationMethods map[string]string  `json:"verificationMethods"`
	RotationKeys        []string           `json:"rotationKeys"`
	AlsoKnownAs         []string           `json:"alsoKnownAs"`
	Services            map[string]Service `json:"services"`
}

// A Service is a server in the data of a DID.
type Service struct {
	Type     string `json:"type"`
	Endpoint string `json:"endpoint"`
}

// Data returns the data behind the document that Document returns.
func (d *Directory) Data(did, current, url string) Data {
	return Data{
		DID:                 did,
		VerificationMethods: map[string]string{"atproto": didKeyPrefix + d.publishedMultikey(did)},
		RotationKeys:        d.RotationKeys(),
		AlsoKnownAs:         AlsoKnownAs(d.Handle(did, current)),
		Services:            map[string]Service{"atproto_pds": {PDSType, url}},
	}
}
