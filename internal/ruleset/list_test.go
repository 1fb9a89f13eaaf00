package ruleset_test

import (
	"fmt"
	"strings"
	"testing"

	"mockpds/internal/ruleset"
	"mockpds/internal/words"
)

// A rule is right unless its text is empty, and over if its text is "over".
type rule struct{ id, text string }

func newList() *ruleset.List[rule, rule] {
	return ruleset.NewList(ruleset.Kind[rule, rule]{
		Name: "rule", ID: func(r *rule) *string { return &r.id },
		Check: func(r rule) (m words.Mistakes) {
			if ruleset.CheckID(&m, r.id); r.text == "" {
				m.Add("text", "is missing", "write one")
			}
			return m
		},
		Start: func(r rule) rule { return r },
		Over:  func(r rule) bool { return r.text == "over" },
	})
}

func ids(l *ruleset.List[rule, rule]) string {
	return strings.Join(ruleset.Reports(l, func(r rule) string { return r.id }), " ")
}

func TestListMakesUpIDs(t *testing.T) {
	t.Parallel()
	l := newList()
	for _, id := range []string{"", "rule-2", "", "mine"} {
		if _, err := l.Add(rule{id, "x"}); err != nil {
			t.Error(err)
		}
	}
	if got := ids(l); got != "rule-1 rule-2 rule-3 mine" {
		t.Errorf("ids %s", got)
	}
	for bad, want := range map[rule]string{
		{"mine", "x"}: `id is "mine", which another has: write another, or remove that one first`,
		{"a/b", ""}:   `id is "a/b": write 1 to 64 of the characters A-Z a-z 0-9 . _ -` + "\ntext is missing: write one",
	} {
		if _, err := l.Add(bad); err == nil || err.Error() != want {
			t.Errorf("%v is refused with %v, want %s", bad, err, want)
		}
	}
	if _, ok := l.Remove("rule-2"); !ok || ids(l) != "rule-1 rule-3 mine" {
		t.Errorf("ids %s after rule-2 was removed", ids(l))
	}
	if l.Clear(); !l.Empty() || ids(l) != "" {
		t.Errorf("ids %s after Clear", ids(l))
	}
}

func TestListIsReplacedAsAWhole(t *testing.T) {
	t.Parallel()
	l := newList()
	if err := l.Replace([]rule{{"", "x"}, {"rule-1", "x"}}); err != nil || ids(l) != "rule-2 rule-1" {
		t.Errorf("ids %s, error %v", ids(l), err)
	}
	for _, bad := range [][]rule{{{"a", "x"}, {"a", "x"}}, {{"a", "x"}, {"b", ""}}} {
		if err := l.Replace(bad); err == nil || ids(l) != "rule-2 rule-1" {
			t.Errorf("ids %s, error %v", ids(l), err)
		}
	}
}

func TestListIsBounded(t *testing.T) {
	t.Parallel()
	l := newList()
	for i := range ruleset.Kept {
		text := "x"
		if i == 10 {
			text = "over"
		}
		if _, err := l.Add(rule{text: text}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := l.Add(rule{text: "x"}); err != nil {
		t.Errorf("the rule that is over does not go: %v", err)
	}
	if _, ok := l.Find("rule-11"); ok {
		t.Error("another rule went than the one that is over")
	}
	want := fmt.Sprintf("there are %d rules already: remove some", ruleset.Kept)
	if _, err := l.Add(rule{text: "x"}); err == nil || err.Error() != want {
		t.Errorf("one more is refused with %v, want %s", err, want)
	}
}
