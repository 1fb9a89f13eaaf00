package control

import (
	"context"
	"time"

	"mockpds/internal/clock"
)

// A ClockState is what the clock shows.
type ClockState struct {
	Now           time.Time `json:"now"`
	OffsetSeconds float64   `json:"offsetSeconds" doc:"how far mock time is ahead of wall time; negative behind it"`
	Frozen        bool      `json:"frozen"`
	StepSeconds   float64   `json:"stepSeconds" doc:"by which each minted token moves a frozen clock"`
}

// A ClockMove says how to move mock time. The fields that are set take effect in their order. A
// clock that is frozen and set at once shows exactly that time.
type ClockMove struct {
	Reset          bool       `json:"reset" doc:"back to wall time, running"`
	Freeze         bool       `json:"freeze" doc:"stand still"`
	StepSeconds    float64    `json:"stepSeconds" doc:"by which each minted token moves a frozen clock"`
	Set            *time.Time `json:"set" doc:"the time to show"`
	AdvanceSeconds float64    `json:"advanceSeconds" doc:"may be negative: the clock goes back"`
	Resume         bool       `json:"resume" doc:"run on from what it shows"`
}

// MoveClock moves mock time and returns the new state of the clock. Token life, the grace period,
// mailed codes and rate windows follow. A move out of the years 1970 to 2199 is refused, and moves
// nothing.
func (c *Control) MoveClock(_ context.Context, m ClockMove) (ClockState, error) {
	if m.StepSeconds != 0 && !m.Freeze {
		return ClockState{}, invalid("stepSeconds is for a clock that stands still: set freeze with it")
	}
	if m.Freeze && m.Resume {
		return ClockState{}, invalid("freeze and resume exclude each other")
	}
	if err := c.checkMove(m); err != nil {
		return ClockState{}, err
	}
	if m.Reset {
		c.Clock.Reset()
	}
	if m.Freeze {
		c.Clock.Freeze(seconds(m.StepSeconds))
	}
	if m.Set != nil {
		c.Clock.Set(*m.Set)
	}
	c.Clock.Advance(seconds(m.AdvanceSeconds))
	if m.Resume {
		c.Clock.Resume()
	}
	return c.ClockState(), nil
}

// checkMove refuses a move out of the years that a clock can show.
func (c *Control) checkMove(m ClockMove) error {
	const most = float64((1<<63 - 1) / time.Second)
	if m.AdvanceSeconds < -most || m.AdvanceSeconds > most {
		return invalid("advanceSeconds is too far: the clock shows the years 1970 to 2199")
	}
	if m.StepSeconds < 0 || m.StepSeconds > most {
		return invalid("stepSeconds is not from 0 to %.0f", most)
	}
	then := c.Clock.Now()
	switch {
	case m.Set != nil:
		then = *m.Set
	case m.Reset:
		then = clock.Wall()
	}
	if then = then.Add(seconds(m.AdvanceSeconds)).UTC(); !clock.Shows(then) {
		return invalid("that would be %s: the clock shows the years 1970 to 2199",
			then.Format(time.RFC3339))
	}
	return nil
}

// ClockState returns what the clock shows.
func (c *Control) ClockState() ClockState {
	s := c.Clock.State()
	return ClockState{s.Now.UTC(), s.Offset.Seconds(), s.Frozen, s.Step.Seconds()}
}

func seconds(n float64) time.Duration {
	return time.Duration(n * float64(time.Second))
}
