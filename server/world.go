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
type steering struct{ *PDS }

// ChangeWorld makes a change while no call is being judged or answered.
func (s steering) ChangeWorld(change func()) {
	s.world.change(change)
}

// Publish makes the DID document of an account show a handle, and the key that the account has.
func (s steering) Publish(did, before, handle string) {
	p, key := s.protocol, ""
	if !p.identities.HasPublishedKey(did) {
		key = p.identities.DIDKey(did)
	}
	if err := p.identities.Publish(did, before, handle, key, p.now()); err != nil {
		p.config.Log.Error("changing a DID document", "did", did, "error", err)
	}
}

// Import puts the records of an account that is new in place.
func (s steering) Import(a fixtures.Account) {
	if err := s.protocol.importRecords(a); err != nil {
		s.protocol.config.Log.Error("a record of the world was not taken", "account", a.Handle, "error", err)
	}
}

// Memory returns what the server remembers beside accounts and mail.
func (s steering) Memory() control.Memory {
	p := s.protocol
	return control.Memory{
		Draws: p.source.Drawn(), Minted: p.issuer.Minted(), PublicURL: p.home.URL(),
		Identities: p.identities.Memory(), Records: p.records.Snapshot(), OAuth: p.oauth.Memory(),
	}
}

// Remember replaces what the server remembers. It refuses a memory whose public URL is none or
// whose records or
// OAuth sessions no server kept.
func (s steering) Remember(m control.Memory) error {
	p := s.protocol
	before := p.home.URL()
	if err := p.home.Move(m.PublicURL); err != nil {
		return err
	}
	known, kept := p.identities.Memory(), p.records.Snapshot()
	err := p.identities.Restore(m.Identities)
	if err == nil {
		err = p.records.Restore(m.Records)
	}
	if err == nil {
		err = p.oauth.Restore(m.OAuth)
	}
	if err != nil {
		_, _ = p.home.Move(before), p.identities.Restore(known) // as they were
		_ = p.records.Restore(kept)
		return fmt.Errorf("memory: %w", err)
	}
	p.source.GoOn(m.Draws)
	p.serials.restore(m.Minted, p.issuer.Minted())
	p.issuer.Skip(m.Minted)
	s.rules.windows.Clear() // which the memory does not hold: another time begins
	return nil
}

// Forget makes the server remember what it did at its start.
func (s steering) Forget() {
	p := s.protocol
	_ = s.Remember(control.Memory{PublicURL: p.config.PublicURL}) // which was found to be right at the start
	p.serials.reset(p.issuer.Minted())
}
