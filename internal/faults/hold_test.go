package faults_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"mockpds/internal/faults"
)

func TestHeldCallsGoOnTogether(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRace(t, faults.Hold{Method: "refreshSession", Calls: 3})
		r.call(t.Context(), "one")
		r.call(t.Context(), "two")
		r.saw(t)
		must(t, r.hold.Release())
		synctest.Wait()
		r.mu.Lock()
		if len(r.events) != 2 {
			t.Errorf("saw %q, want both calls go on", r.events)
		}
		r.events = nil
		r.mu.Unlock()
		r.call(t.Context(), "three")
		r.saw(t, "three goes on")
	})
}

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

func TestAHoldThatNobodyReleasesEndsByItself(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRace(t, faults.Hold{Method: "refreshSession", Calls: 2})
		if r.asked != 0 {
			t.Error("the timeout runs before the first call")
		}
		r.call(t.Context(), "one")
		if r.asked != 30*time.Second {
			t.Errorf("the timeout is %v, want 30s", r.asked)
		}
		r.timeout <- time.Time{}
		r.saw(t, "one: hold hold-1 on refreshSession waited 30s and nobody released it; 1 of 2 calls had arrived")
		r.call(t.Context(), "two")
		r.saw(t, "two goes on")
		for _, err := range []error{r.hold.Release(), r.hold.Drop(1, faults.DropAfter), r.hold.Arrived(t.Context(), 2)} {
			const want = "hold hold-1 on refreshSession waited 30s and then ended by itself; 1 of 2 calls had arrived"
			if !errors.Is(err, faults.ErrHoldExpired) || err.Error() != want {
				t.Errorf("got  %v\nwant %s", err, want)
			}
		}
	})
}

func TestAnOrderThatDoesNotEndExpires(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRace(t, faults.Hold{ID: "race", Calls: 3, Timeout: faults.Duration(time.Minute)})
		answer := make(chan struct{})
		r.callUntil(t.Context(), "one", answer)
		r.callUntil(t.Context(), "two", answer)
		must(t, r.hold.Release(1, 2))
		r.saw(t, "one goes on")
		r.timeout <- time.Time{}
		r.saw(t, "two: hold race on any XRPC method waited 1m and the call before it was not done; 2 of 3 calls had arrived")
		close(answer)
		r.saw(t)

		r = newRace(t, faults.Hold{ID: "race", Calls: 2, Timeout: faults.Duration(time.Hour)})
		r.call(t.Context(), "one")
		must(t, r.hold.Release(2, 1))
		r.timeout <- time.Time{}
		r.saw(t, "one: hold race on any XRPC method waited 1h and the call before it did not come; 1 of 2 calls had arrived")
	})
}

func TestATimeoutWithNobodyLeftEndsTheHold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRace(t, faults.Hold{Calls: 2})
		ctx, cancel := context.WithCancel(t.Context())
		r.call(ctx, "one")
		cancel()
		r.saw(t, "one: call 1 of hold hold-1 was given up: context canceled")
		r.timeout <- time.Time{}
		r.call(t.Context(), "two")
		r.saw(t, "two goes on")
		if report := r.hold.Report(); !report.Expired || !report.Over {
			t.Errorf("report %+v, want expired", report)
		}
	})
}

func TestATimeoutAfterTheLastCallChangesNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRace(t, faults.Hold{})
		r.call(t.Context(), "one")
		must(t, r.hold.Release(1))
		r.saw(t, "one goes on")
		r.timeout <- time.Time{}
		if report := r.hold.Report(); report.Expired || !report.Over {
			t.Errorf("report %+v, want over and not expired", report)
		}
	})
}

func TestACallThatIsGivenUpLosesItsTurn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRace(t, faults.Hold{Calls: 3})
		ctx, cancel := context.WithCancel(t.Context())
		answer := make(chan struct{})
		r.callUntil(t.Context(), "one", answer)
		r.call(ctx, "two")
		r.call(t.Context(), "three")
		must(t, r.hold.Release(1, 2, 3))
		r.saw(t, "one goes on")
		cancel()
		r.saw(t, "two: call 2 of hold hold-1 was given up: context canceled")
		close(answer)
		r.saw(t, "three goes on")
	})
}

func TestArrivedWaitsForCalls(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRace(t, faults.Hold{Calls: 3})
		arrived := func(ctx context.Context, n int) {
			go func() { r.note("arrived %d: %v", n, r.hold.Arrived(ctx, n)) }()
			synctest.Wait()
		}
		arrived(t.Context(), 2)
		r.call(t.Context(), "one")
		r.saw(t)
		r.call(t.Context(), "two")
		r.saw(t, "arrived 2: <nil>")
		arrived(t.Context(), 4)
		r.saw(t, "arrived 4: arrived is 4, and the hold is for 3 calls: write no more than that")
		ctx, cancel := context.WithCancel(t.Context())
		arrived(ctx, 3)
		cancel()
		r.saw(t, "arrived 3: hold hold-1 on any XRPC method: 2 of 3 calls had arrived: context canceled; no other call came")
		arrived(t.Context(), 3)
		must(t, r.Replace(nil))
		synctest.Wait()
		if got := fmt.Sprint(r.events); !strings.Contains(got, "arrived 3: hold hold-1 on any XRPC method: hold is over; 2 of 3 calls had arrived") {
			t.Errorf("saw %s", got)
		}
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

func TestWhatAHoldKeeps(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRace(t, faults.Hold{Method: "refreshSession", Account: "Alice.Test"})
		second, err := r.AddHold(faults.Hold{Method: "*"})
		must(t, err)
		r.call(t.Context(), "bob.test")
		r.call(t.Context(), "alice.test")
		r.call(t.Context(), "alice.test")
		r.saw(t, "alice.test goes on")
		reports := r.Holds()
		for i, want := range []string{"alice.test", "bob.test"} {
			held := []faults.HeldCall{{Number: 1, Call: faults.Call{Method: refresh.Method, Accounts: []string{want}}, State: "waiting"}}
			if got := reports[i]; got.Arrived != 1 || got.Over || !reflect.DeepEqual(got.Calls, held) {
				t.Errorf("hold %d is %+v", i+1, got)
			}
		}
		found, ok := r.FindHold("hold-2")
		if !ok || found != second {
			t.Error("hold-2 is not found")
		}
		if _, ok := r.FindHold("hold-3"); ok {
			t.Error("hold-3 is found")
		}
		if !r.RemoveHold("hold-2") {
			t.Error("hold-2 cannot be removed")
		}
		r.saw(t, "bob.test goes on")
		must(t, r.Replace(nil))
		r.saw(t, "alice.test goes on")
	})
}

// Whichever comes first, the call is let go once, and the next one gets its turn.
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
			r.timeout <- time.Time{}
			err := r.hold.Release()
			synctest.Wait()
			wentOn := r.events[0] == "one goes on"
			if expired := r.hold.Report().Expired; wentOn != (err == nil) || wentOn == expired {
				t.Errorf("the release gives %v, expired is %v, and the call: %q", err, expired, r.events)
			}
		})
	}
}

func TestTheOldestHoldThatIsOverGoesBeyondAThousand(t *testing.T) {
	t.Parallel()
	s := newSet()
	for range 1100 {
		hold, err := s.AddHold(faults.Hold{})
		if err != nil {
			t.Fatal(err)
		}
		must(t, hold.Release())
	}
	if reports := s.Holds(); len(reports) != 1000 || reports[0].Hold.ID != "hold-101" {
		t.Errorf("%d holds, from %s on", len(reports), reports[0].Hold.ID)
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
