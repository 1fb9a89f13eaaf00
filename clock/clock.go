// Package clock says what time it is. It is the only home of time.Now: every other package takes a func() time.Time,
// so that token life, the refresh grace period, mailed codes and rate limit windows all move together when a test
// moves the clock.
package clock

import (
	"sync/atomic"
	"time"
)

// A Clock is the wall clock plus an offset. The zero Clock shows wall time. It is safe for concurrent use.
type Clock struct {
	offset atomic.Int64 // nanoseconds added to wall time
}

// Now reports the clock's time: wall time plus what it was advanced by.
func (c *Clock) Now() time.Time {
	return time.Now().Add(c.Offset())
}

// Offset reports how far the clock is ahead of wall time; it is negative when the clock was moved back.
func (c *Clock) Offset() time.Duration {
	return time.Duration(c.offset.Load())
}

// Advance moves the clock by d, backwards when d is negative, and reports the new offset.
func (c *Clock) Advance(d time.Duration) time.Duration {
	return time.Duration(c.offset.Add(int64(d)))
}

// Reset puts the clock back to wall time.
func (c *Clock) Reset() {
	c.offset.Store(0)
}
