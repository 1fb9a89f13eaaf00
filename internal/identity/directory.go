// Package identity is what the network knows of accounts: their DID documents, the PLC directory
// that gives them, and the keys in them.
package identity

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"mockpds/tokens"
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
	seed      string
	elsewhere string // see Follow; or ""

	mu       sync.Mutex // guards the fields below
	memory   Memory
	keys     map[keyName]keyPair
	rotation []string // see RotationKeys; nil until somebody asks
}

// A Memory is what a Directory remembers of a world. The rest follows from DIDs and accounts.
type Memory struct {
	Histories map[string]*History `json:"histories,omitempty" doc:"of documents that need not be as the account says, by DID"`
	Seen      map[string]Sighting `json:"seen,omitempty" doc:"documents as the server last read them, by DID"`
	Moves     map[string]int      `json:"moves,omitempty" doc:"how often the account of a DID moved here"`
}

// A Sighting is what a DID document said when the server read it.
type Sighting struct {
	Handle string    `json:"handle"`
	Data   *Data     `json:"data,omitempty" doc:"left out for a document in which all but the handle follows from the DID"`
	Home   string    `json:"home,omitempty" doc:"what the data call this server, which may have other names"`
	At     time.Time `json:"at" doc:"mock time"`
}

// NewDirectory returns the directory of a world in which nothing has happened, whose keys follow
// from a seed.
func NewDirectory(seed string) *Directory {
	d := &Directory{seed: seed, keys: map[keyName]keyPair{}}
	d.memory = Memory{}.clone()
	return d
}

// Memory returns a copy of what the directory remembers.
func (d *Directory) Memory() Memory {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.memory.clone()
}

// Restore replaces what the directory remembers. It fails, and changes nothing, on a memory that
// no directory has.
func (d *Directory) Restore(m Memory) error {
	for did, h := range m.Histories {
		if h == nil || slices.ContainsFunc(h.Log,
			func(l Logged) bool { return l.Operation == nil || l.Operation.object == nil }) {
			return errors.New("history of " + did + ": null is no part of a snapshot")
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.memory = m.clone()
	return nil
}

func (m Memory) clone() Memory {
	c := Memory{cloneHistories(m.Histories), map[string]Sighting{}, map[string]int{}}
	maps.Copy(c.Seen, m.Seen)
	maps.Copy(c.Moves, m.Moves)
	return c
}

// Handle returns the handle in the document of an account.
func (d *Directory) Handle(s Subject) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.look(s, time.Time{}).handle()
}

// look returns what the document of an account says at a moment. It is called with d.mu held.
func (d *Directory) look(s Subject, now time.Time) Sighting {
	h := d.memory.Histories[s.DID]
	switch {
	case h == nil:
		return Sighting{Handle: s.Handle, At: now}
	case len(h.Log) > 0:
		data := h.data(s.DID)
		return Sighting{Data: &data, Home: h.Home, At: now}
	case d.documentKey(s.DID) == "":
		return Sighting{Handle: h.handle(), At: now}
	}
	data := d.plainData(s, h.handle())
	data.VerificationMethods = map[string]string{"atproto": d.documentKey(s.DID)}
	return Sighting{Data: &data, Home: s.URL, At: now}
}

// handle returns the first handle in a document, or the invalid one.
func (s Sighting) handle() string {
	if s.Data == nil {
		return s.Handle
	}
	for _, name := range s.Data.AlsoKnownAs {
		if handle, ok := strings.CutPrefix(name, "at://"); ok {
			return handle
		}
	}
	return invalidHandle
}

// documentKey returns the key, as did:key, that a change or an operation put into a document; ""
// if it is the first one.
func (d *Directory) documentKey(did string) string {
	h := d.memory.Histories[did]
	if h == nil {
		return ""
	}
	if len(h.Log) > 0 {
		return h.data(did).VerificationMethods["atproto"]
	}
	for _, c := range slices.Backward(h.Changes) {
		if c.Key != "" {
			return c.Key
		}
	}
	return ""
}

// Document returns the document of a DID.
func (d *Directory) Document(s Subject) *Document {
	return d.document(s, func() Sighting { return d.look(s, time.Time{}) })
}

// NewestDocument returns the document as Document does. The server has read it now.
func (d *Directory) NewestDocument(s Subject, now time.Time) *Document {
	_, _ = d.catchUp(s.DID) // without an answer, what it said before counts
	return d.document(s, func() Sighting { return d.read(s, now) })
}

// CachedDocument returns the document as the server last read it: sessions show a new handle up
// to an hour late there.
func (d *Directory) CachedDocument(s Subject, now time.Time) *Document {
	if d.elsewhere != "" && d.due(s.DID, now) {
		_, _ = d.catchUp(s.DID)
	}
	return d.document(s, func() Sighting {
		last, ok := d.memory.Seen[s.DID]
		age := now.Sub(last.At)
		if !ok || age > documentLife {
			return d.read(s, now)
		}
		if age > documentFresh {
			d.read(s, now)
		}
		return last
	})
}

// due reports whether CachedDocument will read a document again.
func (d *Directory) due(did string, now time.Time) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	last, ok := d.memory.Seen[did]
	return !ok || now.Sub(last.At) > documentFresh
}

