package faults

import (
	"fmt"
	"slices"
	"strings"

	"mockpds/internal/ruleset"
	"mockpds/internal/words"
)

// A Match says which calls a rule is for. Its zero value is for the next call of any XRPC method.
type Match struct {
	// Method is an NSID, its last part ("refreshSession"), either with * for any characters ("com.atproto.server.*"), or a path outside
	// of XRPC, which begins with a slash. The default is any XRPC method.
	Method string `json:"method,omitempty"`
	// Account is the DID or the handle of the account that calls. The default is any, also an unknown one.
	Account string `json:"account,omitempty"`
	// Session is the number of the account's session. The default is any.
	Session int `json:"session,omitempty"`
	// Generation is that of the session's refresh token. The default is any.
	Generation int `json:"generation,omitempty"`
	// From is the number of the first matching call that may be hit. The default is 1. Every call that matches since the rule was added
	// counts, also one that another rule hit.
	From int `json:"from,omitempty"`
	// Times is how many calls are hit: 1 by default, or Always.
	Times Times `json:"times,omitempty"`
	// Probability, above 0 and at most 1, makes a rule hit only some of the calls it could; it needs a Seed. The default is to hit all.
	Probability float64 `json:"probability,omitempty"`
	// Seed decides which calls a rule with a Probability hits: the same ones for the same seed.
	Seed uint64 `json:"seed,omitempty"`
}

// A fit tells in what a call is as a match wants it.
type fit struct{ method, account, session, generation bool }

func (m Match) fit(c Call) fit {
	return fit{
		ruleset.MatchesMethod(m.Method, c.Method), ruleset.IsAccount(m.Account, c.Accounts),
		isNumber(m.Session, c.Session), isNumber(m.Generation, c.Generation),
	}
}

func (f fit) whole() bool { return f == fit{true, true, true, true} }

// distance tells how far a call is from what a match wants: 0 for a whole fit. A method that is meant, as far as one can tell, outweighs
// everything else, and one that was mistyped comes before any other.
func (m Match) distance(c Call) int {
	f := m.fit(c)
	far := 0
	if !f.method {
		far += 10 * (1 + words.ApartFromMethod(m.Method, c.Method))
	}
	if !f.account {
		far += mismatch
		if m.almostAccount(c) {
			far--
		}
	}
	for _, fits := range [...]bool{f.session, f.generation} {
		if !fits {
			far += mismatch
		}
	}
	return far
}

// mismatch is how far away a call is that differs in something but its method. What was mistyped weighs half.
const mismatch = 2

// almostAccount tells whether the account looks mistyped.
func (m Match) almostAccount(c Call) bool {
	return slices.ContainsFunc(c.Accounts, func(name string) bool { return !isDID(name) && words.Apart(m.Account, name) < words.Far })
}

func isNumber(want, got int) bool { return want == 0 || want == got }

func isDID(name string) bool { return strings.HasPrefix(name, "did:") }

// why tells how a call differs from the match.
func (m Match) why(c Call) string {
	f := m.fit(c)
	var reasons []string
	for _, part := range []struct {
		fits            bool
		what, got, want string
	}{
		{f.method, "method", c.Method, nameOf(m.Method)},
		{f.account, "account", accountName(c), m.Account},
		{f.session, "session", numberName(c.Session), numberName(m.Session)},
		{f.generation, "generation", numberName(c.Generation), numberName(m.Generation)},
	} {
		if !part.fits {
			reasons = append(reasons, fmt.Sprintf("%s is %s, not %s", part.what, part.got, part.want))
		}
	}
	return strings.Join(reasons, "; ")
}

func nameOf(pattern string) string {
	if pattern == "" {
		return ruleset.AnyMethod
	}
	return pattern
}

func accountName(c Call) string {
	if len(c.Accounts) == 0 {
		return "unknown"
	}
	return strings.Join(c.Accounts, " / ")
}

func numberName(n int) string {
	if n == 0 {
		return "unknown"
	}
	return fmt.Sprint(n)
}
