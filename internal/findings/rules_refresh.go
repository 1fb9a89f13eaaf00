package findings

import (
	"slices"
	"time"

	"mockpds/internal/journal"
)

// tabsWakeTogether is how long after a refresh another tab may still use the token that was just
// superseded.
const tabsWakeTogether = time.Minute

// A replay is a refresh with a token whose successor the client had been given.
type replay struct {
	*journal.Call

	of     *journal.Generation
	before *journal.Call // a replay of the same token that was answered before; nil for none
	oauth  bool
}

func replayedInGrace(e *evidence) {
	e.replays(func(r replay) bool {
		return !r.oauth && r.Time.Before(r.of.GraceUntil) &&
			(r.before != nil || r.Time.Sub(r.of.SupersededAt) > tabsWakeTogether)
	}, "refresh token g%d was used by %s, %s after it was superseded; g%d had been delivered.")
}

func replayedAfterGrace(e *evidence) {
	e.replays(func(r replay) bool {
		return !r.oauth && !r.Time.Before(r.of.GraceUntil)
	}, "refresh token g%d was used by %s, %s after it was superseded and past its grace period; "+
		"g%d had been delivered.")
}

// replays looks for refreshes with tokens that the client was given the successors of.
func (e *evidence) replays(counts func(replay) bool, sentence string) {
	for _, s := range e.stories {
		list := slices.DeleteFunc(s.replays(e), func(r replay) bool { return !counts(r) })
		if len(list) == 0 {
			continue
		}
		first := list[0]
		shown := []*journal.Call{e.call(first.of.SupersededBy), first.before}
		for _, r := range list {
			shown = append(shown, r.Call)
		}
		shown = slices.DeleteFunc(shown, func(c *journal.Call) bool { return c == nil })
		since := first.Time.Sub(first.of.SupersededAt).Round(time.Second)
		e.report(s.Label, shown, sentence,
			first.of.Number, ref(first.Call), since, first.of.Number+1)
	}
}

// replays lists the session's replays, by when they began.
func (s *story) replays(e *evidence) []replay {
	var list []replay
	first := map[int]*journal.Call{} // delivered replay, by generation
	for _, c := range s.refreshes() {
		g := s.generation(c.Generation)
		if g == nil || !supersededBefore(e, s, g, c) ||
			!g.RevokedAt.IsZero() && !g.RevokedAt.After(c.Time) {
			continue
		}
		r := replay{Call: c, of: g, oauth: s.ClientID != ""}
		if before := first[g.Number]; before != nil && begunAfter(c, before) {
			r.before = before
		}
		if c.Answered() && first[g.Number] == nil {
			first[g.Number] = c
		}
		list = append(list, r)
	}
	return list
}

// supersededBefore reports whether a generation's successor had reached the client when it made a
// call. A reply that was lost, or is still on its way, leaves the client no choice but to try
// again.
func supersededBefore(e *evidence, s *story, g *journal.Generation, c *journal.Call) bool {
	next := s.generation(g.Number + 1)
	if g.SupersededAt.IsZero() || next == nil || next.DeliveredBy == 0 ||
		next.DeliveredBy >= c.Number {
		return false
	}
	delivery := e.call(next.DeliveredBy)
	return delivery == nil || begunAfter(c, delivery)
}

// concurrentRefreshes tolerates refreshes whose replies were lost, since a client that gave up
// waiting may ask again.
func concurrentRefreshes(e *evidence) {
	for _, s := range e.stories {
		refreshes := slices.DeleteFunc(s.refreshes(), func(c *journal.Call) bool { return c.Lost })
		var shown []*journal.Call
		groups, most := inFlightTogether(refreshes), 0
		for _, group := range groups {
			most = max(most, len(group))
			shown = append(shown, group...)
		}
		switch {
		case len(groups) == 1:
			e.report(s.Label, shown, "%d refreshes were in flight at once, by %s first.",
				most, ref(shown[0]))
		case len(groups) > 1:
			e.report(s.Label, shown, "%d times, up to %d refreshes were in flight at once.",
				len(groups), most)
		}
	}
}

