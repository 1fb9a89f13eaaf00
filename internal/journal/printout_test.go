package journal_test

import (
	"strings"
	"testing"
	"time"

	"mockpds/internal/journal"
	"mockpds/internal/journal/journaltest"
)

func TestAPrintoutTellsWhatLiesBetweenCalls(t *testing.T) {
	at := func(mock, real time.Duration) *journal.Call {
		return &journal.Call{Time: journaltest.Noon.Add(mock), RealTime: journaltest.Noon.Add(real)}
	}
	const day = 24 * time.Hour
	tests := map[string]struct {
		entries []*journal.Call
		want    string // before the last one
	}{
		"the date of the first call": {[]*journal.Call{at(0, 0)}, "-- 2030-01-02 --"},
		"nothing": {[]*journal.Call{
			at(0, 0),
			at(time.Minute, time.Minute),
		}, ""},
		"another date": {
			[]*journal.Call{at(0, 0), at(day, day)},
			"-- 2030-01-03 --",
		},
		"a clock that was moved": {
			[]*journal.Call{
				at(0, 0),
				at(2*time.Hour+time.Minute, time.Minute),
			},
			"-- the clock was moved by 2h0m0s, to 2030-01-02 14:01:00 --",
		},
		"to another date": {
			[]*journal.Call{at(0, 0), at(91*day, 0)},
			"-- the clock was moved by 91 days, to 2030-04-03 12:00:00 --",
		},
		"by days and hours": {
			[]*journal.Call{at(0, 0), at(2*day+time.Hour, 0)},
			"-- the clock was moved by 2 days and 1h0m0s, to 2030-01-04 13:00:00 --",
		},
		"back": {
			[]*journal.Call{
				at(0, 0),
				at(-2*day-time.Hour, time.Second),
			},
			"-- the clock was moved by -2 days and 1h0m1s, to 2029-12-31 11:00:00 --",
		},
		"a clock that stands still": {[]*journal.Call{at(0, 0), at(0, time.Minute)}, ""},
		"one that goes on by steps": {[]*journal.Call{
			at(0, 0),
			at(time.Second, time.Minute),
		}, ""},
		"a call that began before another": {[]*journal.Call{
			at(0, 0), at(2*time.Hour, time.Second),
			at(0, 0),
		}, ""},
		"the one after that": {[]*journal.Call{
			at(2*time.Hour, time.Second), at(0, 0),
			at(2*time.Hour, time.Second),
		}, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var p journal.Printout
			var lines []string
			for _, e := range test.entries {
				lines = p.Lines(e)
			}
			last := len(lines) - 1
			if got := strings.Join(lines[:last], "\n"); got != test.want ||
				lines[last] != journal.Format(test.entries[len(test.entries)-1]) {
				t.Errorf("got %q, want %q before the call", lines, test.want)
			}
		})
	}
}
