package faults_test

import (
	"context"
	"errors"
	"reflect"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"mockpds/internal/clock"
	"mockpds/internal/faults"
)

func TestHeldCallsGoOnInTheChosenOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRace(t, faults.Hold{Calls: 4})
		answer := make(chan struct{})
		for _, name := range []string{"one", "two", "three", "four"} {
			r.callUntil(t.Context(), name, answer)
		}
		must(t, r.hold.Release(2, 1))
		must(t, r.hold.Release(4))
		r.saw(t, "two goes on")
		close(answer)
		r.saw(t, "one goes on", "four goes on")
		must(t, r.hold.Release(3))
		r.saw(t, "three goes on")
		r.call(t.Context(), "five")
		r.saw(t, "five goes on")
	})
}

func TestACallThatHasNotArrivedKeepsItsTurn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRace(t, faults.Hold{Calls: 2})
		must(t, r.hold.Release(2, 1))
		r.call(t.Context(), "one")
		r.saw(t)
		r.call(t.Context(), "two")
		r.saw(t, "two goes on", "one goes on")
	})
}

func TestAHeldCallIsLost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRace(t, faults.Hold{Calls: 4})
		for _, name := range []string{"one", "two", "three", "four"} {
			r.call(t.Context(), name)
		}
		must(t, r.hold.Drop(2, faults.DropAfter))
		r.saw(t, "two goes on to be dropped after")
		must(t, r.hold.Drop(1, faults.DropBefore))
		r.saw(t, "one goes on to be dropped before")
		must(t, r.hold.Release(4))
		r.saw(t, "four goes on")
		must(t, r.hold.Release())
		r.saw(t, "three goes on")
	})
}

func TestAnOrderThatCannotBeIsRefusedAsAWhole(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRace(t, faults.Hold{Calls: 3})
		r.call(t.Context(), "one")
		must(t, r.hold.Release(2))
		err := r.hold.Release(1, 4, 1, 2, 0)
		want := "order.2 is 4, and the hold is for 3 calls; order.3 is 1 again; order.4 is 2, which waits no longer or has its turn; " +
			"order.5 is 0, and the hold is for 3 calls"
		if got := problems(err); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		if got := problems(r.hold.Drop(1, "later")); got != `drop is "later"` {
			t.Errorf("got %s", got)
		}
		r.saw(t)
		must(t, r.hold.Release())
		r.saw(t, "one goes on")
		if err := r.hold.Release(); !errors.Is(err, faults.ErrHoldOver) {
			t.Errorf("a second release: %v", err)
		}
	})
}

func TestAReleaseMeetsTheEndOfAContext(t *testing.T) {
	t.Parallel()
	for range 200 {
		synctest.Test(t, func(t *testing.T) {
			r := newRace(t, faults.Hold{Calls: 2})
			ctx, cancel := context.WithCancel(t.Context())
			r.call(ctx, "one")
			r.call(t.Context(), "two")
			cancel()
			err := r.hold.Release(1, 2)
			synctest.Wait()
			if err == nil {
				if got := r.events[len(r.events)-1]; len(r.events) != 2 || got != "two goes on" {
					t.Errorf("saw %q", r.events)
				}
			}
			must(t, r.Replace(nil))
		})
	}
}

func TestAReleaseMeetsTheTimeout(t *testing.T) {
	t.Parallel()
	for range 200 {
		synctest.Test(t, func(t *testing.T) {
			r := newRace(t, faults.Hold{})
			r.call(t.Context(), "one")
			<-clock.After(30 * time.Second)
			err := r.hold.Release()
			synctest.Wait()
			wentOn := r.events[0] == "one goes on"
			if expired := r.hold.Report().Expired; wentOn != (err == nil) || wentOn == expired {
				t.Errorf("the release gives %v, expired is %v, and the call: %q", err, expired, r.events)
			}
		})
	}
}

func TestOrderIsKeptUnderLoad(t *testing.T) {
	t.Parallel()
	const calls = 50
	s := newSet()
	hold, err := s.AddHold(faults.Hold{Calls: calls})
	if err != nil {
		t.Fatal(err)
	}
	var (
		work  sync.WaitGroup
		order []int // guarded by the hold alone, as the race detector will tell
		want  []int
	)
	for range calls {
		work.Go(func() {
			o, err := s.Wait(t.Context(), refresh)
			if err != nil {
				t.Errorf("Wait: %v", err)
			}
			order = append(order, o.Number)
			o.Done()
		})
	}
	for n := calls; n > 0; n-- {
		want = append(want, n)
	}
	must(t, hold.Release(want...))
	work.Wait()
	if !reflect.DeepEqual(order, want) {
		t.Errorf("the calls went on in the order %v", order)
	}
}
