package ratelimit_test

import (
	"strconv"
	"testing"
	"time"

	"mockpds/internal/ratelimit"
)

func TestAWindowCountsUntilItEnds(t *testing.T) {
	now := time.Unix(1_000_000, 0)
	l := ratelimit.New(func() time.Time { return now })
	rule := ratelimit.Rule{Points: 2, Window: time.Minute}
	steps := []struct {
		after     time.Duration
		remaining int
		exceeded  bool
	}{
		{0, 1, false},
		{30 * time.Second, 0, false},
		{0, 0, true},
		{29 * time.Second, 0, true},
		{time.Second, 1, false},
	}
	for i, step := range steps {
		now = now.Add(step.after)
		s := l.Count("alice", rule, 1)
		if s.Remaining != step.remaining || s.Exceeded != step.exceeded {
			t.Errorf("call %d: %d remaining, exceeded %v; want %d, %v", i, s.Remaining, s.Exceeded, step.remaining, step.exceeded)
		}
	}
	if s := l.Count("bob", rule, 1); s.Remaining != 1 {
		t.Errorf("another key starts with %d remaining, want 1", s.Remaining)
	}
}

func TestClearedWindowsCountFromTheBeginning(t *testing.T) {
	l := ratelimit.New(func() time.Time { return time.Unix(1_000_000, 0) })
	rule := ratelimit.Rule{Points: 1, Window: time.Minute}
	l.Count("alice", rule, 1)
	l.Clear()
	if s := l.Count("alice", rule, 1); s.Exceeded {
		t.Error("the call before still counts")
	}
}

func TestEndedWindowsAreLetGo(t *testing.T) {
	now := time.Unix(1_000_000, 0)
	l := ratelimit.New(func() time.Time { return now })
	rule := ratelimit.Rule{Points: 1, Window: time.Second}
	for i := range 100_000 {
		now = now.Add(time.Millisecond)
		l.Count(strconv.Itoa(i), rule, 1)
	}
	if n := l.Len(); n > 10_000 {
		t.Errorf("%d windows are kept, of which about 1,000 have not ended", n)
	}
}