// inFlightTogether splits calls, by when they began, into groups of two and more of which each was
// made before the first of them was answered.
func inFlightTogether(calls []*journal.Call) [][]*journal.Call {
	var groups [][]*journal.Call
	for len(calls) > 0 {
		first, n := calls[0], 1
		for n < len(calls) && calls[n].RealTime.Before(first.End()) {
			if calls[n].End().Before(first.End()) {
				first = calls[n]
			}
			n++
		}
		if n > 1 {
			groups = append(groups, calls[:n:n])
		}
		calls = calls[n:]
	}
	return groups
}

// An app that is opened again refreshes at once, and so does each page of a site. Nobody opens one
// so fast, in mock or in real time, and makes next to no use of it: more than so many early
// refreshes within so much time, with no more than so many calls in between.
const (
	mostEarlyRefreshes = 3
	earlyPace          = 5 * time.Second
	mostCallsBetween   = 1
)

// earlyRefresh leaves out sessions of OAuth: each refresh makes the old access token void, and
// libraries then refresh once for each call that was refused.
func earlyRefresh(e *evidence) {
	for _, s := range e.stories {
		run, life := s.earlyRefreshes()
		if len(run) > mostEarlyRefreshes && s.ClientID == "" {
			e.report(s.Label, run,
				"%d refreshes within %s, from %s on, with access tokens that live %s.",
				len(run), earlyPace, ref(run[0]), life.Round(time.Second))
		}
	}
}

// earlyRefreshes finds the first run of early refreshes that is too long, and the life of the last
// one's access token.
func (s *story) earlyRefreshes() (run []*journal.Call, life time.Duration) {
	for _, c := range s.refreshes() {
		g := s.generation(c.Generation)
		if g == nil || !c.Answered() || g.SupersededBy != c.Number {
			continue
		}
		uses := s.pick(func(o *journal.Call) bool {
			return o.Token == journal.KindAccess && o.Generation == g.Number
		})
		early := isEarly(g, c, uses)
		if !early || len(uses) > mostCallsBetween {
			run = nil
		}
		run = slices.DeleteFunc(run, func(o *journal.Call) bool {
			return c.Time.Sub(o.Time) > earlyPace || c.RealTime.Sub(o.RealTime) > earlyPace
		})
		if early {
			run = append(run, c)
		}
		if len(run) > mostEarlyRefreshes {
			return run, g.AccessExpiresAt.Sub(g.AccessMintedAt())
		}
	}
	return nil, 0
}

// isEarly reports whether a refresh was made with most of the access token's life left, and before
// any use of that was refused.
func isEarly(g *journal.Generation, c *journal.Call, uses []*journal.Call) bool {
	life := g.AccessExpiresAt.Sub(g.AccessMintedAt())
	return life > 0 && g.AccessExpiresAt.Sub(c.Time) > life/2 && !slices.ContainsFunc(uses,
		func(o *journal.Call) bool { return o.Number < c.Number && refusedToken(o) })
}

// fewCalls is how many calls with old tokens may follow a refresh unnoticed: some were waiting to
// be sent.
const fewCalls = 3

func refreshedTokenUnused(e *evidence) {
	for _, s := range e.stories {
		for i := len(s.Generations) - 1; i > 0; i-- {
			delivery := e.call(s.Generations[i].DeliveredBy)
			if delivery == nil {
				continue
			}
			number := s.Generations[i].Number
			isNew := func(c *journal.Call) bool { return c.Generation >= number }
			old := s.pick(func(c *journal.Call) bool {
				return begunAfter(c, delivery) && c.Token == journal.KindAccess && !isNew(c)
			})
			if len(old) >= fewCalls && !slices.ContainsFunc(s.calls, isNew) {
				e.report(s.Label, append([]*journal.Call{delivery}, old...),
					"g%d was delivered by %s and never used; "+
						"%s were made with older access tokens since.",
					number, ref(delivery), journal.Plural(len(old), "call"))
			}
			break
		}
	}
}
