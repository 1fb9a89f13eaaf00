package journal

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"mockpds/internal/ruleset"
)

// A NearMiss is the error of a wait that ended before enough calls came. It unwraps to the
// context's cause.
type NearMiss struct {
	Wanted  Filter
	Want    int
	Got     int
	Closest *Call    // the call that was most like the ones waited for; nil when no call came
	Why     []string // where it was not like them: "status is 200, not 400"
	cause   error
}

func (e *NearMiss) Error() string {
	text := fmt.Sprintf("waited for %s of %s, saw %d", plural(e.Want, "call"), e.Wanted, e.Got)
	if e.Closest == nil {
		return text + "; no other call came"
	}
	return fmt.Sprintf("%s; closest is #%d %s %s, but its %s",
		text, e.Closest.Number, e.Closest.Verb, e.Closest.Target(), strings.Join(e.Why, ", its "))
}

// Unwrap is why the wait ended.
func (e *NearMiss) Unwrap() error {
	return e.cause
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// Wait returns the first n calls that a filter chooses, those that are there already and those to
// come, as soon as there are so many; n below 1 stands for 1. When the context ends first it
// returns what there is, with a *NearMiss. The filter's Limit does not count.
func (j *Journal) Wait(ctx context.Context, f Filter, n int) ([]*Call, error) {
	n = max(n, 1)
	found := []*Call{}
	nearest := nearness{filter: f}
	for since := f.Since; ; {
		calls, changed := j.afterOrChange(since)
		for _, c := range calls {
			since = c.Number
			if nearest.look(c) {
				found = append(found, c)
			}
		}
		if len(found) >= n {
			return found[:n], nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return found, nearest.miss(n, len(found), context.Cause(ctx))
		}
	}
}

// A nearness keeps the call that came closest to a filter.
type nearness struct {
	filter Filter
	ruleset.Nearest[*Call]
}

// look reports whether a call is what the filter asks for.
func (n *nearness) look(c *Call) bool {
	differences := n.filter.differences(c)
	if len(differences) > 0 {
		n.Note(c, differences)
	}
	return len(differences) == 0
}

func (n *nearness) miss(want, got int, cause error) error {
	e := &NearMiss{Wanted: n.filter, Want: want, Got: got, Closest: n.Call, cause: cause}
	for _, d := range n.Differences {
		e.Why = append(e.Why, d.String())
	}
	return e
}

// Follow yields the calls that a filter chooses, those after its Since and then each one as it
// comes, until the context ends. A reader who is overtaken by a full round of the journal misses
// the calls that were dropped meanwhile. The filter's Limit does not count.
func (j *Journal) Follow(ctx context.Context, f Filter) iter.Seq[*Call] {
	return func(yield func(*Call) bool) {
		for since := f.Since; ; {
			calls, changed := j.afterOrChange(since)
			for _, c := range calls {
				since = c.Number
				if ctx.Err() != nil || f.Matches(c) && !yield(c) {
					return
				}
			}
			select {
			case <-changed:
			case <-ctx.Done():
				return
			}
		}
	}
}
