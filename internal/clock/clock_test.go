package clock_test

import (
	"testing"
	"time"

	"mockpds/internal/clock"
)

var noon = time.Date(2030, 1, 2, 12, 0, 0, 0, time.UTC)

func TestAFrozenClockMovesOnlyWhenItIsMoved(t *testing.T) {
	t.Parallel()
	var c clock.Clock
	c.Set(noon)
	c.Freeze(time.Second)
	start := c.Now()
	for _, step := range []struct {
		name string
		do   func()
		want time.Duration // after start
	}{
		{"nothing", func() {}, 0},
		{"advance", func() { c.Advance(time.Hour) }, time.Hour},
		{"back", func() { c.Advance(-2 * time.Hour) }, -time.Hour},
		{"a minted token", c.Tick, -time.Hour + time.Second},
		{"set", func() { c.Set(start) }, 0},
		{"freeze without a step, then a minted token", func() { c.Freeze(0); c.Tick() }, 0},
	} {
		step.do()
		if got := c.Now().Sub(start); got != step.want {
			t.Errorf("%s: the clock is %v from its start, want %v", step.name, got, step.want)
		}
	}
	if s := c.State(); !s.Frozen || s.Step != 0 {
		t.Errorf("state is %+v, want frozen without a step", s)
	}
}

func TestARunningClockKeepsItsDistanceFromWallTime(t *testing.T) {
	t.Parallel()
	var c clock.Clock
	c.Set(noon)
	c.Freeze(0)
	c.Resume()
	if early := c.Now().Before(noon); early {
		t.Error("a resumed clock went back")
	}
	c.Tick()
	if s := c.State(); s.Frozen {
		t.Errorf("state is %+v, want running", s)
	}
	c.Reset()
	c.Advance(-time.Hour)
	if got := c.State().Offset; got != -time.Hour {
		t.Errorf("offset is %v, want -1h", got)
	}
	c.Reset()
	if got := c.State().Offset; got != 0 {
		t.Errorf("offset is %v after a reset, want 0", got)
	}
}

func TestAfterWaitsInRealTime(t *testing.T) {
	t.Parallel()
	<-clock.After(time.Millisecond)
}
