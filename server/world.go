package server

import (
	"errors"
	"sync"

	"mockpds/fixtures"
	"mockpds/internal/control"
	"mockpds/internal/identity"
)

// A turnstile lets calls through side by side, and is closed while the world behind it is changed, so that no call sees a part
// of the world before and a part of the one after. Nothing that waits for a client may happen behind it.
type turnstile struct {
	mu      sync.RWMutex // held for reading behind the turnstile
	changes uint64       // guarded by mu: worlds so far
}

// Enter waits until nothing is being changed, and tells which world it is. Leave has to follow, and no Enter between.
func (t *turnstile) Enter() uint64 {
	t.mu.RLock()
	return t.changes
}

// Leave lets changes happen again.
func (t *turnstile) Leave() {
	t.mu.RUnlock()
}

func (t *turnstile) alone(change func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.changes++
	change()
}

// unlessGone is the error of a change of an account that was there a moment ago. If it was deleted since, the change came first
// and went with it.
func unlessGone(err error) error {
	if errors.Is(err, fixtures.ErrNoAccount) {
		return nil
	}
	return err
}

// steering is the server as the control API sees it.
type steering struct{ *PDS }

// Alone makes a change while no call is being judged or answered.
func (s steering) Alone(change func()) {
	s.turnstile.alone(change)
}

// Publish makes the DID document of an account show a handle, and the key that the account has.
func (s steering) Publish(did, handle string) {
	s.identities.UsePublishedKey(did)
	s.identities.Publish(did, handle)
}

// Memory is what the server remembers beside accounts and mail.
func (s steering) Memory() control.Memory {
	known := s.identities.Memory()
	return control.Memory{
		Draws: s.source.Drawn(), Minted: s.issuer.Minted(), PublicURL: s.home.URL(),
		Published: known.Published, Seen: known.Seen, Moves: known.Moves,
	}
}

// Remember puts another memory in place, or refuses one whose public URL is none.
func (s steering) Remember(m control.Memory) error {
	if err := s.home.Move(m.PublicURL); err != nil {
		return err
	}
	s.source.GoOn(m.Draws)
	s.era.goBack(m.Minted, s.issuer.Minted())
	s.issuer.Skip(m.Minted)
	s.identities.Restore(identity.Memory{Published: m.Published, Seen: m.Seen, Moves: m.Moves})
	s.windows.Clear() // which the memory does not hold: another time begins
	return nil
}

// Forget puts the memory in place that the server started with.
func (s steering) Forget() {
	_ = s.Remember(control.Memory{PublicURL: s.config.PublicURL}) // which was found to be right at the start
	s.era.begin(s.issuer.Minted())
}
