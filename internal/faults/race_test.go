package faults_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"mockpds/internal/clock"
	"mockpds/internal/faults"
)

// A race is a hold, and calls that run into it. It lives in a bubble of synctest, where "nothing
// more happens" can be seen.
type race struct {
	*faults.Set
	hold *faults.ActiveHold

	mu     sync.Mutex // guards events
	events []string
}

func newRace(t *testing.T, rule faults.Hold) *race {
	t.Helper()
	r := &race{Set: faults.New()}
	hold, err := r.AddHold(rule)
	if err != nil {
		t.Fatal(err)
	}
	r.hold = hold
	return r
}

func (r *race) note(format string, arguments ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, fmt.Sprintf(format, arguments...))
}

// call runs into the hold under a name, and is answered at once when it goes on.
func (r *race) call(ctx context.Context, name string) {
	r.callUntil(ctx, name, nil)
}

// callUntil is answered when the channel, unless nil, is closed.
func (r *race) callUntil(ctx context.Context, name string, answer <-chan struct{}) {
	go func() {
		o, err := r.Wait(ctx, faults.Call{Method: refresh.Method, Accounts: []string{name}})
		if err != nil {
			r.note("%s: %v", name, err)
			return
		}
		r.note("%s goes on%s", name, map[faults.Drop]string{faults.DropBefore: " to be dropped before", faults.DropAfter: " to be dropped after"}[o.Drop])
		if answer != nil {
			<-answer
		}
		o.Done()
		o.Done()
	}()
	synctest.Wait()
}

// pass lets time pass in the bubble.
func pass(d time.Duration) {
	<-clock.After(d)
	synctest.Wait()
}

// saw checks what has happened since it was last asked.
func (r *race) saw(t *testing.T, want ...string) {
	t.Helper()
	synctest.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	if got := r.events; strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("saw  %q\nwant %q", got, want)
	}
	r.events = nil
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Errorf("%v", err)
	}
}
