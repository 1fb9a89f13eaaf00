package control

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"mockpds/fixtures"
	"mockpds/internal/clock"
	"mockpds/internal/identity"
	"mockpds/internal/mailbox"
	"mockpds/internal/oauth"
	"mockpds/internal/records"
)

// snapshotVersion is the form of the snapshots that this server writes, and the only one it reads.
const snapshotVersion = 1

// A Snapshot is all that a restore brings back. It is made to be given back as it is; its form
// changes with its version.
type Snapshot struct {
	Version int               `json:"version" doc:"1"`
	Clock   SavedClock        `json:"clock"`
	World   fixtures.Snapshot `json:"world"`
	Mail    []mailbox.Message `json:"mail" doc:"the oldest first"`
	Memory  Memory            `json:"memory"`
}

// A SavedClock is the clock of a snapshot: one that stands still at a moment, or one that runs at a
// distance from wall time.
type SavedClock struct {
	FrozenAt          *time.Time `json:"frozenAt,omitempty" doc:"left out while it runs"`
	StepNanoseconds   int64      `json:"stepNanoseconds,omitempty" doc:"by which each minted token moves a clock that stands still"`
	OffsetNanoseconds int64      `json:"offsetNanoseconds,omitempty" doc:"of a clock that runs: how far ahead of wall time"`
}

// A Memory is what a server remembers beside accounts and mail.
type Memory struct {
	Draws      uint64           `json:"draws" doc:"ids, codes and passwords made up so far; the seed and this number give the next one"`
	Minted     uint64           `json:"minted" doc:"access tokens minted so far; a restore never lowers the server's own number"`
	Identities identity.Memory  `json:"identities" doc:"DID documents and the log of their operations"`
	Records    records.Snapshot `json:"records,omitzero" doc:"records, blobs and preferences"`
	OAuth      oauth.Memory     `json:"oauth,omitzero" doc:"OAuth sessions; log-ins that are under way are not kept"`
	PublicURL  string           `json:"publicUrl,omitempty" doc:"what the server calls itself; left out: the URL of each request"`
}

// Snapshot copies the world, with passwords and codes in clear. Rules, and what a reset goes back to,
// are not in it.
func (c *Control) Snapshot() Snapshot {
	var s Snapshot
	c.Server.ChangeWorld(func() {
		s = Snapshot{
			snapshotVersion, c.savedClock(), c.Store.Snapshot(), c.Mail.Messages(""), c.Server.Memory(),
		}
	})
	return s
}

func (c *Control) savedClock() SavedClock {
	s := c.Clock.State()
	if !s.Frozen {
		return SavedClock{OffsetNanoseconds: s.Offset.Nanoseconds()}
	}
	at := s.Now.UTC()
	return SavedClock{FrozenAt: &at, StepNanoseconds: s.Step.Nanoseconds()}
}

// Restore puts a snapshot in place of the world, also one that another server of the same seed
// made. A snapshot with something wrong in it is refused and changes nothing.
func (c *Control) Restore(_ context.Context, s Snapshot) (WorldSize, error) {
	if err := s.check(); err != nil {
		return WorldSize{}, err
	}
	var err error
	c.Server.ChangeWorld(func() {
		if err = c.restoreParts(s); err == nil {
			c.restoreClock(s.Clock)
			c.Mail.Replace(s.Mail)
			c.retell()
		}
	})
	if err != nil {
		return WorldSize{}, badSnapshot("%v", err)
	}
	return c.size(), nil
}

// restoreParts restores what may refuse to be.
func (c *Control) restoreParts(s Snapshot) error {
	before := c.Server.Memory()
	if err := c.Server.Remember(s.Memory); err != nil {
		return fmt.Errorf("memory.%w", err)
	}
	err := c.Store.Restore(s.World)
	if err != nil {
		_ = c.Server.Remember(before) // which was one it had
	}
	return err
}

// check looks at what is not the store's own.
func (s *Snapshot) check() error {
	switch {
	case s.Version != snapshotVersion:
		return badSnapshot("version is %d: this server reads version %d", s.Version,
			snapshotVersion)
	case s.Clock.FrozenAt != nil && !clock.Shows(s.Clock.FrozenAt.UTC()):
		return badSnapshot("clock.frozenAt is not in the years 1970 to 2199, which a clock can show")
	case s.Clock.FrozenAt == nil &&
		!clock.Shows(clock.Wall().UTC().Add(time.Duration(s.Clock.OffsetNanoseconds))):
		return badSnapshot("clock.offsetNanoseconds leads out of the years 1970 to 2199, which a clock can show")
	default:
		return nil
	}
}

func badSnapshot(format string, args ...any) *Error {
	return refuse(http.StatusBadRequest, "InvalidSnapshot", format, args...)
}

func (c *Control) restoreClock(s SavedClock) {
	c.Clock.Reset()
	if s.FrozenAt == nil {
		c.Clock.Advance(time.Duration(s.OffsetNanoseconds))
		return
	}
	c.Clock.Freeze(time.Duration(s.StepNanoseconds))
	c.Clock.Set(*s.FrozenAt)
}
