package ratelimit

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

var (
	// ErrIDTaken says that another limit has the id.
	ErrIDTaken = errors.New("another limit has the id: choose another, or remove that limit first")
	// ErrNoLimit says that no limit has the id.
	ErrNoLimit = errors.New("no limit has the id")
)

// A Report is a limit on demand and where it stands.
type Report struct {
	Limit
	Remaining int        `json:"remaining" doc:"calls left now"`
	EndsAt    *time.Time `json:"endsAt,omitempty" doc:"when the window that runs ends, in mock time; absent while none runs"`
	Calls     int        `json:"calls" doc:"calls that it counted"`
	Refused   int        `json:"refused" doc:"those of them that were one too many"`
}

// A Set holds the limits on demand of one server. It is safe for concurrent use.
type Set struct {
	now   func() time.Time
	usual func(method string) Rule

	some atomic.Bool // whether there are limits at all: most servers have none

	mu     sync.Mutex // guards the fields below
	limits []*demand  // as added
	madeUp int        // ids made up so far
}

// NewSet makes a set without limits. Its times are those of now. Usual gives the figures of a limit that says none.
func NewSet(now func() time.Time, usual func(method string) Rule) *Set {
	return &Set{now: now, usual: usual}
}

// Add sets a limit. One with mistakes is refused with all of them, as Mistakes, and one whose id is taken with ErrIDTaken.
func (s *Set) Add(l Limit) (Report, error) {
	if m := l.Check(); len(m) > 0 {
		return Report{}, m
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	d, err := s.add(l)
	if err != nil {
		return Report{}, err
	}
	return d.report(s.now()), nil
}

func (s *Set) add(l Limit) (*demand, error) {
	for l.ID == "" {
		s.madeUp++
		if id := madeUpID(s.madeUp); s.find(id) < 0 {
			l.ID = id
		}
	}
	if s.find(l.ID) >= 0 {
		return nil, fmt.Errorf("%.80q: %w", l.ID, ErrIDTaken)
	}
	usual := s.usual(l.Method)
	if l.Points == 0 {
		l.Points = usual.Points
	}
	if l.WindowSeconds == 0 {
		l.WindowSeconds = int(usual.Window / time.Second)
	}
	d := &demand{Limit: l}
	if l.Exhausted {
		d.exhaust(s.now())
	}
	s.limits = append(s.limits, d)
	s.some.Store(true)
	return d, nil
}

func madeUpID(n int) string {
	return "limit-" + strconv.Itoa(n)
}

func (s *Set) find(id string) int {
	return slices.IndexFunc(s.limits, func(d *demand) bool { return d.ID == id })
}

// Exhaust starts a window of a limit now and with no call left. It hits the limits that are set for the method and account,
// of these those with the id and the figures that are given. Where there is none it sets one.
func (s *Set) Exhaust(l Limit) ([]Report, error) {
	if m := l.Check(); len(m) > 0 {
		return nil, m
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	var hit []Report
	for _, d := range s.limits {
		if d.isMeantBy(l) {
			d.exhaust(now)
			hit = append(hit, d.report(now))
		}
	}
	if len(hit) > 0 {
		return hit, nil
	}
	l.Exhausted = true
	d, err := s.add(l)
	if err != nil {
		return nil, err
	}
	return []Report{d.report(now)}, nil
}

// Any reports whether there are limits.
func (s *Set) Any() bool {
	return s.some.Load()
}

// Count counts a call against all limits that are for it, and tells where each of them stands; usually that is none.
// Names gives the names of the account that calls. It is only called where that matters, and with nothing locked.
func (s *Set) Count(method string, names func() []string) []Status {
	if !s.Any() {
		return nil
	}
	caller := s.caller(method, names)
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Status
	for _, d := range s.limits {
		if d.Method == method && d.isFor(caller) {
			all = append(all, d.count(s.now()))
		}
	}
	return all
}

// caller asks for the caller's names if a limit of the method is for one account.
func (s *Set) caller(method string, names func() []string) []string {
	s.mu.Lock()
	matters := slices.ContainsFunc(s.limits, func(d *demand) bool { return d.Method == method && d.Account != "" })
	s.mu.Unlock()
	if !matters {
		return nil
	}
	return names()
}

// Replace puts other limits in the place of all. Their windows are fresh. A list with mistakes, or with an id given twice, is
// refused and changes nothing. Ids that are made up keep clear of those given, wherever they stand.
func (s *Set) Replace(list []Limit) error {
	given := map[string]bool{}
	for _, l := range list {
		given[l.ID] = true
	}
	fresh := NewSet(s.now, s.usual)
	for _, l := range list {
		for l.ID == "" {
			fresh.madeUp++
			if id := madeUpID(fresh.madeUp); !given[id] {
				l.ID = id
			}
		}
		if _, err := fresh.Add(l); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limits, s.madeUp = fresh.limits, fresh.madeUp
	s.some.Store(len(s.limits) > 0)
	return nil
}

// Remove takes a limit away. It fails with ErrNoLimit when there is none with the id.
func (s *Set) Remove(id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.find(id)
	if i < 0 {
		return fmt.Errorf("%.80q: %w", id, ErrNoLimit)
	}
	s.limits = slices.Delete(s.limits, i, i+1)
	s.some.Store(len(s.limits) > 0)
	return nil
}

// Clear takes all limits away.
func (s *Set) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limits = nil
	s.some.Store(false)
}

// List tells all limits in the order in which they were set.
func (s *Set) List() []Report {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	list := make([]Report, len(s.limits))
	for i, d := range s.limits {
		list[i] = d.report(now)
	}
	return list
}