// read reads a document and notes what it says.
func (d *Directory) read(s Subject, now time.Time) Sighting {
	d.memory.Seen[s.DID] = d.look(s, now)
	return d.memory.Seen[s.DID]
}

func (d *Directory) document(s Subject, look func() Sighting) *Document {
	d.mu.Lock()
	defer d.mu.Unlock()
	seen := look()
	if seen.Data != nil {
		data := seen.Data.at(seen.Home, s.URL)
		return data.document()
	}
	return NewDocument(s.DID, AlsoKnownAs(seen.Handle), d.pair(keyName{did: s.DID}).multikey, s.URL)
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

// Data returns the data behind the document that Document returns, and reports false for a DID
// that is not available any more.
func (d *Directory) Data(s Subject) (Data, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	h := d.memory.Histories[s.DID]
	if h != nil && len(h.Log) > 0 {
		inForce := h.inForce()
		data := h.data(s.DID)
		return data.at(h.Home, s.URL), !inForce[len(inForce)-1].Operation.tombstone
	}
	data := d.plainData(s, d.look(s, time.Time{}).handle())
	if key := d.documentKey(s.DID); key != "" {
		data.VerificationMethods["atproto"] = key
	}
	return data, true
}

// plainData is the data of a DID for which nobody has made an operation.
func (d *Directory) plainData(s Subject, handle string) Data {
	return Data{
		DID: s.DID,
		VerificationMethods: map[string]string{"atproto": didKeyPrefix +
			d.pair(keyName{did: s.DID}).multikey},
		RotationKeys: d.rotationKeys(),
		AlsoKnownAs:  AlsoKnownAs(handle),
		Services:     map[string]Service{"atproto_pds": {PDSType, s.URL}},
	}
}

// data is what the last operation in force says, or the one before a tombstone.
func (h *History) data(did string) Data {
	inForce := h.inForce()
	last := inForce[len(inForce)-1].Operation
	if last.tombstone && len(inForce) > 1 {
		last = inForce[len(inForce)-2].Operation
	}
	return Data{did, last.verificationMethods, last.rotationKeys, last.alsoKnownAs, last.services}
}

// at returns the data with the name by which a caller knows this server, where they name it.
func (d *Data) at(home, url string) Data {
	here := *d
	if pds, ok := d.Services["atproto_pds"]; ok && pds.Endpoint == home {
		here.Services = maps.Clone(d.Services)
		here.Services["atproto_pds"] = Service{pds.Type, url}
	}
	return here
}

// document formats data as a directory does.
func (d *Data) document() *Document {
	doc := NewDocument(d.DID, d.AlsoKnownAs, "", "")
	doc.VerificationMethod, doc.Service = []VerificationMethod{}, []DocumentService{}
	for _, id := range slices.Sorted(maps.Keys(d.VerificationMethods)) {
		text := d.VerificationMethods[id]
		if key, err := tokens.ParseDIDKey(text); err == nil && key.IsP256() {
			doc.Context = append(doc.Context, "https://w3id.org/security/suites/ecdsa-2019/v1")
		}
		doc.VerificationMethod = append(doc.VerificationMethod, VerificationMethod{
			ID: d.DID + "#" + id, Type: "Multikey", Controller: d.DID, PublicKeyMultibase: strings.TrimPrefix(text, didKeyPrefix),
		})
	}
	for _, id := range slices.Sorted(maps.Keys(d.Services)) {
		s := d.Services[id]
		doc.Service = append(doc.Service,
			DocumentService{ID: "#" + id, Type: s.Type, ServiceEndpoint: s.Endpoint})
	}
	return doc
}
