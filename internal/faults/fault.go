package faults

import (
	"fmt"
	"maps"
	"strconv"
	"strings"
	"time"

	"mockpds/internal/ruleset"
	"mockpds/internal/words"
)

// A Fault makes the calls it matches go wrong in one way.
type Fault struct {
	ID     string `json:"id,omitempty" doc:"names the fault; made up when absent: fault-1"`
	Match  Match  `json:"match,omitzero"`
	Effect Effect `json:"effect"`
}

// A Match says which calls a fault is for. Its zero value is for the next call of any XRPC method.
type Match struct {
	Method      string  `json:"method,omitempty" doc:"NSID, its last part, either with * for any characters, or a path outside of XRPC; any XRPC method when absent"`
	Account     string  `json:"account,omitempty" doc:"DID or handle of the account that calls; any, also an unknown one, when absent"`
	Session     int     `json:"session,omitempty" doc:"number of the account's session; any when absent"`
	Generation  int     `json:"generation,omitempty" doc:"of the session's refresh token; any when absent"`
	From        int     `json:"from,omitempty" doc:"number of the first matching call that may be hit, from 1; also calls that another fault hit count"`
	Times       Times   `json:"times,omitempty" doc:"how many calls are hit, or always; 1 when absent"`
	Probability float64 `json:"probability,omitempty" doc:"above 0 and at most 1: hits only some of the calls it could; needs a seed"`
	Seed        uint64  `json:"seed,omitempty" doc:"decides which calls a fault with a probability hits"`
}

// An Effect is what goes wrong: exactly one of its fields is set, but for RetryAfter, which goes
// with a Preset. Delay and SlowBody are real time.
type Effect struct {
	Error       *Error   `json:"error,omitempty" doc:"answers in place of the method, which does not run"`
	Preset      Preset   `json:"preset,omitempty" doc:"short name of a usual error"`
	RetryAfter  Duration `json:"retryAfter,omitempty" doc:"beside preset rate-limited (default 5m) or unavailable: whole seconds of mock time"`
	Delay       Duration `json:"delay,omitempty" doc:"waits before the call is processed: real time, at most 1h"`
	Drop        Drop     `json:"drop,omitempty" doc:"closes the connection without a reply, before the call is processed or after it"`
	Truncate    bool     `json:"truncate,omitempty" doc:"ends the connection in the middle of the reply's body"`
	NotJSON     bool     `json:"notJson,omitempty" doc:"sends a body that no JSON parser takes"`
	ContentType string   `json:"contentType,omitempty" doc:"is sent in place of the reply's own"`
	SlowBody    Duration `json:"slowBody,omitempty" doc:"pause before each 64 bytes of the reply's body: real time, at most 1h"`
}

// SlowBodyChunk is how many bytes of a slow body are sent at once.
const SlowBodyChunk = 64

// A Drop says when a connection is closed without a reply.
type Drop string

// The moments at which a connection can be dropped.
const (
	DropBefore Drop = "before" // the call is processed, so that nothing has happened
	DropAfter  Drop = "after"  // the call was processed, and only the reply is lost
)

func checkDrop(m *words.Mistakes, path string, d Drop) {
	if d != DropBefore && d != DropAfter {
		m.Add(path, "is "+words.Quote(string(d)), words.OneOf(string(d), "before", "after"))
	}
}

const effectRemedy = "write exactly one of " +
	"error, preset, delay, drop, truncate, notJson, contentType, slowBody"

// given lists the effects that are set, in the words of JSON.
func (e Effect) given() []string {
	var list []string
	add := func(set bool, name string) {
		if set {
			list = append(list, name)
		}
	}
	add(e.Error != nil, "error")
	add(e.Preset != "", "preset")
	add(e.Delay != 0, "delay")
	add(e.Drop != "", "drop")
	add(e.Truncate, "truncate")
	add(e.NotJSON, "notJson")
	add(e.ContentType != "", "contentType")
	add(e.SlowBody != 0, "slowBody")
	return list
}

