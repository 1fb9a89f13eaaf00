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
	Closest *Call // the call that was most like the ones waited for; nil when no call came
	text    string
	cause   error
}

func (e *NearMiss) Error() string {
	return e.text
}

// Unwrap is why the wait ended.
func (e *NearMiss) Unwrap() error {
	return e.cause
}

// Wait returns the first n calls that a filter chooses, those that are there already and those to
// come, as soon as there are so many; n below 1 stands for 1. When the context ends first it
// returns what there is, with a *NearMiss. The filter's Limit does not count.
func (j *Journal) Wait(ctx context.Context, f Filter, n int) ([]*Call, error) {
	n = max(n, 1)
	found := []*Call{}
	var nearest ruleset.Nearest[*Call]
	for c := range j.keptAndComing(ctx, f.Since) {
		if differences := f.differences(c); len(differences) > 0 {
			nearest.Note(c, differences)
		} else if found = append(found, c); len(found) == n {
			return found, nil
		}
	}
	text := fmt.Sprintf("waited for %s of %s, saw %d", Plural(n, "call"), f, len(found))
	c := nearest.Call
	if c == nil {
		text += "; no other call came"
	} else {
		var why []string
		for _, d := range nearest.Differences {
			why = append(why, d.String())
		}
		text += fmt.Sprintf("; closest is #%d %s %s, but its %s",
			c.Number, c.Verb, c.Target(), strings.Join(why, ", its "))
	}
	return found, &NearMiss{c, text, context.Cause(ctx)}
}

// Follow yields the calls that a filter chooses, those after its Since and then each one as it
// comes, until the context ends. A reader who is overtaken by a full round of the journal misses
// the calls that were dropped meanwhile. The filter's Limit does not count.
func (j *Journal) Follow(ctx context.Context, f Filter) iter.Seq[*Call] {
	return func(yield func(*Call) bool) {
		for c := range j.keptAndComing(ctx, f.Since) {
			if ctx.Err() != nil || f.Matches(c) && !yield(c) {
				return
			}
		}
	}
}

// keptAndComing yields the calls after a number: those that are kept, whether or not ctx is done,
// and then each one as it comes, until ctx is done.
func (j *Journal) keptAndComing(ctx context.Context, since int) iter.Seq[*Call] {
	return func(yield func(*Call) bool) {
		for {
			calls, changed := j.afterOrChange(since)
			for _, c := range calls {
				since = c.Number
				if !yield(c) {
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
