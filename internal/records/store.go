// Package records keeps the records, blobs and preferences of accounts in memory. There are no
// trees behind them: a commit has a CID and a revision, but no blocks that prove what is in it.
package records

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"mockpds/internal/syntax"
)

// MostBytes is how much a store keeps: records, blobs and preferences of all accounts together.
const MostBytes = 64 << 20

// perItem is what a record, a blob or a preference is counted as beside its own bytes.
const perItem = 256

// ErrFull refuses what would make a store larger than it may be. Nothing of it is kept.
var ErrFull = errors.New("too many records and blobs")

// A Refusal is a mistake in a request, in the protocol's words.
type Refusal struct{ Name, Message string }

func (r *Refusal) Error() string { return r.Message }

func refuse(name, format string, args ...any) error {
	return &Refusal{name, fmt.Sprintf(format, args...)}
}

// A Head is the latest commit of a repository.
type Head struct {
	CID string `json:"cid"`
	Rev string `json:"rev"`
}

// A Store keeps the repositories of all accounts. It is safe for concurrent use, and every method
// is one atomic step.
type Store struct {
	now   func() time.Time
	mu    sync.RWMutex // guards the fields below
	repos map[string]*Repo
	bytes int
	last  int64 // microseconds in the latest TID
}

// New returns an empty store.
func New(now func() time.Time) *Store {
	return &Store{now: now, repos: map[string]*Repo{}}
}

// A Repo is all that one account keeps. Its JSON form is that of snapshots. Records and blobs are
// replaced and never changed.
type Repo struct {
	Head        Head               `json:"head"`
	Records     map[string]*Record `json:"records,omitempty" doc:"by collection/key"`
	Blobs       map[string]*Blob   `json:"blobs,omitempty" doc:"by CID"`
	Takedowns   map[string]string  `json:"takedowns,omitempty" doc:"the reference under which a record (by collection/key) or a blob (by CID) is taken down"`
	Preferences []Preference       `json:"preferences,omitempty"`

	users map[string]map[string]bool // the paths of the records that refer to a blob, by its CID
	bytes int
}

// noRepo is what an account has that keeps nothing.
var noRepo = &Repo{}

// read returns the repository of an account to look at. It is called with s.mu held.
func (s *Store) read(did string) *Repo {
	if r := s.repos[did]; r != nil {
		return r
	}
	return noRepo
}

// repo returns an account's repository, made on first use. It is called with s.mu held for writing.
func (s *Store) repo(did string) *Repo {
	if s.repos[did] == nil {
		s.repos[did] = &Repo{
			Records: map[string]*Record{}, Blobs: map[string]*Blob{},
			Takedowns: map[string]string{}, users: map[string]map[string]bool{},
		}
	}
	return s.repos[did]
}

// A Snapshot is everything in a store.
type Snapshot struct {
	Repos map[string]*Repo `json:"repos,omitempty" doc:"by DID"`
	Last  int64            `json:"last,omitempty" doc:"microseconds in the latest TID"`
}

// Snapshot returns what is in the store. Nothing in it changes any more.
func (s *Store) Snapshot() Snapshot {
	s.mu.RLock()
	defer s.mu.RUnlock()
	shot := Snapshot{make(map[string]*Repo, len(s.repos)), s.last}
	for did, r := range s.repos {
		shot.Repos[did] = &Repo{
			Head: r.Head, Records: maps.Clone(r.Records), Blobs: maps.Clone(r.Blobs),
			Takedowns: maps.Clone(r.Takedowns), Preferences: slices.Clone(r.Preferences),
		}
	}
	return shot
}