// String returns the effect in the words of JSON, such as "drop after" or "error 503
// NotEnoughResources".
func (e Effect) String() string {
	given := e.given()
	if len(given) == 0 {
		return "nothing"
	}
	value := map[string]string{
		"preset": string(e.Preset), "delay": e.Delay.String(), "drop": string(e.Drop),
		"contentType": e.ContentType, "slowBody": e.SlowBody.String(),
	}[given[0]]
	if e.Error != nil {
		answer := e.Error.withDefaults()
		value = strings.TrimSpace(strconv.Itoa(answer.Status) + " " + answer.Name)
	}
	return strings.TrimSpace(given[0] + " " + value)
}

// Check returns everything that is wrong with a fault.
func (f Fault) Check() words.Mistakes {
	var m words.Mistakes
	ruleset.CheckID(&m, f.ID)
	f.Match.check(&m)
	f.Effect.check(&m)
	return m
}

func (c Match) check(m *words.Mistakes) {
	ruleset.CheckMethod(m, "match.method", c.Method)
	ruleset.CheckAccount(m, "match.account", c.Account)
	for _, count := range []struct {
		path string
		n    int
	}{{"match.session", c.Session}, {"match.generation", c.Generation}, {"match.from", c.From}} {
		if count.n < 0 {
			m.Add(count.path, fmt.Sprintf("is %d", count.n),
				"write a whole number from 1, or leave it out")
		}
	}
	if c.Times < Always {
		m.Add("match.times", fmt.Sprintf("is %d", c.Times), timesRemedy)
	}
	const probabilityRemedy = "write a number above 0 and at most 1"
	switch {
	case c.Probability == 0 && c.Seed != 0:
		m.Add("match.probability", "is missing beside seed", probabilityRemedy)
	case c.Probability == 0:
	case !(c.Probability > 0 && c.Probability <= 1): // so that NaN is refused
		m.Add("match.probability", fmt.Sprintf("is %v", c.Probability), probabilityRemedy)
	case c.Seed == 0:
		m.Add("match.seed", "is missing beside probability", "write a whole number from 1")
	}
}

func (e Effect) check(m *words.Mistakes) {
	switch given := e.given(); len(given) {
	case 1:
	case 0:
		m.Add("effect", "is missing", effectRemedy)
	default:
		m.Add("effect", "has "+strings.Join(given, " and "), effectRemedy)
	}
	if e.Error != nil {
		e.Error.check(m, "effect.error")
	}
	e.Preset.check(m, "effect.preset")
	if e.Drop != "" {
		checkDrop(m, "effect.drop", e.Drop)
	}
	checkContentType(m, "effect.contentType", e.ContentType)
	checkDuration(m, "effect.delay", e.Delay)
	checkDuration(m, "effect.slowBody", e.SlowBody)
	e.checkRetryAfter(m)
}

func (e Effect) checkRetryAfter(m *words.Mistakes) {
	switch d := e.RetryAfter; {
	case d == 0:
	case e.Preset != RateLimited && e.Preset != Unavailable:
		m.Add("effect.retryAfter", "stands beside neither preset that has one",
			"write preset rate-limited or unavailable, or the header Retry-After of an error")
	case !d.allowed() || time.Duration(d)%time.Second != 0:
		m.Add("effect.retryAfter", "is "+d.String(),
			"write a duration of whole seconds such as 30s, at most 1h")
	}
}

func (f Fault) clone() Fault {
	f.Effect = f.Effect.clone()
	return f
}

func (e Effect) clone() Effect {
	if e.Error != nil {
		copied := *e.Error
		copied.Headers = maps.Clone(copied.Headers)
		e.Error = &copied
	}
	return e
}

// withDefaults writes out what an empty field stands for.
func (f Fault) withDefaults() Fault {
	f = f.clone()
	f.Match.From = max(f.Match.From, 1)
	if f.Match.Times == 0 {
		f.Match.Times = 1
	}
	if f.Effect.Preset == RateLimited && f.Effect.RetryAfter == 0 {
		f.Effect.RetryAfter = defaultRetryAfter
	}
	return f
}

// differences lists in what a call is not as the match wants it.
func (c Match) differences(call Call) []ruleset.Difference {
	list := ruleset.Differences(c.Method, c.Account, call)
	number := func(what string, want, got int) {
		if want != 0 && want != got {
			list = append(list, ruleset.Differs(what, strconv.Itoa(want), unlessZero(got)))
		}
	}
	number("session", c.Session, call.Session)
	number("generation", c.Generation, call.Generation)
	return list
}

func unlessZero(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
