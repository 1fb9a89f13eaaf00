package stubs

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
)

var (
	// ErrIDTaken says that another stub has the id.
	ErrIDTaken = errors.New("another stub has the id: choose another, or remove that stub first")
	// ErrNoStub says that no stub has the id.
	ErrNoStub = errors.New("no stub has the id")
)

// A Report is a stub and what became of it.
type Report struct {
	Stub
	Hits     int    `json:"hits" doc:"calls that it answered"`
	NearMiss string `json:"nearMiss,omitempty" doc:"of a stub that answered none: how the call that came closest missed it"`
}

// A Set holds the stubs of one PDS. It is safe for concurrent use, and what it returns are copies.
type Set struct {
	served func(method string) bool

	mu       sync.RWMutex // guards the fields below
	entries  []*entry     // as added
	byMethod map[string][]*entry
	madeUp   int // ids made up so far
	unknown  unknownCalls
}

type entry struct {
	Stub
	added    int // in which order
	hits     int
	nearest  string // how the call that came closest missed it, while none has hit; the latest of equals
	distance int    // of that call
}

// NewSet makes a set without stubs. Served tells which methods the PDS answers itself; it is called with any text.
func NewSet(served func(method string) bool) *Set {
	return &Set{served: served, byMethod: map[string][]*entry{}}
}

// Add puts a stub in, and returns it with its id and its defaults filled in. A stub with mistakes is refused with all of
// them, as Mistakes, and one whose id is taken with ErrIDTaken.
func (s *Set) Add(stub Stub) (Stub, error) {
	if m := stub.Check(s.served); len(m) > 0 {
		return Stub{}, m
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.add(stub)
}

func (s *Set) add(stub Stub) (Stub, error) {
	stub = stub.normal()
	if stub.ID == "" {
		stub.ID = s.newID()
	} else if s.index(stub.ID) >= 0 {
		return Stub{}, fmt.Errorf("%.80q: %w", stub.ID, ErrIDTaken)
	}
	e := &entry{Stub: stub}
	if n := len(s.entries); n > 0 {
		e.added = s.entries[n-1].added + 1
	}
	s.entries = append(s.entries, e)
	s.sort(e)
	return stub.normal(), nil
}

func (s *Set) newID() string {
	for {
		s.madeUp++
		if id := madeUpID(s.madeUp); s.index(id) < 0 {
			return id
		}
	}
}

func madeUpID(n int) string {
	return "stub-" + strconv.Itoa(n)
}

func (s *Set) index(id string) int {
	return slices.IndexFunc(s.entries, func(e *entry) bool { return e.ID == id })
}

// Replace puts other stubs in the place of all, and forgets what was counted. A list with mistakes, or with an id given
// twice, is refused and changes nothing. Ids that are made up keep clear of those given, wherever they stand.
func (s *Set) Replace(list []Stub) error {
	fresh := NewSet(s.served)
	given := map[string]bool{}
	for _, stub := range list {
		given[stub.ID] = true
	}
	for _, stub := range list {
		for stub.ID == "" {
			fresh.madeUp++
			if id := madeUpID(fresh.madeUp); !given[id] {
				stub.ID = id
			}
		}
		if _, err := fresh.Add(stub); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.entries, s.byMethod, s.madeUp, s.unknown = fresh.entries, fresh.byMethod, fresh.madeUp, unknownCalls{}
	return nil
}

// Remove takes a stub out. It fails with ErrNoStub when there is none with the id.
func (s *Set) Remove(id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.index(id)
	if i < 0 {
		return fmt.Errorf("%.80q: %w", id, ErrNoStub)
	}
	gone := s.entries[i]
	s.entries = slices.Delete(s.entries, i, i+1)
	s.byMethod[gone.Method] = slices.DeleteFunc(s.byMethod[gone.Method], func(e *entry) bool { return e == gone })
	if len(s.byMethod[gone.Method]) == 0 {
		delete(s.byMethod, gone.Method)
	}
	return nil
}

// Clear takes all stubs out. What was counted of calls that nobody answered stays.
func (s *Set) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.entries, s.byMethod = nil, map[string][]*entry{}
}

// List tells all stubs in the order in which they were added.
func (s *Set) List() []Report {
	s.mu.RLock()
	defer s.mu.RUnlock()
	list := make([]Report, len(s.entries))
	for i, e := range s.entries {
		list[i] = Report{e.normal(), e.hits, e.nearest}
	}
	return list
}

// Hit counts a call that a stub answered, if the stub is still there.
func (s *Set) Hit(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := s.index(id); i >= 0 {
		s.entries[i].hits++
		s.entries[i].nearest = ""
	}
}
