package findings

import (
	"slices"
	"time"

	"mockpds/internal/journal"
)

// unrefreshed are the calls of a session that were answered ExpiredToken since it was refreshed
// last: the first, and those made after it had been answered.
type unrefreshed struct {
	calls []*journal.Call

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
	if len(u.calls) > 0 && !begunAfter(c, u.calls[0]) {
		return
	}
	u.calls = append(u.calls, c)
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
		if found == nil && len(last) >= fewUnrefreshed && !loggedInAfter(e, s, last[0]) {
			found = last
		}
		if found != nil {
			e.report(s.Label, found, "ExpiredToken was answered to %s, and to %s more that were "+
				"made after it without a refresh.", ref(found[0]), journal.Plural(len(found)-1, "call"))
		}
	}
}

// unrefreshed finds the first calls that were answered ExpiredToken for so long that the refresh
// after them came too late, and those that no refresh followed. What comes after a refused refresh
// is another rule's business.
func (s *story) unrefreshed() (late, last []*journal.Call) {
	var now unrefreshed
	refreshed := -1 // the latest generation that was exchanged
	over := false   // a refresh was refused
	for _, c := range byBegin(s.calls) {
		switch {
		case c.Is("refreshSession"):
			if now.row >= fewUnrefreshed && late == nil {
				late = now.calls
			}
			now = unrefreshed{}
			if c.Answered() {
				refreshed = max(refreshed, c.Generation)
			}
			over = c.Status/100 == 4
		case expired(c) && c.Generation > refreshed && !over:
			now.add(c)
		}
	}
	return late, now.calls
}

func loggedInAfter(e *evidence, s *story, reply *journal.Call) bool {
	return slices.ContainsFunc(e.calls, func(c *journal.Call) bool {
		return c.Is("createSession") && c.DID == s.DID && c.Answered() && begunAfter(c, reply)
	})
}

// refusedRefreshIgnored tolerates two calls, which may have been waiting to be sent.
func refusedRefreshIgnored(e *evidence) {
	for _, s := range e.stories {
		var run []*journal.Call // the refusal, and calls that were made in spite of it
		for _, c := range byBegin(s.calls) {
			switch {
			case isRefresh(c):
				if len(run) <= fewCalls {
					run = nil
				}
				if run == nil && isFinal(c) {
					run = []*journal.Call{c}
				}
			case run != nil && expired(c) && begunAfter(c, run[0]):
				run = append(run, c)
			}
		}
		if len(run) > fewCalls {
			e.report(s.Label, run,
				"the refresh was refused by %s, and %s with the expired token followed.",
				ref(run[0]), journal.Plural(len(run)-1, "call"))
		}
	}
}
