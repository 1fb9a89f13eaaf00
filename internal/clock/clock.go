// Package clock says what time it is. It is the only home of time.Now: every other package takes a
// func() time.Time, so that token life, the refresh grace period, mailed codes and rate limit
// windows all move together when a test moves the clock. What waits in real time waits for After.
package clock

import (
	"sync"
	"time"
)

// After gives a channel that receives once when d of real time has passed, whatever any Clock
// shows. A client waits in real time for a reply that is held or slow, so that is how long holds,
// delays and slow replies last.
func After(d time.Duration) <-chan time.Time {
	return time.After(d)
}

// AfterFunc calls f in its own goroutine when d of real time has passed, as After does.
func AfterFunc(d time.Duration, f func()) *time.Timer {
	return time.AfterFunc(d, f)
}

// Wall is wall time, whatever any Clock shows. How long something took is told by the difference of
// two of them.
func Wall() time.Time {
	return time.Now()
}

// A Clock shows mock time: the wall clock moved by an offset, or a moment at which it stands still.
// Both may lie before wall time. The zero Clock shows wall time. It is safe for concurrent use.
type Clock struct {
	mu     sync.Mutex    // guards the fields below
	offset time.Duration // added to wall time while the clock runs
	frozen time.Time     // what a clock that stands still shows; zero while it runs
	step   time.Duration // by which Tick moves a clock that stands still
}

// Shows reports whether a clock can be made to show a time: those are the years 1970 to 2199.
// Tokens tell time in seconds since the first, and a clock reaches no further from wall time than
// the 292 years of a time.Duration.
func Shows(t time.Time) bool {
	return t.Unix() >= 0 && t.Year() < 2200
}

// A State describes a clock.
type State struct {
	Now    time.Time
	Offset time.Duration // ahead of wall time; negative behind it
	Frozen bool
	Step   time.Duration // moved on by each minted token while frozen
}

// Now reports the clock's time.
func (c *Clock) Now() time.Time {
	return c.At(time.Now())
}

// At is what the clock shows at a moment of wall time, as it is set now.
func (c *Clock) At(wall time.Time) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at(wall)
}

func (c *Clock) at(wall time.Time) time.Time {
	if c.still() {
		return c.frozen
	}
	return wall.Add(c.offset)
}

func (c *Clock) still() bool { return !c.frozen.IsZero() }

// State reports everything about the clock at one moment.
func (c *Clock) State() State {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := State{c.at(time.Now()), c.offset, c.still(), c.step}
	if s.Frozen {
		s.Offset = time.Until(s.Now)
	}
	return s
}

// Advance moves the clock by d, backwards when d is negative, whether it runs or stands still.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.still() {
		c.frozen = c.frozen.Add(d)
	} else {
		c.offset += d
	}
}

// Set makes the clock show t, and run on from there unless it stands still.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.still() {
		c.frozen = t.Round(0)
	} else {
		c.offset = time.Until(t)
	}
}

// Freeze makes the clock stand still at what it shows. Each Tick then moves it by step, which may
// be zero.
func (c *Clock) Freeze(step time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.frozen, c.step = c.at(time.Now()).Round(0), step
}

// Resume lets a clock that stands still run on from what it shows.
func (c *Clock) Resume() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.still() {
		c.offset, c.frozen, c.step = time.Until(c.frozen), time.Time{}, 0
	}
}

// Reset makes the clock show wall time and run.
func (c *Clock) Reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset, c.frozen, c.step = 0, time.Time{}, 0
}

// Tick tells the clock that a token was minted: one that stands still moves by its step, unless
// that leads to what no clock Shows.
func (c *Clock) Tick() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if next := c.frozen.Add(c.step); c.still() && Shows(next) {
		c.frozen = next
	}
}
