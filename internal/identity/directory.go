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
	rotation  func() []string

	mu     sync.Mutex // guards the fields below
	memory Memory
	keys   map[keyName]keyPair
}

// A Memory is what a Directory remembers of a world. The rest follows from DIDs and accounts.
type Memory struct {
	Logs  map[string][]Logged `json:"logs,omitempty" doc:"of documents that need not be as the account says, by DID"`
	Seen  map[string]Sighting `json:"seen,omitempty" doc:"documents as the server last read them, by DID"`
	Moves map[string]int      `json:"moves,omitempty" doc:"how often the account of a DID moved here"`
}

// A Sighting is what a DID document said when the server read it.
type Sighting struct {
	Handle string    `json:"handle,omitempty" doc:"of a document that follows from the account"`
	Data   *Data     `json:"data,omitempty" doc:"of another document"`
	At     time.Time `json:"at" doc:"mock time"`
}

// NewDirectory returns the directory of a world in which nothing has happened, whose keys follow
// from a seed.
func NewDirectory(seed string) *Directory {
	d := &Directory{seed: seed, keys: map[keyName]keyPair{}, memory: Memory{}.clone()}
	d.rotation = sync.OnceValue(func() []string {
		recovery := tokens.DeriveKey(seed, "plc recovery")
		return []string{recovery.Public().DIDKey(), d.rotationKey().Public().DIDKey()}
	})
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
	for did, log := range m.Logs {
		if len(log) == 0 || slices.ContainsFunc(log, func(l Logged) bool { return l.Data == nil }) {
			return errors.New("log of " + did + ": a state without data is no part of a snapshot")
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.memory = m.clone()
	return nil
}

// clone copies maps: a log is replaced and never changed.
func (m Memory) clone() Memory {
	c := Memory{map[string][]Logged{}, map[string]Sighting{}, map[string]int{}}
	maps.Copy(c.Logs, m.Logs)
	maps.Copy(c.Seen, m.Seen)
	maps.Copy(c.Moves, m.Moves)
	return c
}

// look returns what the document of an account says at a moment. It is called with d.mu held.
func (d *Directory) look(s Subject, now time.Time) Sighting {
	if last := d.last(s.DID); last != nil {
		return Sighting{Data: last.Data, At: now}
	}
	return Sighting{Handle: s.Handle, At: now}
}

// last returns the latest state of a DID; nil if that follows from the account. It is called with
// d.mu held.
func (d *Directory) last(did string) *Logged {
	if log := d.memory.Logs[did]; log != nil {
		return &log[len(log)-1]
	}
	return nil
}

// documentKey returns the key, as did:key, that a change or an operation put into a document; ""
// if it is the first one.
func (d *Directory) documentKey(did string) string {
	if last := d.last(did); last != nil {
		return last.Data.VerificationMethods["atproto"]
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
		return seen.Data.at(s.URL).document(s.DID)
	}
	return NewDocument(s.DID, AlsoKnownAs(seen.Handle), d.pair(keyName{did: s.DID}).multikey, s.URL)
}

// Data is what a PLC directory answers to GET /DID/data, and what an operation says.
type Data struct {
	DID                 string             `json:"did,omitempty"`
	VerificationMethods map[string]string  `json:"verificationMethods" lex:"verificationMethods"`
	RotationKeys        []string           `json:"rotationKeys" lex:"rotationKeys"`
	AlsoKnownAs         []string           `json:"alsoKnownAs" lex:"alsoKnownAs"`
	Services            map[string]Service `json:"services" lex:"services"`
}

// A Service is a server in the data of a DID.
type Service struct {
	Type     string `json:"type" lex:"type"`
	Endpoint string `json:"endpoint" lex:"endpoint"`
}

// pdsService is the id of a PDS among the services.
const pdsService = "atproto_pds"

// Data returns the data behind the document that Document returns, and reports false for a DID
// that is not available any more.
func (d *Directory) Data(s Subject) (Data, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	log := d.states(s)
	last := log[len(log)-1]
	data := last.Data.at(s.URL)
	data.DID = s.DID
	return data, !last.isTombstone()
}

// plainData is the data of a DID for which nobody has made an operation.
func (d *Directory) plainData(s Subject) Data {
	return Data{
		VerificationMethods: map[string]string{"atproto": didKeyPrefix +
			d.pair(keyName{did: s.DID}).multikey},
		RotationKeys: d.RotationKeys(),
		AlsoKnownAs:  AlsoKnownAs(s.Handle),
		Services:     map[string]Service{pdsService: {Type: PDSType}},
	}
}

// at returns the data with the URL by which a caller knows this server.
func (d *Data) at(url string) Data {
	if s, ok := d.Services[pdsService]; ok && s.Endpoint == "" {
		return d.withEndpoint(url)
	}
	return *d
}

func (d *Data) withEndpoint(url string) Data {
	changed := *d
	changed.Services = maps.Clone(d.Services)
	changed.Services[pdsService] = Service{d.Services[pdsService].Type, url}
	return changed
}

// document formats data as a directory does.
func (d Data) document(did string) *Document {
	doc := NewDocument(did, d.AlsoKnownAs, "", "")
	doc.VerificationMethod, doc.Service = []VerificationMethod{}, []DocumentService{}
	for _, id := range slices.Sorted(maps.Keys(d.VerificationMethods)) {
		text := d.VerificationMethods[id]
		if key, err := tokens.ParseDIDKey(text); err == nil && key.IsP256() {
			doc.Context = append(doc.Context, "https://w3id.org/security/suites/ecdsa-2019/v1")
		}
		doc.VerificationMethod = append(doc.VerificationMethod, VerificationMethod{
			ID: did + "#" + id, Type: "Multikey", Controller: did,
			PublicKeyMultibase: strings.TrimPrefix(text, didKeyPrefix),
		})
	}
	for _, id := range slices.Sorted(maps.Keys(d.Services)) {
		s := d.Services[id]
		doc.Service = append(doc.Service,
			DocumentService{ID: "#" + id, Type: s.Type, ServiceEndpoint: s.Endpoint})
	}
	return doc
}
