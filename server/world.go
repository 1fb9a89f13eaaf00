package server

import (
	"errors"
	"fmt"
	"sync"

	"mockpds/fixtures"
	"mockpds/internal/control"
)

// A worldLock lets calls through side by side, and stops them while the world is changed, so that
// no call sees a part of the world before and a part of the world after. Nothing that waits for a
// client may happen while it is held.
type worldLock struct {
	mu      sync.RWMutex // held for reading by calls
	changes uint64       // guarded by mu: changes so far
}

// Enter waits until no change is being made, and returns the number of the world. Leave must be
// called before Enter is called again.
func (l *worldLock) Enter() uint64 {
	l.mu.RLock()
	return l.changes
}

// Leave ends what Enter began.
func (l *worldLock) Leave() {
	l.mu.RUnlock()
}

func (l *worldLock) change(change func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.changes++
	change()
}

// serials tells access tokens of this world from others by their serials: a reset leaves no
// sessions, and what was minted after a snapshot has no session any more once the snapshot is
// restored.
type serials struct {
	mu       sync.Mutex // guards the fields below
	began    uint64     // the last one before the world began
	from, to uint64     // those above from, up to to, were minted after the snapshot that was restored
}

// reset begins a world in which no token that was minted so far has a session.
func (s *serials) reset(minted uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.began, s.from, s.to = minted, 0, 0
}

// restore goes back to a world in which then tokens had been minted; minted is how many there are
// now. If then is more, another server minted them.
func (s *serials) restore(then, minted uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case then > minted:
		s.began, s.from, s.to = minted, 0, 0
	case then < minted:
		s.from, s.to = then, minted
		if then < s.began {
			s.began = 0
		}
	}
}

// isForeign reports whether an access token is of another world.
func (s *serials) isForeign(serial uint64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return serial <= s.began || serial > s.from && serial <= s.to
}

// unlessGone returns the error of a change of an account, or nil if the account was deleted just
// before.
func unlessGone(err error) error {
	if errors.Is(err, fixtures.ErrNoAccount) {
		return nil
	}
	return err
}

// steering is the server as the control API sees it.
type steering struct {
	*protocol
	world *worldLock
}

// ChangeWorld makes a change while no call is being judged or answered.
func (s steering) ChangeWorld(change func()) {
	s.world.change(change)
}

// CheckWorld returns why a world cannot be this server's, if it cannot.
func (s steering) CheckWorld(w fixtures.World) error {
	return s.config.checkWorld(w)
}

// Publish makes the DID document of an account show a handle, and the key that the account has.
func (s steering) Publish(did, before, handle string) {
	key := ""
	if !s.identities.HasPublishedKey(did) {
		key = s.identities.DIDKey(did)
	}
	a, _ := s.store.Registered(did)
	subject := plcSubjectOf(&a, "")
	subject.Handle = before
	if err := s.identities.Publish(subject, handle, key, s.now()); err != nil {
		s.config.Log.Error("changing a DID document", "did", did, "error", err)
	}
}

// Import puts the records of an account that is new in place.
func (s steering) Import(a fixtures.Account) {
	if err := s.importRecords(a); err != nil {
		s.config.Log.Error("a record of the world was not taken", "account", a.Handle, "error", err)
	}
}

// Memory returns what the server remembers beside accounts and mail.
func (s steering) Memory() control.Memory {
	return control.Memory{
		Draws: s.source.Drawn(), Minted: s.issuer.Minted(), PublicURL: s.home.URL(),
		Identities: s.identities.Memory(), Records: s.records.Snapshot(), OAuth: s.oauth.Memory(),
	}
}

// Remember replaces what the server remembers. It refuses a memory whose public URL is none or
// whose records or OAuth sessions no server kept.
func (s steering) Remember(m control.Memory) error {
	before := s.Memory()
	if err := s.home.Move(m.PublicURL); err != nil {
		return err
	}
	err := s.identities.Restore(m.Identities)
	if err == nil {
		err = s.records.Restore(m.Records)
	}
	if err == nil {
		err = s.oauth.Restore(m.OAuth)
	}
	if err != nil { // then all is as it was
		_ = s.home.Move(before.PublicURL)
		_ = s.identities.Restore(before.Identities)
		_ = s.records.Restore(before.Records)
		return fmt.Errorf("memory: %w", err)
	}
	s.source.GoOn(m.Draws)
	s.serials.restore(m.Minted, s.issuer.Minted())
	s.issuer.Skip(m.Minted)
	s.windows.Clear() // which the memory does not hold: another time begins
	return nil
}

// Begin makes the server remember what it did at its start, with the rules of a world that was
// checked.
func (s steering) Begin(w fixtures.World) {
	_ = s.Remember(control.Memory{PublicURL: s.config.PublicURL}) // which New has checked
	s.serials.reset(s.issuer.Minted())
	s.oauth.Reset()
	if err := s.setUp(w); err != nil {
		s.config.Log.Error("a section of the world is not as it was", "error", err)
	}
}
