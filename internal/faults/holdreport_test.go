package faults_test

import (
	"context"
	"strings"
	"testing"

	"mockpds/internal/faults"
)

func TestAHoldTellsWhichCallCameClosest(t *testing.T) {
	t.Parallel()
	call := func(method string, accounts ...string) faults.Call {
		return faults.Call{Method: "com.atproto.server." + method, Accounts: accounts}
	}
	tests := []struct {
		name  string
		rule  faults.Hold
		calls []faults.Call
		want  string // at the end of what a wait in vain says
	}{
		{"no call", faults.Hold{}, nil, "0 of 1 calls had arrived: context canceled; no call came since the hold was added: add it before the client calls"},
		{
			"a method that was mistyped",
			faults.Hold{Method: "refreshSesion"},
			[]faults.Call{call("refreshSession"), call("getSession")},
			"0 of 1 calls had arrived: context canceled; of the call that came closest, the method is com.atproto.server.refreshSession, not refreshSesion",
		},
		{
			"another account's",
			faults.Hold{Method: "refreshSession", Account: "alice.test", Calls: 2},
			[]faults.Call{call("refreshSession", "bob.test"), call("getSession", "alice.test")},
			"0 of 2 calls had arrived: context canceled; of the call that came closest, the account is bob.test, not alice.test",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSet()
			hold, err := s.AddHold(test.rule)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range test.calls {
				if o, err := s.Wait(t.Context(), c); o.HoldID != "" || err != nil {
					t.Fatalf("a call is held: %+v, %v", o, err)
				}
			}
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			if err := hold.Arrived(ctx, 1); err == nil || !strings.HasSuffix(err.Error(), test.want) {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
			near := hold.Report().NearMiss
			if _, why, _ := strings.Cut(test.want, "closest, the "); (near == nil) != (why == "") || near != nil && near.Why != why {
				t.Errorf("the report has %+v, want %s", near, why)
			}
		})
	}
}
