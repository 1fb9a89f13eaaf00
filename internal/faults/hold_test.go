package faults_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
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

func TestAHoldThatNobodyReleasesEndsByItself(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRace(t, faults.Hold{Method: "refreshSession", Calls: 2})
		pass(time.Hour) // the timeout does not run before the first call
		r.call(t.Context(), "one")
		pass(30*time.Second - 1)
		r.saw(t)
		pass(time.Nanosecond)
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
		pass(time.Minute)
		r.saw(t, "two: hold race on any XRPC method waited 1m0s and the call before it was not done; 2 of 3 calls had arrived")
		close(answer)
		r.saw(t)

		r = newRace(t, faults.Hold{ID: "race", Calls: 2, Timeout: faults.Duration(time.Hour)})
		r.call(t.Context(), "one")
		must(t, r.hold.Release(2, 1))
		pass(time.Hour)
		r.saw(t, "one: hold race on any XRPC method waited 1h0m0s and the call before it did not come; 1 of 2 calls had arrived")
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
		pass(30 * time.Second)
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
		pass(30 * time.Second)
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
