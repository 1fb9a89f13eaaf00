package mockpdstest_test

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"mockpds/mockpdstest"
)

func TestSixtyFourClientsAndManyHandsAtOnceLoseAndBreakNothing(t *testing.T) {
	t.Parallel()
	clients, sessions := 64, 2
	if testing.Short() {
		clients, sessions = 16, 2
	}
	h := &hammer{t: t, pds: mockpdstest.New(t, mockpdstest.Accounts(crowd(clients)...)), resetEvery: int64(33 * clients)}
	var all sync.WaitGroup
	for i := range clients {
		all.Go(func() {
			for range sessions {
				h.session(name(i))
			}
		})
	}
	all.Wait()
	if h.done.Load() == 0 || h.whole.Load() == 0 {
		t.Errorf("%d resets and %d whole sessions prove nothing", h.done.Load(), h.whole.Load())
	}
}

// A hammer is a server under many clients, which steer it on the side.
type hammer struct {
	t   *testing.T
	pds *mockpdstest.PDS

	resetEvery  int64 // calls: more than all clients make in a session
	calls       atomic.Int64
	begun, done atomic.Int64 // resets: what was between two of them has both numbers equal
	whole       atomic.Int64 // sessions without a reset between
}

func name(i int) string { return fmt.Sprintf("user%d.test", i) }

// crowd is an account for each client, and one more that is only changed.
func crowd(clients int) []mockpdstest.Account {
	accounts := []mockpdstest.Account{{Handle: "changing.test", Password: "pass"}}
	for i := range clients {
		accounts = append(accounts, mockpdstest.Account{Handle: name(i), Password: "pass"})
	}
	return accounts
}

// session logs in and refreshes ten times, using each access token.
func (h *hammer) session(handle string) {
	resets := h.done.Load()
	opened := h.call(func() mockpdstest.Reply {
		return h.pds.TryLogin(mockpdstest.Credentials{Identifier: handle, Password: "pass"})
	})
	if !h.good(resets, opened) {
		return
	}
	s := opened.Session(h.t)
	for range 10 {
		h.good(resets, h.call(func() mockpdstest.Reply { return s.TryGet(getSession) }))
		next := h.call(s.TryRefresh)
		if !h.good(resets, next) {
			return
		}
		s = next.Session(h.t)
	}
	h.whole.Add(1)
}

// call makes a call until it meets no fault, and steers the server after every third.
func (h *hammer) call(do func() mockpdstest.Reply) mockpdstest.Reply {
	n := h.calls.Add(1)
	if n%3 == 0 {
		h.steer(n / 3)
	}
	if n%h.resetEvery == 0 {
		h.reset()
	}
	for {
		if r := do(); r.Err == nil && r.Status != http.StatusServiceUnavailable {
			return r
		}
	}
}

// good tells whether a call in a session that was begun after so many resets was answered well. If
// not, one more reset is to blame.
func (h *hammer) good(resets int64, r mockpdstest.Reply) bool {
	switch {
	case r.Err == nil && r.Status == 200:
		return true
	case r.Status >= http.StatusInternalServerError:
		h.t.Errorf("%v", r)
	case h.begun.Load() == resets:
		h.t.Errorf("%v, and there was no reset", r)
	}
	return false
}

// steer does something else each time.
func (h *hammer) steer(turn int64) {
	statuses := []string{"takendown", "active", "suspended", "deactivated"}
	switch turn % 8 {
	case 0:
		h.pds.Advance(20 * time.Minute) // and back, so that no token's life is over
	case 1:
		h.pds.SetStatus(h.t, "changing.test", statuses[turn/8%4])
	case 2:
		h.pds.Sessions(h.t, "")
	case 3:
		h.pds.Advance(-20 * time.Minute)
	case 4:
		h.pds.Snapshot()
	case 5:
		h.pds.Freeze(time.Second)
		h.pds.Resume()
	case 6:
		h.pds.AddFault(h.t, mockpdstest.Fault{Effect: mockpdstest.Effect{Preset: "unavailable"}})
	case 7:
		h.pds.AddFault(h.t, mockpdstest.Fault{
			Match: mockpdstest.Match{Method: "refreshSession"}, Effect: mockpdstest.Effect{Drop: "after"},
		})
	}
}

func (h *hammer) reset() {
	h.begun.Add(1)
	h.pds.Reset()
	h.done.Add(1)
}
