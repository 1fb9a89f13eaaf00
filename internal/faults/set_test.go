package faults_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"mockpds/internal/faults"
	"mockpds/internal/ruleset"
	"mockpds/internal/words"
)

// newSet is a set whose holds never time out.
func newSet() *faults.Set {
	return faults.New()
}

// add fails the test unless the rule, in JSON, is right.
func add(t *testing.T, s *faults.Set, rule string) string {
	t.Helper()
	var r faults.Fault
	if err := words.Decode("", []byte(rule), &r); err != nil {
		t.Fatalf("%s\nis refused: %v", rule, err)
	}
	added, err := s.AddFault(r)
	if err != nil {
		t.Fatalf("%s\nis refused: %v", rule, err)
	}
	return added.ID
}

var refresh = faults.Call{
	Method: "com.atproto.server.refreshSession", Accounts: []string{"did:plc:alice", "alice.test"}, Session: 2, Generation: 3,
}

// hits tells which of n calls are hit: a dot for none, else the last character of the rule's ID.
func hits(s *faults.Set, c faults.Call, n int) string {
	var b strings.Builder
	for range n {
		applied, ok := s.Take(c)
		if !ok {
			b.WriteByte('.')
			continue
		}
		b.WriteByte(applied.FaultID[len(applied.FaultID)-1])
	}
	return b.String()
}

func TestWhichCallsAreHit(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		rules []string
		want  string
	}{
		{"the next one by default", []string{`{"effect": {"drop": "after"}}`}, "1......."},
		{"the next two", []string{`{"match": {"times": 2}, "effect": {"drop": "after"}}`}, "11......"},
		{"the third", []string{`{"match": {"from": 3}, "effect": {"drop": "after"}}`}, "..1....."},
		{"the third and fourth", []string{`{"match": {"from": 3, "times": 2}, "effect": {"drop": "after"}}`}, "..11...."},
		{"all", []string{`{"match": {"times": "always"}, "effect": {"drop": "after"}}`}, "11111111"},
		{"all from the third on", []string{`{"match": {"from": 3, "times": "always"}, "effect": {"drop": "after"}}`}, "..111111"},
		{"one rule after the other", []string{
			`{"match": {"times": 2}, "effect": {"preset": "unavailable"}}`, `{"effect": {"drop": "after"}}`,
		}, "112....."},
		{"the first that was added wins, and a call that it hit counts for the second", []string{
			`{"match": {"times": 3}, "effect": {"preset": "unavailable"}}`, `{"match": {"from": 2, "times": 3}, "effect": {"drop": "after"}}`,
		}, "111222.."},
		{"a later rule may hit earlier", []string{
			`{"match": {"from": 3}, "effect": {"preset": "unavailable"}}`, `{"match": {"times": 4}, "effect": {"drop": "after"}}`,
		}, "22122..."},
		{"none of another method", []string{`{"match": {"method": "getSession"}, "effect": {"drop": "after"}}`}, "........"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSet()
			for _, rule := range test.rules {
				add(t, s, rule)
			}
			if got := hits(s, refresh, len(test.want)); got != test.want {
				t.Errorf("hits %s, want %s", got, test.want)
			}
		})
	}
}

