// Package records keeps the records, blobs and preferences of accounts in memory. There are no
// trees behind them: a commit has a CID and a revision, but no blocks that prove what is in it.
package records

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
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

// A Repo is all that one account keeps. Its JSON form is that of snapshots.
type Repo struct {
	Head        Head               `json:"head"`
	Records     map[string]*Record `json:"records,omitempty" doc:"by collection/key"`
	Blobs       map[string]*Blob   `json:"blobs,omitempty" doc:"by CID"`
	Preferences []Preference       `json:"preferences,omitempty"`
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
	return Snapshot{cloneRepos(s.repos), s.last}
}

// Restore puts a snapshot in place of everything in the store. It fails, and changes nothing, on
// one that is too large (ErrFull) or that no store has made.
func (s *Store) Restore(shot Snapshot) error {
	size := 0
	for did, r := range shot.Repos {
		if r == nil || slices.Contains(slices.Collect(maps.Values(r.Records)), nil) || slices.Contains(slices.Collect(maps.Values(r.Blobs)), nil) {
			return fmt.Errorf("repository of %s: null is no part of a snapshot", did)
		}
		size += r.size()
	}
	if size > MostBytes {
		return ErrFull
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.repos, s.bytes, s.last = cloneRepos(shot.Repos), size, shot.Last
	return nil
}

// cloneRepos copies maps and leaves what they hold, which is replaced and never changed.
func cloneRepos(repos map[string]*Repo) map[string]*Repo {
	clones := make(map[string]*Repo, len(repos))
	for did, r := range repos {
		clones[did] = &Repo{r.Head, maps.Clone(r.Records), maps.Clone(r.Blobs), slices.Clone(r.Preferences)}
	}
	return clones
}

func (r *Repo) size() int {
	size := 0
	for path, record := range r.Records {
		size += recordSize(path, record)
	}
	for _, b := range r.Blobs {
		size += b.size()
	}
	for _, p := range r.Preferences {
		size += p.size()
	}
	return size
}

// Remove forgets all that an account kept.
func (s *Store) Remove(did string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.repos[did]; r != nil {
		s.bytes -= r.size()
		delete(s.repos, did)
	}
}

// Head returns the latest commit of an account, and whether anything was ever committed.
func (s *Store) Head(did string) (Head, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	r := s.repos[did]
	if r == nil || r.Head.CID == "" {
		return Head{}, false
	}
	return r.Head, true
}

// repo returns an account's repository, made on first use. It is called with s.mu held for writing.
func (s *Store) repo(did string) *Repo {
	r := s.repos[did]
	if r == nil {
		r = &Repo{}
		s.repos[did] = r
	}
	if r.Records == nil {
		r.Records = map[string]*Record{}
	}
	if r.Blobs == nil {
		r.Blobs = map[string]*Blob{}
	}
	return r
}

// grow takes or gives back room. It is called with s.mu held for writing, before anything changes.
func (s *Store) grow(by int) error {
	if s.bytes+by > MostBytes {
		return ErrFull
	}
	s.bytes += by
	return nil
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
	r := s.repos[did]
	if r == nil {
		return Count{}
	}
	return Count{len(r.Records), len(r.references("")), len(r.Blobs)}
}

// path is where a repository keeps a record.
func path(collection, key string) string {
	return collection + "/" + key
}

// URI returns the AT-URI of a record.
func URI(did, collection, key string) string {
	return "at://" + did + "/" + path(collection, key)
}

// collectionOf returns the collection in a path.
func collectionOf(path string) string {
	collection, _, _ := strings.Cut(path, "/")
	return collection
}

// A Preference is one of an account's settings.
type Preference struct {
	Type  string          `json:"type"`
	Value json.RawMessage `json:"value"`
}

func (p Preference) size() int { return perItem + len(p.Type) + len(p.Value) }

// Preferences returns an account's preferences in the order in which they were put.
func (s *Store) Preferences(did string) []Preference {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if r := s.repos[did]; r != nil {
		return slices.Clone(r.Preferences)
	}
	return nil
}

// PutPreferences replaces those preferences of an account that the caller may see: for which keep
// reports false.
func (s *Store) PutPreferences(did string, put []Preference, keep func(Preference) bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.repo(did)
	var next []Preference
	by := 0
	for _, p := range r.Preferences {
		by -= p.size()
		if keep(p) {
			next = append(next, p)
		}
	}
	next = append(next, put...)
	for _, p := range next {
		by += p.size()
	}
	if err := s.grow(by); err != nil {
		return err
	}
	r.Preferences = next
	return nil
}
