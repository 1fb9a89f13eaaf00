package faults_test

import (
	"testing"
	"time"

	"mockpds/internal/faults"
)

func TestAnEffectInWords(t *testing.T) {
	t.Parallel()
	const quarter = faults.Duration(250 * time.Millisecond)
	for _, test := range []struct {
		effect faults.Effect
		want   string
	}{
		{faults.Effect{Error: &faults.Error{Status: 503}}, "error 503 NotEnoughResources"},
		{faults.Effect{Error: &faults.Error{Status: 400, Name: "Odd"}}, "error 400 Odd"},
		{faults.Effect{Error: &faults.Error{Status: 502, Body: "<p>"}}, "error 502"},
		{faults.Effect{Preset: faults.RateLimited}, "preset rate-limited"},
		{faults.Effect{Delay: quarter}, "delay 250ms"},
		{faults.Effect{Drop: faults.DropAfter}, "drop after"},
		{faults.Effect{Truncate: true}, "truncate"},
		{faults.Effect{NotJSON: true}, "notJson"},
		{faults.Effect{ContentType: "text/html"}, "contentType text/html"},
		{faults.Effect{SlowBody: quarter}, "slowBody 250ms"},
		{faults.Effect{}, "nothing"},
	} {
		if got := test.effect.String(); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}
