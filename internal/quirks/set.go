package quirks

import (
	"fmt"
	"maps"
	"sync/atomic"

	"mockpds/internal/words"
)

// A Set is the quirks that are on. Its zero value has none. It is safe for concurrent use.
type Set struct{ on atomic.Pointer[On] }

// On is the quirks that are on at one moment. It does not change.
type On struct {
	Names    []string // in the order in which they were switched on
	Settings Settings // of all of them

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
		q := find(name)
		on.quirks = append(on.quirks, q)
		on.Settings.add(q.Settings)
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

// add adds what another quirk changes. Of two lives or limits the later one counts.
func (s *Settings) add(o Settings) {
	if o.AccessTTLSeconds != 0 {
		s.AccessTTLSeconds = o.AccessTTLSeconds
	}
	if o.RefreshTTLSeconds != 0 {
		s.RefreshTTLSeconds = o.RefreshTTLSeconds
	}
	if o.LoginLimit != (Limit{}) {
		s.LoginLimit = o.LoginLimit
	}
	s.SingleUse = s.SingleUse || o.SingleUse
	s.SignInCodes = s.SignInCodes || o.SignInCodes
	s.HostAudience = s.HostAudience || o.HostAudience
	s.AccessJTI = s.AccessJTI || o.AccessJTI
	if o.TokenHeader != nil {
		header := map[string]string{}
		maps.Copy(header, s.TokenHeader)
		maps.Copy(header, o.TokenHeader)
		s.TokenHeader = header
	}
	s.AccessDiesOnRefresh = s.AccessDiesOnRefresh || o.AccessDiesOnRefresh
	s.LogoutNeedsAccessToken = s.LogoutNeedsAccessToken || o.LogoutNeedsAccessToken
	s.NoAllowTakendown = s.NoAllowTakendown || o.NoAllowTakendown
}

func unknown(what, name string, known []string) error {
	return fmt.Errorf("no %s is named %s: %s", what, words.Quote(name), words.OneOf(name, known...))
}
