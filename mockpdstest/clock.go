package mockpdstest

import "time"

// Now is mock time.
func (p *PDS) Now() time.Time {
	return p.control.Clock.Now()
}

// Advance moves the clock, backwards when d is negative. Token life, the grace period, mailed codes
// and rate windows follow.
func (p *PDS) Advance(d time.Duration) {
	p.control.Clock.Advance(d)
}

// SetClock makes the clock show a time, and run on from there unless it stands still.
func (p *PDS) SetClock(at time.Time) {
	p.control.Clock.Set(at)
}

// Freeze makes the clock stand still at what it shows. Each minted token then moves it by step,
// which may be zero.
func (p *PDS) Freeze(step time.Duration) {
	p.control.Clock.Freeze(step)
}

// Resume lets a clock that stands still run on from what it shows.
func (p *PDS) Resume() {
	p.control.Clock.Resume()
}

// ResetClock makes the clock show wall time and run.
func (p *PDS) ResetClock() {
	p.control.Clock.Reset()
}
