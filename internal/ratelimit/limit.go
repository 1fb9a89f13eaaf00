package ratelimit

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"mockpds/internal/ruleset"
	"mockpds/internal/words"
)

// A Limit is a limit on demand, for some methods and, if it names one, for one account. It counts
// the calls it is for in one window, from whatever address they come.
type Limit struct {
	ID            string `json:"id,omitempty" doc:"names the limit; made up when absent: limit-1"`
	Method        string `json:"method" doc:"NSID of the method whose calls count, its last part, or either with * for any characters; or a path under /oauth/"`
	Account       string `json:"account,omitempty" doc:"handle or DID of the account whose calls count, or an address where that is what somebody logs in by; all calls when absent"`
	Points        int    `json:"points,omitempty" doc:"calls in each window, at least 1; as the reference has it when absent"`
	WindowSeconds int    `json:"windowSeconds,omitempty" doc:"length of a window in mock time; as the reference has it when absent"`
	Exhausted     bool   `json:"exhausted,omitempty" doc:"the first window begins at once and with no call left; of a limit that is set, whether none is left now"`
}

// longestWindow in seconds is a year.
const longestWindow = 366 * 24 * 60 * 60

// Check returns everything that is wrong with a limit.
func (l Limit) Check() words.Mistakes {
	var m words.Mistakes
	ruleset.CheckID(&m, l.ID)
	switch {
	case l.Method == "":
		m.Add("method", "is missing",
			"write the NSID of one, such as com.atproto.server.createSession")
	case strings.HasPrefix(l.Method, "/") && !strings.HasPrefix(l.Method, "/oauth/"):
		m.Add("method", "is a path",
			"write an NSID such as com.atproto.server.createSession, "+
				"or a path such as /oauth/token")
	default:
		ruleset.CheckMethod(&m, "method", l.Method)
	}
	if l.Account != "" && !strings.ContainsAny(l.Account, ".:") {
		m.Add("account", "is "+words.Quote(l.Account),
			"write a handle such as alice.test, a DID or an address")
	}
	if l.Points < 0 {
		m.Add("points", fmt.Sprintf("is %d", l.Points),
			"write at least 1; to have the next call refused, set exhausted")
	}
	if l.WindowSeconds < 0 || l.WindowSeconds > longestWindow {
		m.Add("windowSeconds", fmt.Sprintf("is %d", l.WindowSeconds),
			"write at least 1 and at most a year, 31622400")
	}
	return m
}

// A Report is a limit on demand and where it stands.
type Report struct {
	Limit
	Remaining int               `json:"remaining" doc:"calls left now"`
	EndsAt    *time.Time        `json:"endsAt,omitempty" doc:"when the window that runs ends, in mock time; absent while none runs"`
	Calls     int               `json:"calls" doc:"calls that it counted"`
	Refused   int               `json:"refused" doc:"those of them that were one too many"`
	NearMiss  *ruleset.NearMiss `json:"nearMiss,omitempty" doc:"of a limit that counted none: the call that came closest"`
}

// A Set holds the limits on demand of one server. It is safe for concurrent use.
type Set struct {
	now  func() time.Time
	list *ruleset.List[Limit, *demand]
}

// A demand is a limit at work. The list that it is in guards it.
type demand struct {
	Limit
	window
	total, refused int // calls since it was set
	nearest        ruleset.Nearest[ruleset.Call]
}

// NewSet returns a set without limits. Its times are those of now. Usual returns the figures for a
// method, or a pattern of methods, of a limit that says none.
func NewSet(now func() time.Time, usual func(method string) Rule) *Set {
	s := &Set{now: now}
	s.list = ruleset.NewList(ruleset.Kind[Limit, *demand]{
		Name: "limit", ID: func(l *Limit) *string { return &l.ID }, Check: Limit.Check,
		Start: func(l Limit) *demand {
			figures := usual(l.Method)
			l.Points = cmp.Or(l.Points, figures.Points)
			l.WindowSeconds = cmp.Or(l.WindowSeconds, int(figures.Window/time.Second))
			d := &demand{Limit: l}
			if l.Exhausted {
				d.exhaust(now())
			}
			return d
		},
	})
	return s
}