// Restore puts a snapshot in place of everything in the store. It fails, and changes nothing, on
// one that is too large (ErrFull) or that no store has made.
func (s *Store) Restore(shot Snapshot) error {
	fresh := New(s.now)
	for did, given := range shot.Repos {
		if given == nil || slices.Contains(slices.Collect(maps.Values(given.Records)), nil) ||
			slices.Contains(slices.Collect(maps.Values(given.Blobs)), nil) {
			return fmt.Errorf("repository of %s: null is no part of a snapshot", did)
		}
		r := fresh.repo(did)
		r.Head = given.Head
		maps.Copy(r.Takedowns, given.Takedowns)
		fresh.setPreferences(r, slices.Clone(given.Preferences))
		for at, record := range given.Records {
			fresh.setRecord(r, at, record)
		}
		for cid, b := range given.Blobs {
			fresh.setBlob(r, cid, b)
		}
	}
	if fresh.bytes > MostBytes {
		return ErrFull
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.repos, s.bytes, s.last = fresh.repos, fresh.bytes, shot.Last
	return nil
}

// Remove forgets all that an account kept.
func (s *Store) Remove(did string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bytes -= s.read(did).bytes
	delete(s.repos, did)
}

// grow counts what a repository takes or gives back. It is called with s.mu held for writing.
func (s *Store) grow(r *Repo, by int) {
	r.bytes += by
	s.bytes += by
}

// Head returns the latest commit of an account, and whether anything was ever committed.
func (s *Store) Head(did string) (Head, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	head := s.read(did).Head
	return head, head.CID != ""
}

// A Count is how much an account keeps.
type Count struct {
	Records  int
	Expected int // blobs that records refer to
	Imported int // blobs that are there
}

// Count returns how much an account keeps. What is taken down counts.
func (s *Store) Count(did string) Count {
	s.mu.RLock()
	defer s.mu.RUnlock()
	r := s.read(did)
	return Count{len(r.Records), len(r.users), len(r.Blobs)}
}

// TID returns a new TID by the mock clock: no two are equal, and each is higher than those before
// it, also when the clock was set back.
func (s *Store) TID() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tidAfter("")
}

// tidAfter returns a new TID that is also higher than another one. It is called with s.mu held for
// writing.
func (s *Store) tidAfter(rev string) string {
	s.last = max(s.now().UnixMicro(), s.last+1)
	if syntax.IsTID(rev) {
		s.last = max(s.last, syntax.TIDTime(rev).UnixMicro()+1)
	}
	return syntax.TID(time.UnixMicro(s.last), 0)
}

// TakeDown takes a record (a path) or a blob (a CID) out of view, or with an empty reference
// brings it back. Nothing happens if there is none.
func (s *Store) TakeDown(did, what, ref string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.read(did)
	if r.Records[what] == nil && r.Blobs[what] == nil {
		return
	}
	r.Takedowns[what] = ref
	if ref == "" {
		delete(r.Takedowns, what)
	}
}

// Status returns the CID of a record (a path) or a blob (a CID), and the reference under which it
// is taken down, if it is. It reports false if there is none.
func (s *Store) Status(did, what string) (cid, ref string, ok bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	r := s.read(did)
	switch {
	case r.Records[what] != nil:
		return r.Records[what].CID, r.Takedowns[what], true
	case r.Blobs[what] != nil:
		return what, r.Takedowns[what], true
	default:
		return "", "", false
	}
}

// A Preference is one of an account's settings.
type Preference struct {
	Type  string          `json:"type"`
	Value json.RawMessage `json:"value"`
}

// Preferences returns an account's preferences in the order in which they were put.
func (s *Store) Preferences(did string) []Preference {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Clone(s.read(did).Preferences)
}

// PutPreferences replaces those preferences of an account for which keep reports false. It fails
// with ErrFull.
func (s *Store) PutPreferences(did string, put []Preference, keep func(Preference) bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.repo(did)
	before := r.Preferences
	var next []Preference
	for _, p := range before {
		if keep(p) {
			next = append(next, p)
		}
	}
	s.setPreferences(r, append(next, put...))
	if s.bytes > MostBytes {
		s.setPreferences(r, before)
		return ErrFull
	}
	return nil
}

func (s *Store) setPreferences(r *Repo, list []Preference) {
	size := func(list []Preference) (n int) {
		for _, p := range list {
			n += perItem + len(p.Type) + len(p.Value)
		}
		return n
	}
	s.grow(r, size(list)-size(r.Preferences))
	r.Preferences = list
}
