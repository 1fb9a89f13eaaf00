package quirks

import (
	"encoding/json"
	"slices"
	"sync/atomic"
)

// A Set is the quirks that are on. Its zero value has none. It is safe for concurrent use.
type Set struct{ on atomic.Pointer[On] }

// On is the quirks that are on at one moment. It does not change.
type On struct {
	Names    []string // in the order in which they were switched on
	Settings Settings // of all of them; of two lives, limits or header fields the later one

	quirks []*Quirk
}

// Replace switches quirks on, by their names or those of profiles, and all others off. On an
// unknown name it fails, and changes nothing.
func (s *Set) Replace(names []string) error {
	names, err := Expand(names)
	if err != nil {
		return err
	}
	on := &On{Names: names}
	for _, name := range names {
		q := &All().Quirks[slices.Index(quirkNames(), name)]
		on.quirks = append(on.quirks, q)
		text, _ := json.Marshal(&q.Settings)
		_ = json.Unmarshal(text, &on.Settings) // adds what the quirk sets
	}
	s.on.Store(on)
	return nil
}

// On returns the quirks that are on.
func (s *Set) On() *On {
	if on := s.on.Load(); on != nil {
		return on
	}
	return &On{}
}

// With returns the names of the quirks whose settings are as asked for.
func (on *On) With(as func(*Settings) bool) (names []string) {
	for _, q := range on.quirks {
		if as(&q.Settings) {
			names = append(names, q.Name)
		}
	}
	return names
}
