package faults

import (
	"encoding/json"
	"errors"
	"time"

	"mockpds/internal/words"
)

// Times is a number of calls, or Always. In JSON it is a number from 1, or "always".
type Times int

// Always is every call from now on.
const Always Times = -1

const timesRemedy = `write a number from 1, or "always"`

// MarshalJSON writes Always as "always".
func (t Times) MarshalJSON() ([]byte, error) {
	if t == Always {
		return []byte(`"always"`), nil
	}
	return json.Marshal(int(t))
}

// UnmarshalJSON refuses zero, which would be a fault that does nothing.
func (t *Times) UnmarshalJSON(data []byte) error {
	if string(data) == `"always"` {
		*t = Always
		return nil
	}
	var n int
	if err := json.Unmarshal(data, &n); err != nil || n < 1 {
		return errors.New(timesRemedy)
	}
	*t = Times(n)
	return nil
}

// A Duration is a time.Duration that is written as text such as 250ms, 30s or 1m30s.
type Duration time.Duration

// longestDuration is the limit of delays, pauses and holds.
const longestDuration = Duration(time.Hour)

const durationRemedy = "write a duration such as 250ms or 30s, at most 1h"

// String returns the text that UnmarshalText reads.
func (d Duration) String() string { return time.Duration(d).String() }

// MarshalText makes the duration a string in JSON.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads a duration above zero, of at most an hour, in the form of time.ParseDuration.
func (d *Duration) UnmarshalText(text []byte) error {
	parsed, err := time.ParseDuration(string(text))
	if err != nil || !Duration(parsed).allowed() {
		return errors.New(durationRemedy)
	}
	*d = Duration(parsed)
	return nil
}

func (d Duration) allowed() bool { return d > 0 && d <= longestDuration }

func checkDuration(m *words.Mistakes, path string, d Duration) {
	if d != 0 && !d.allowed() {
		m.Add(path, "is "+d.String(), durationRemedy)
	}
}
