// Package ratelimit counts calls in fixed windows: a window starts with the first call of its key
// and counts until it ends, those refused included. A [Limiter] counts by keys, for limits that are
// part of a server; a [Set] holds limits that somebody asks for while it runs.
package ratelimit

import (
	"sync"
	"time"
)

// A Rule allows Points calls in each Window.
type Rule struct {
	Points int
	Window time.Duration
}

// A Status is where a key stands after a call.
type Status struct {
	Rule
	Remaining int       // calls left in this window
	Reset     time.Time // when the window ends
	Exceeded  bool      // the call is one too many
}

// A Limiter holds the windows. It is safe for concurrent use.
type Limiter struct {
	now func() time.Time

	mu      sync.Mutex // guards windows and sweepAt
	windows map[string]*window
	sweepAt int // number of windows at which those that have ended are looked for
}

type window struct {
	ends  time.Time
	calls int
}

func (w *window) runs(now time.Time) bool {
	return now.Before(w.ends)
}

func (w *window) count(r Rule, points int) Status {
	w.calls += points
	return Status{r, max(r.Points-w.calls, 0), w.ends, w.calls > r.Points}
}

// sweepFrom is how many windows are kept before ended ones are let go.
const sweepFrom = 4096

// New makes a limiter without windows. Its times are those of now.
func New(now func() time.Time) *Limiter {
	return &Limiter{now: now, windows: map[string]*window{}, sweepAt: sweepFrom}
}

// Count counts a call of a key against a rule, as so many points. Two rules for one key need two
// keys.
func (l *Limiter) Count(key string, r Rule, points int) Status {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	w := l.windows[key]
	if w == nil || !w.runs(now) {
		l.sweep(now)
		w = &window{ends: now.Add(r.Window)}
		l.windows[key] = w
	}
	return w.count(r, points)
}

// Clear lets all windows go.
func (l *Limiter) Clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.windows, l.sweepAt = map[string]*window{}, sweepFrom
}

func (l *Limiter) sweep(now time.Time) {
	if len(l.windows) < l.sweepAt {
		return
	}
	for key, w := range l.windows {
		if !w.runs(now) {
			delete(l.windows, key)
		}
	}
	l.sweepAt = max(sweepFrom, 2*len(l.windows))
}