// Add sets a limit. The error is of type words.Mistakes.
func (s *Set) Add(l Limit) (Report, error) {
	d, err := s.list.Add(l)
	if err != nil {
		return Report{}, err
	}
	var report Report
	s.list.Do(func([]*demand) { report = d.report(s.now()) })
	return report, nil
}

// Exhaust starts a window of a limit now and with no call left. It hits the limits that are set for
// the method and account, of these those with the id and the figures that are given. If there is
// none it sets one.
func (s *Set) Exhaust(l Limit) ([]Report, error) {
	if m := l.Check(); len(m) > 0 {
		return nil, m
	}
	var hit []Report
	now := s.now()
	s.list.Do(func(demands []*demand) {
		for _, d := range demands {
			if d.isMeantBy(l) {
				d.exhaust(now)
				hit = append(hit, d.report(now))
			}
		}
	})
	if len(hit) > 0 {
		return hit, nil
	}
	l.Exhausted = true
	set, err := s.Add(l)
	if err != nil {
		return nil, err
	}
	return []Report{set}, nil
}

// Count counts a call against all limits that are for it, and returns where each of them stands.
// Names returns the names of the account that calls. It is called if there are limits, with nothing
// locked.
func (s *Set) Count(method string, names func() []string) (all []Status) {
	if s.list.Empty() {
		return nil
	}
	call := ruleset.Call{Method: method, Accounts: names()}
	s.list.Do(func(demands []*demand) {
		for _, d := range demands {
			differences := ruleset.Differences(d.Method, d.Account, call)
			if len(differences) == 0 {
				all = append(all, d.count(s.now()))
			} else if d.total == 0 {
				d.nearest.Note(call, differences)
			}
		}
	})
	return all
}

// Replace puts other limits in the place of all. Their windows are fresh. A list with mistakes is
// refused and changes nothing.
func (s *Set) Replace(list []Limit) error { return s.list.Replace(list) }

// Remove takes a limit away, and reports whether there was one with the id.
func (s *Set) Remove(id string) bool {
	_, ok := s.list.Remove(id)
	return ok
}

// Clear takes all limits away.
func (s *Set) Clear() { s.list.Clear() }

// Reports reports on all limits in the order in which they were set.
func (s *Set) Reports() []Report {
	now := s.now()
	return ruleset.Reports(s.list, func(d *demand) Report { return d.report(now) })
}

func (d *demand) rule() Rule {
	return Rule{d.Points, time.Duration(d.WindowSeconds) * time.Second}
}

// isMeantBy reports whether a limit that is to be exhausted is this one.
func (d *demand) isMeantBy(l Limit) bool {
	return ruleset.SameMethod(d.Method, l.Method) && strings.EqualFold(d.Account, l.Account) &&
		(l.ID == "" || l.ID == d.ID) && (l.Points == 0 || l.Points == d.Points) &&
		(l.WindowSeconds == 0 || l.WindowSeconds == d.WindowSeconds)
}

func (d *demand) exhaust(now time.Time) {
	d.window = window{now.Add(d.rule().Window), d.Points}
}

func (d *demand) count(now time.Time) Status {
	if !d.runs(now) {
		d.window = window{ends: now.Add(d.rule().Window)}
	}
	status := d.window.count(d.rule(), 1)
	d.nearest.Forget()
	d.total++
	if status.Exceeded {
		d.refused++
	}
	return status
}

func (d *demand) report(now time.Time) Report {
	r := Report{
		Limit: d.Limit, Remaining: d.Points, Calls: d.total, Refused: d.refused,
		NearMiss: ruleset.Miss(&d.nearest),
	}
	if d.runs(now) {
		ends := d.ends.UTC()
		r.Remaining, r.EndsAt = max(d.Points-d.calls, 0), &ends
	}
	r.Exhausted = r.Remaining == 0
	return r
}
