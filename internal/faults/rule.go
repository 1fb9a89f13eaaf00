package faults

import "maps"

// A Rule makes the calls it matches go wrong in one way. In JSON, and in a fixture file, its fields have the names of the struct tags;
// unknown, repeated and null ones are refused.
type Rule struct {
	// ID names the rule. Add makes one up when it is empty: fault-1, fault-2, and so on.
	ID     string `json:"id,omitempty"`
	Match  Match  `json:"match,omitzero"`
	Effect Effect `json:"effect"`
}

// An Effect is what goes wrong: exactly one of its fields is set, but for RetryAfter, which goes with a Preset.
type Effect struct {
	// Error answers in place of the method, which does not run.
	Error *Error `json:"error,omitempty"`
	// Preset is the short name of a usual error.
	Preset Preset `json:"preset,omitempty"`
	// RetryAfter tells the client of a RateLimited or Unavailable preset when to come again: whole seconds of mock time. The default is
	// 5 minutes for RateLimited, the reference's window for logins, and nothing for Unavailable.
	RetryAfter Duration `json:"retryAfter,omitempty"`
	// Delay makes the call wait before it is processed: real time, at most an hour.
	Delay Duration `json:"delay,omitempty"`
	// Drop closes the connection without a reply.
	Drop Drop `json:"drop,omitempty"`
	// Truncate ends the connection in the middle of the reply's body. The call was processed.
	Truncate bool `json:"truncate,omitempty"`
	// NotJSON sends a body that no JSON parser takes, with the status and headers of the true reply. The call was processed.
	NotJSON bool `json:"notJson,omitempty"`
	// ContentType is sent in place of the reply's own. The call was processed.
	ContentType string `json:"contentType,omitempty"`
	// SlowBody is the pause, in real time and at most an hour, before each SlowBodyChunk bytes of the reply's body. The call was processed.
	SlowBody Duration `json:"slowBody,omitempty"`
}

// SlowBodyChunk is how many bytes of a slow body are sent at once.
const SlowBodyChunk = 64

// A Drop says when a connection is closed without a reply.
type Drop string

// The moments at which a connection can be dropped.
const (
	DropBefore Drop = "before" // the call is processed, so that nothing has happened
	DropAfter  Drop = "after"  // the call was processed: what it did stays, and only the reply is lost
)

const dropRemedy = "write before or after"

func (d Drop) known() bool { return d == DropBefore || d == DropAfter }

// effectNames lists what an effect can be, by the names of JSON.
const effectNames = "error, preset, delay, drop, truncate, notJson, contentType or slowBody"

// given names the effects that are set.
func (e Effect) given() []string {
	var names []string
	for _, effect := range []struct {
		name string
		set  bool
	}{
		{"error", e.Error != nil},
		{"preset", e.Preset != ""},
		{"delay", e.Delay != 0},
		{"drop", e.Drop != ""},
		{"truncate", e.Truncate},
		{"notJson", e.NotJSON},
		{"contentType", e.ContentType != ""},
		{"slowBody", e.SlowBody != 0},
	} {
		if effect.set {
			names = append(names, effect.name)
		}
	}
	return names
}

func (r Rule) clone() Rule {
	r.Effect = r.Effect.clone()
	return r
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
func (r Rule) withDefaults() Rule {
	r = r.clone()
	r.Match.From = max(r.Match.From, 1)
	if r.Match.Times == 0 {
		r.Match.Times = 1
	}
	if r.Effect.Preset == RateLimited && r.Effect.RetryAfter == 0 {
		r.Effect.RetryAfter = defaultRetryAfter
	}
	return r
}
