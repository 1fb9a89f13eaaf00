// Package clock says what time it is. It is the only home of time.Now: every other package takes a func() time.Time,
// so that token life, the refresh grace period, mailed codes and rate limit windows all move together when a test
// moves the clock. What waits in real time waits for After.
package clock

import (
	"sync"
	"time"
)

// After gives a channel that receives once when d of real time has passed, whatever any Clock shows. A client waits in real time for a
// reply that is held or slow, so that is how long holds, delays and slow replies last.
func After(d time.Duration) <-chan time.Time {
	return time.After(d)
}

// Wall is wall time, whatever any Clock shows. How long something took is told by the difference of two of them.
func Wall() time.Time {
	return time.Now()
}

// A Clock shows mock time: the wall clock moved by an offset, or a moment at which it stands still. Both may lie before wall
// time. The zero Clock shows wall time. It is safe for concurrent use.
type Clock struct {
	mu     sync.RWMutex  // guards the fields below
	offset time.Duration // added to wall time while the clock runs
	frozen time.Time     // what a clock that stands still shows; zero while it runs
	step   time.Duration // by which Tick moves a clock that stands still
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
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.now()
}

func (c *Clock) now() time.Time {
	if !c.frozen.IsZero() {
		return c.frozen
	}
	return time.Now().Add(c.offset)
}

// State reports everything about the clock at one moment.
func (c *Clock) State() State {
	c.mu.RLock()
	defer c.mu.RUnlock()
	now := c.now()
	offset := c.offset
	if !c.frozen.IsZero() {
		offset = time.Until(now)
	}
	return State{now, offset, !c.frozen.IsZero(), c.step}
}

// Advance moves the clock by d, backwards when d is negative, whether it runs or stands still.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.frozen.IsZero() {
		c.offset += d
		return
	}
	c.frozen = c.frozen.Add(d)
}

// Set makes the clock show t, and run on from there unless it stands still.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.frozen.IsZero() {
		c.offset = time.Until(t)
		return
	}
	c.frozen = t.Round(0)
}

// Freeze makes the clock stand still at what it shows. Each Tick then moves it by step, which may be zero.
func (c *Clock) Freeze(step time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.frozen, c.step = c.now().Round(0), step
}

// Resume lets a clock that stands still run on from what it shows.
func (c *Clock) Resume() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.frozen.IsZero() {
		return
	}
	c.offset = time.Until(c.frozen)
	c.frozen, c.step = time.Time{}, 0
}

// Reset makes the clock show wall time and run.
func (c *Clock) Reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset, c.frozen, c.step = 0, time.Time{}, 0
}

// Tick tells the clock that a token was minted: one that stands still moves by its step.
func (c *Clock) Tick() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.frozen.IsZero() {
		c.frozen = c.frozen.Add(c.step)
	}
}
