package faults

import (
	"fmt"
	"time"

	"mockpds/internal/ruleset"
)

// A HoldRule says which calls are kept waiting. In JSON its fields have the names of the struct tags; unknown, repeated and null ones are
// refused.
type HoldRule struct {
	// ID names the hold. One is made up when it is empty: hold-1, hold-2, and so on.
	ID string `json:"id,omitempty"`
	// Method is that of a Match. The default is any XRPC method.
	Method string `json:"method,omitempty"`
	// Account is that of a Match. The default is any.
	Account string `json:"account,omitempty"`
	// Calls is how many calls are held, at most 1,000; those that come later pass. The default is 1.
	Calls int `json:"calls,omitempty"`
	// Timeout is how long the first call waits until the hold ends by itself: real time, at most an hour. The default is 30 seconds.
	Timeout Duration `json:"timeout,omitempty"`
}

const (
	mostCalls      = 1000
	callsRemedy    = "write a number from 1 to 1000"
	defaultTimeout = Duration(30 * time.Second)
)

func (h *HoldRule) fields() []field {
	return []field{
		{"id", value(&h.ID, idRemedy, present)},
		{"method", value(&h.Method, ruleset.PatternRemedy, present)},
		{"account", value(&h.Account, accountRemedy, present)},
		{"calls", value(&h.Calls, callsRemedy, present)},
		{"timeout", value(&h.Timeout, durationRemedy, present)},
	}
}

func (h *HoldRule) check() Mistakes {
	var m Mistakes
	m.checkID(h.ID)
	m.checkMethod("method", h.Method)
	m.checkAccount("account", h.Account)
	if h.Calls < 0 || h.Calls > mostCalls {
		m.add("calls", fmt.Sprintf("is %d", h.Calls), callsRemedy)
	}
	m.checkDuration("timeout", h.Timeout)
	return m
}

func (h HoldRule) withDefaults() HoldRule {
	h.Calls = max(h.Calls, 1)
	if h.Timeout == 0 {
		h.Timeout = defaultTimeout
	}
	return h
}

func (h HoldRule) match() Match {
	return Match{Method: h.Method, Account: h.Account}
}
