package findings

import (
	"slices"
	"time"

	"mockpds/internal/journal"
)

// unrefreshed are the calls of a session that were answered ExpiredToken since it was refreshed
// last.
type unrefreshed struct {
	first *journal.Call
	on    []*journal.Call // made after the first had been answered

	row  int           // how many of all were made each well after the one before had been answered
	last *journal.Call // of those
}

// aMoment is how long after an answer, in mock or in real time, a client is sure to have it.
const aMoment = time.Second

func wellAfter(c, reply *journal.Call) bool {
	return begunAfter(c, reply) && (c.Time.Sub(reply.Time) >= aMoment ||
		c.RealTime.Sub(reply.End()) >= aMoment)
}

func (u *unrefreshed) add(c *journal.Call) {
	switch {
	case u.first == nil:
		u.first = c
	case begunAfter(c, u.first):
		u.on = append(u.on, c)
	default:
		return
	}
	if u.last == nil || wellAfter(c, u.last) {
		u.last, u.row = c, u.row+1
	}
}

// fewUnrefreshed is from how many calls on that are answered ExpiredToken a client pays no heed to
// it.
const fewUnrefreshed = 3

// expiredNeverRefreshed tolerates calls that were in flight together when the token expired, and
// whoever stops calling. Once new tokens were delivered, calls with older ones are stragglers, or
// refreshedTokenUnused finds them. A refresh that came too late does not clear the client.
func expiredNeverRefreshed(e *evidence) {
	for _, s := range e.stories {
		found, last := s.unrefreshed()
		if found.first == nil && len(last.on) >= fewUnrefreshed-1 &&
			!loggedInAfter(e, s, last.first) {
			found = last
		}
		if found.first != nil {
			e.report(s.Label, append([]*journal.Call{found.first}, found.on...),
				"ExpiredToken was answered to %s, and to %s more that were made after it "+
					"without a refresh.", ref(found.first), plural(len(found.on), "call"))
		}
	}
}

// unrefreshed finds the first calls that were answered ExpiredToken for so long that the refresh
// after them came too late, and those that no refresh followed. What comes after a refused refresh
// is another rule's business.
func (s *story) unrefreshed() (late, last unrefreshed) {
	refreshed := -1 // the latest generation that was exchanged
	over := false   // a refresh was refused
	for _, c := range byBegin(s.calls) {
		switch {
		case c.Is("refreshSession"):
			if last.row >= fewUnrefreshed && late.first == nil {
				late = last
			}
			last = unrefreshed{}
			if c.Answered() {
				refreshed = max(refreshed, c.Generation)
			}
			over = c.Status/100 == 4
		case expired(c) && c.Generation > refreshed && !over:
			last.add(c)
		}
	}
	return late, last
}

func loggedInAfter(e *evidence, s *story, reply *journal.Call) bool {
	return slices.ContainsFunc(e.calls, func(c *journal.Call) bool {
		return c.Is("createSession") && c.DID == s.DID && c.Answered() && begunAfter(c, reply)
	})
}

// refusedRefreshIgnored tolerates two calls, which may have been waiting to be sent.
func refusedRefreshIgnored(e *evidence) {
	for _, s := range e.stories {
		var refusal *journal.Call
		var on []*journal.Call
		for _, c := range byBegin(s.calls) {
			switch {
			case isRefresh(c):
				if len(on) < fewCalls {
					refusal, on = nil, nil
				}
				if refusal == nil && isFinal(c) {
					refusal = c
				}
			case refusal != nil && expired(c) && begunAfter(c, refusal):
				on = append(on, c)
			}
		}
		if len(on) >= fewCalls {
			e.report(s.Label, append([]*journal.Call{refusal}, on...),
				"the refresh was refused by %s, and %s with the expired token followed.",
				ref(refusal), plural(len(on), "call"))
		}
	}
}
