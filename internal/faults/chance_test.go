package faults_test

import (
	"strings"
	"testing"

	"mockpds/internal/faults"
)

func chance(t *testing.T, s *faults.Set, seed uint64) {
	t.Helper()
	_, err := s.AddFault(faults.Fault{
		Match:  faults.Match{Times: faults.Always, Probability: 0.3, Seed: seed},
		Effect: faults.Effect{NotJSON: true},
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheSameSeedHitsTheSameCalls(t *testing.T) {
	t.Parallel()
	const calls = 2000
	run := func(seed uint64) string {
		s := newSet()
		chance(t, s, seed)
		return hits(s, refresh, calls)
	}
	first := run(7)
	if run(7) != first {
		t.Error("two runs with one seed differ")
	}
	if run(8) == first {
		t.Error("two seeds hit the same calls")
	}
	if n := strings.Count(first, "1"); n < calls/4 || n > calls*7/20 {
		t.Errorf("%d of %d calls are hit at a probability of 0.3", n, calls)
	}
}

func TestOtherRulesDoNotChangeWhatChanceHits(t *testing.T) {
	t.Parallel()
	alone, crowded := newSet(), newSet()
	chance(t, alone, 7)
	add(t, crowded, `{"match": {"from": 20, "times": 30}, "effect": {"drop": "before"}}`)
	chance(t, crowded, 7)
	want := hits(alone, refresh, 100)
	want = want[:19] + strings.Repeat("x", 30) + want[49:]
	got := strings.NewReplacer("1", "x", "2", "1").Replace(hits(crowded, refresh, 100))
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
