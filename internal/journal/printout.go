package journal

import (
	"fmt"
	"time"
)

// A Printout formats one call after the other, and says between them where the mock date changes
// and where the mock clock was moved. Its zero value is ready for use.
type Printout struct {
	last *Call // that began last
}

// Lines formats a call, after a line that says what came between it and the one before.
func (p *Printout) Lines(e *Call) []string {
	lines := []string{Format(e)}
	if p.last != nil && e.RealTime.Before(p.last.RealTime) {
		return lines // it began before the last one did
	}
	if between := p.between(e); between != "" {
		lines = []string{"-- " + between + " --", lines[0]}
	}
	p.last = e
	return lines
}

func (p *Printout) between(e *Call) string {
	date := e.Time.UTC().Format(time.DateOnly)
	if p.last == nil {
		return date
	}
	switch moved := p.moved(e); {
	case moved >= time.Second || moved <= -time.Second:
		return fmt.Sprintf("the clock was moved by %s, to %s", inDays(moved),
			e.Time.UTC().Format(time.DateTime))
	case date != p.last.Time.UTC().Format(time.DateOnly):
		return date
	default:
		return ""
	}
}

// moved is how far the clock was moved since the last call began. A clock that stands still, or
// goes on in steps with each token, falls behind real time on its own.
func (p *Printout) moved(e *Call) time.Duration {
	mock, real := e.Time.Sub(p.last.Time), e.RealTime.Sub(p.last.RealTime)
	if 0 <= mock && mock <= real {
		return 0
	}
	return (mock - real).Round(time.Second)
}

// inDays formats a duration, with days if there are two or more.
func inDays(d time.Duration) string {
	const day = 24 * time.Hour
	days, rest := d/day, d%day
	switch {
	case -2 < days && days < 2:
		return d.String()
	case rest == 0:
		return fmt.Sprintf("%d days", days)
	default:
		return fmt.Sprintf("%d days and %s", days, rest.Abs())
	}
}
