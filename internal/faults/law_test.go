package faults_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"mockpds/internal/faults"
)

// A rule is applied exactly min(times, matching calls from its first on) times, however the calls
// interleave.
func TestARuleHitsAsManyCallsAsItSays(t *testing.T) {
	t.Parallel()
	const callers, each = 8, 25 // half of the calls match
	for _, test := range []struct{ from, times, want int }{
		{1, 1, 1},
		{1, 50, 50},
		{1, 1000, 100},
		{0, int(faults.Always), 100},
		{90, 5, 5},
		{90, 50, 11},
		{101, 1, 0},
	} {
		t.Run(fmt.Sprintf("from %d times %d", test.from, test.times), func(t *testing.T) {
			t.Parallel()
			s := newSet()
			_, err := s.AddFault(faults.Fault{
				Match:  faults.Match{Method: "refreshSession", From: test.from, Times: faults.Times(test.times)},
				Effect: faults.Effect{Drop: faults.DropAfter},
			})
			if err != nil {
				t.Fatal(err)
			}
			var applied atomic.Int64
			call := func(method string) {
				for range each {
					if _, ok := s.Take(faults.Call{Method: "com.atproto.server." + method}); ok {
						applied.Add(1)
					}
				}
			}
			var calls sync.WaitGroup
			for i := range callers {
				calls.Go(func() { call([]string{"refreshSession", "getSession"}[i%2]) })
				calls.Go(func() { s.Faults() })
			}
			calls.Wait()
			report := s.Faults()[0]
			if got := int(applied.Load()); got != test.want || report.Applied != test.want || report.Seen != callers*each/2 {
				t.Errorf("%d calls were hit, want %d; the report says %d of %d", got, test.want, report.Applied, report.Seen)
			}
		})
	}
}

func TestASetIsChangedWhileCallsCome(t *testing.T) {
	t.Parallel()
	s := newSet()
	var work sync.WaitGroup
	for i := range 4 {
		work.Go(func() {
			for range 200 {
				if i == 0 {
					s.ClearFaults()
				}
				added, err := s.AddFault(faults.Fault{Effect: faults.Effect{Truncate: true}})
				if err != nil {
					t.Errorf("Add: %v", err)
				}
				s.Take(refresh)
				if _, err := s.Wait(t.Context(), refresh); err != nil {
					t.Errorf("Wait: %v", err)
				}
				s.Empty()
				s.RemoveFault(added.ID)
			}
		})
	}
	work.Wait()
	if s.ClearFaults(); !s.Empty() {
		t.Error("the set is not empty in the end")
	}
}
