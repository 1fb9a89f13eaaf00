package faults

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"mockpds/internal/ruleset"
	"mockpds/internal/words"
)

// A Hold keeps the next calls that it matches waiting, until they are released.
type Hold struct {
	ID      string   `json:"id,omitempty" doc:"names the hold; made up when absent: hold-1"`
	Method  string   `json:"method,omitempty" doc:"as in the match of a fault; any XRPC method when absent"`
	Preset  string   `json:"preset,omitempty" doc:"in place of method: lost-between holds what a client of OAuth fetches next after a token answer, of the documents by which it finds the account's servers"`
	Account string   `json:"account,omitempty" doc:"DID or handle of the account that calls, or with lost-between of the token answer; any when absent"`
	Calls   int      `json:"calls,omitempty" doc:"how many calls are held, at most 1000; later ones pass; 1 when absent"`
	Timeout Duration `json:"timeout,omitempty" doc:"from the first call on, after which the hold ends by itself: real time, at most 1h; 30s when absent"`
}

const mostCalls = 1000

// LostBetween is the preset of a hold for the documents that a client fetches between a token
// answer and the moment when it stores its session.
const LostBetween = "lost-between"

const tokenEndpoint = "/oauth/token" //nolint:gosec // a path

// documents are what a client finds an account's servers by.
var documents = []string{
	"/did:*", "/.well-known/did.json", "/.well-known/atproto-did",
	"/.well-known/oauth-protected-resource", "/.well-known/oauth-authorization-server",
	"com.atproto.identity.resolve*",
}

// Check returns everything that is wrong with a hold.
func (h Hold) Check() words.Mistakes {
	var m words.Mistakes
	ruleset.CheckID(&m, h.ID)
	ruleset.CheckMethod(&m, "method", h.Method)
	switch {
	case h.Preset != "" && h.Preset != LostBetween:
		m.Add("preset", "is "+words.Quote(h.Preset), words.OneOf(h.Preset, LostBetween))
	case h.Preset != "" && h.Method != "":
		m.Add("method", "stands beside preset", "write one of the two")
	}
	ruleset.CheckAccount(&m, "account", h.Account)
	if h.Calls < 0 || h.Calls > mostCalls {
		m.Add("calls", fmt.Sprintf("is %d", h.Calls), "write a number from 1 to 1000")
	}
	checkDuration(&m, "timeout", h.Timeout)
	return m
}

func (h Hold) withDefaults() Hold {
	h.Calls = max(h.Calls, 1)
	h.Timeout = cmp.Or(h.Timeout, Duration(30*time.Second))
	return h
}

func (h Hold) differences(c Call) []ruleset.Difference {
	if h.Preset != LostBetween {
		return ruleset.Differences(h.Method, h.Account, c)
	}
	isDocument := func(name string) bool { return ruleset.MatchesMethod(name, c.Method) }
	if slices.ContainsFunc(documents, isDocument) {
		return nil
	}
	return ruleset.Differences(documents[0], "", c)
}

// Answered tells the holds for what follows a token answer that a call is answered with a status.
// The client must not have the answer yet.
func (s *Set) Answered(c Call, status int) {
	if c.Method != tokenEndpoint || status != http.StatusOK {
		return
	}
	s.holds.Do(func(holds []*ActiveHold) {
		for _, h := range holds {
			h.mu.Lock()
			h.armed = h.armed || ruleset.IsAccount(h.hold.Account, c.Accounts)
			h.mu.Unlock()
		}
	})
}

// AddHold keeps the next calls that match waiting. Where two holds match a call, the one added
// first has it, as long as it expects more. The error is of type words.Mistakes. Beyond 1,000 holds
// the oldest that is over goes.
func (s *Set) AddHold(h Hold) (*ActiveHold, error) { return s.holds.Add(h) }

// FindHold returns the hold of an id.
func (s *Set) FindHold(id string) (*ActiveHold, bool) { return s.holds.Find(id) }

// RemoveHold takes a hold away, and reports whether there was one with the id. The calls in it go
// on together.
func (s *Set) RemoveHold(id string) bool {
	h, ok := s.holds.Remove(id)
	if ok {
		_ = h.Release() // unless it is over
	}
	return ok
}

// Holds reports on all holds, in the order of adding.
func (s *Set) Holds() []HoldReport { return ruleset.Reports(s.holds, (*ActiveHold).Report) }

// An Outcome is how a call goes on after Wait. Its zero value is for a call that no hold kept.
type Outcome struct {
	HoldID string // of the hold that kept the call; "" when none did
	Number int    // of the call in the hold, from 1 in the order of arrival
	Drop   Drop   // how the call is to be lost; "" when it goes on
	done   func()
}

// Done says that the call has been answered, or its connection dropped. The call that was ordered
// to follow it goes on only then. It may be called for every outcome, and more than once.
func (o Outcome) Done() {
	if o.done != nil {
		o.done()
	}
}

// Wait keeps a call waiting while a hold has it. A server calls it once for each request, and Done
// on the outcome after the reply. The error is ErrHoldExpired, with a text that says which hold and
// why beside an outcome that names it, or that of the context, whose end takes the call out of the
// hold.
func (s *Set) Wait(ctx context.Context, c Call) (Outcome, error) {
	if s.holds.Empty() {
		return Outcome{}, nil
	}
	var hold *ActiveHold
	number := 0
	s.holds.Do(func(holds []*ActiveHold) {
		for _, hold = range holds {
			if number = hold.arrive(c); number > 0 {
				return
			}
		}
	})
	if number == 0 {
		return Outcome{}, nil
	}
	return hold.wait(ctx, number)
}

// A HoldReport is a hold and what became of it.
type HoldReport struct {
	Hold     Hold              `json:"rule" doc:"the hold with its id and its defaults"`
	Arrived  int               `json:"arrived" doc:"calls that arrived"`
	Over     bool              `json:"over" doc:"it keeps no more calls"`
	Expired  bool              `json:"expired" doc:"its timeout passed while it was not over"`
	Calls    []HeldCall        `json:"calls" doc:"those that arrived"`
	NearMiss *ruleset.NearMiss `json:"nearMiss,omitempty" doc:"while calls are missing: the call that came closest"`
}

// A HeldCall is one call of a hold.
type HeldCall struct {
	Number int    `json:"number" doc:"from 1, in the order of arrival"`
	Call   Call   `json:"call"`
	State  string `json:"state" doc:"waiting, released, gone (given up by the client while it waited) or expired"`
	Drop   Drop   `json:"drop,omitempty" doc:"how it is lost when its turn comes"`
}

// Report returns how far the hold has come.
func (h *ActiveHold) Report() HoldReport {
	h.mu.Lock()
	defer h.mu.Unlock()
	report := HoldReport{
		Hold: h.hold, Over: h.isOver(), Expired: h.expired, Arrived: h.arrived,
		Calls: make([]HeldCall, h.arrived),
	}
	for i := range report.Calls {
		s := &h.slots[i]
		report.Calls[i] = HeldCall{i + 1, s.call.Told(), s.state, s.drop}
	}
	if h.arrived < len(h.slots) {
		report.NearMiss = ruleset.Miss(&h.nearest)
	}
	return report
}
