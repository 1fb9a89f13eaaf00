package ratelimit

import "time"

// A demand is a limit on demand with its window.
type demand struct {
	Limit
	window
	total, refused int // calls since it was set
}

func (d *demand) rule() Rule {
	return Rule{d.Points, time.Duration(d.WindowSeconds) * time.Second}
}

// isMeantBy reports whether a limit that is to be exhausted is this one.
func (d *demand) isMeantBy(l Limit) bool {
	return d.Method == l.Method && d.Account == l.Account && (l.ID == "" || l.ID == d.ID) &&
		(l.Points == 0 || l.Points == d.Points) && (l.WindowSeconds == 0 || l.WindowSeconds == d.WindowSeconds)
}

func (d *demand) exhaust(now time.Time) {
	d.window = window{now.Add(d.rule().Window), d.Points}
}

func (d *demand) count(now time.Time) Status {
	if !d.runs(now) {
		d.window = window{ends: now.Add(d.rule().Window)}
	}
	status := d.window.count(d.rule())
	d.total++
	if status.Exceeded {
		d.refused++
	}
	return status
}

func (d *demand) report(now time.Time) Report {
	r := Report{Limit: d.Limit, Remaining: d.Points, Calls: d.total, Refused: d.refused}
	if d.runs(now) {
		ends := d.ends.UTC()
		r.Remaining, r.EndsAt = max(d.Points-d.calls, 0), &ends
	}
	r.Exhausted = r.Remaining == 0
	return r
}