func TestARuleSaysWhatItDid(t *testing.T) {
	t.Parallel()
	s := newSet()
	add(t, s, `{"match": {"from": 2, "times": 2}, "effect": {"preset": "rate-limited"}}`)
	add(t, s, `{"id": "never", "match": {"method": "createSession", "times": "always"}, "effect": {"delay": "250ms"}}`)
	hits(s, refresh, 5)
	got := s.Faults()
	want := []faults.Report{
		{
			Fault: faults.Fault{
				ID: "fault-1", Match: faults.Match{From: 2, Times: 2},
				Effect: faults.Effect{Preset: faults.RateLimited, RetryAfter: faults.Duration(5 * time.Minute)},
			},
			Seen: 5, Applied: 2, Spent: true,
		},
		{
			Fault: faults.Fault{
				ID: "never", Match: faults.Match{Method: "createSession", From: 1, Times: faults.Always},
				Effect: faults.Effect{Delay: faults.Duration(250 * time.Millisecond)},
			},
			NearMiss: &ruleset.NearMiss{Call: refresh, Why: "method is com.atproto.server.refreshSession, not createSession"},
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestIDs(t *testing.T) {
	t.Parallel()
	const drop = `"effect": {"drop": "before"}}`
	s := newSet()
	for i, test := range []struct{ rule, want string }{
		{`{` + drop, "fault-1"},
		{`{"id": "fault-2", ` + drop, "fault-2"},
		{`{` + drop, "fault-3"},
	} {
		if got := add(t, s, test.rule); got != test.want {
			t.Errorf("rule %d has the ID %q, want %q", i, got, test.want)
		}
	}
	hold, err := s.AddHold(faults.Hold{})
	if err != nil || hold.ID() != "hold-1" {
		t.Errorf("hold %q, error %v", hold.ID(), err)
	}
	const taken = `", which another has: write another, or remove that one first`
	if _, err := s.AddFault(faults.Fault{ID: "fault-2", Effect: faults.Effect{Truncate: true}}); err == nil || err.Error() != `id is "fault-2`+taken {
		t.Errorf("AddFault: %v", err)
	}
	if _, err := s.AddHold(faults.Hold{ID: "hold-1"}); err == nil || err.Error() != `id is "hold-1`+taken {
		t.Errorf("AddHold: %v", err)
	}
}

func TestRulesComeAndGo(t *testing.T) {
	t.Parallel()
	s := newSet()
	if !s.Empty() {
		t.Error("a new set is not empty")
	}
	always := `{"match": {"times": "always"}, "effect": {"drop": "before"}}`
	first := add(t, s, always)
	add(t, s, always)
	if s.Empty() {
		t.Error("a set with two rules is empty")
	}
	if got := hits(s, refresh, 1); got != "1" {
		t.Errorf("rule %s hits, want 1", got)
	}
	if !s.RemoveFault(first) || s.RemoveFault(first) {
		t.Error("a rule is there to be removed once")
	}
	if got := hits(s, refresh, 1); got != "2" {
		t.Errorf("rule %s hits, want 2", got)
	}
	s.ClearFaults()
	if !s.Empty() || len(s.Faults()) != 0 || hits(s, refresh, 1) != "." {
		t.Error("something is left after ClearFaults")
	}
	if got := add(t, s, always); got != "fault-1" {
		t.Errorf("the first rule after ClearFaults has the ID %s", got)
	}
}

func TestRulesAreReplacedAsAWhole(t *testing.T) {
	t.Parallel()
	s := newSet()
	add(t, s, `{"id": "old", "effect": {"drop": "before"}}`)
	if _, err := s.AddHold(faults.Hold{}); err != nil {
		t.Fatal(err)
	}
	drop := faults.Effect{Drop: faults.DropBefore}
	if err := s.Replace([]faults.Fault{{ID: "x", Effect: drop}, {ID: "x", Effect: drop}}); err == nil || s.Faults()[0].Fault.ID != "old" {
		t.Errorf("an ID given twice: %v, %+v", err, s.Faults())
	}
	if err := s.Replace([]faults.Fault{{Effect: drop}, {ID: "fault-1", Effect: drop}}); err != nil {
		t.Fatal(err)
	}
	if rules := s.Faults(); len(rules) != 2 || rules[0].Fault.ID != "fault-2" || rules[1].Fault.ID != "fault-1" || len(s.Holds()) != 0 {
		t.Errorf("got %+v", rules)
	}
	if id := add(t, s, `{"effect": {"drop": "before"}}`); id != "fault-3" {
		t.Errorf("the next rule has the ID %s", id)
	}
	if _, err := s.AddHold(faults.Hold{}); err != nil {
		t.Fatal(err)
	}
	s.ClearFaults()
	if len(s.Faults()) != 0 || len(s.Holds()) != 1 || s.Empty() {
		t.Error("ClearFaults leaves a rule or takes a hold")
	}
	if err := s.Replace(nil); err != nil || !s.Empty() {
		t.Errorf("something is left: %v", err)
	}
}

func TestTheOldestSpentRuleGoesBeyondAThousand(t *testing.T) {
	t.Parallel()
	s := newSet()
	kept := add(t, s, `{"match": {"times": "always", "method": "getSession"}, "effect": {"drop": "before"}}`)
	for range 1200 {
		add(t, s, `{"effect": {"drop": "before"}}`)
		hits(s, refresh, 1)
	}
	reports := s.Faults()
	if len(reports) != 1000 || reports[0].Fault.ID != kept || reports[999].Fault.ID != "fault-1201" {
		t.Errorf("%d rules, from %s to %s", len(reports), reports[0].Fault.ID, reports[len(reports)-1].Fault.ID)
	}
}

func TestValuesLeaveByCopy(t *testing.T) {
	t.Parallel()
	s := newSet()
	mine := faults.Fault{
		Match:  faults.Match{Times: faults.Always},
		Effect: faults.Effect{Error: &faults.Error{Status: 503, Headers: map[string]string{"Via": "proxy"}}},
	}
	if _, err := s.AddFault(mine); err != nil {
		t.Fatal(err)
	}
	change := func(e *faults.Error) { e.Status, e.Headers["Via"] = 200, "changed" }
	change(mine.Effect.Error)
	applied, _ := s.Take(refresh)
	change(applied.Effect.Error)
	change(s.Faults()[0].Fault.Effect.Error)
	applied, _ = s.Take(refresh)
	answer, _ := applied.Effect.Response()
	answer.Headers["Via"] = "changed"
	if e := applied.Effect.Error; e.Status != 503 || e.Headers["Via"] != "proxy" {
		t.Errorf("the rule was changed from outside: %+v", e)
	}
}
