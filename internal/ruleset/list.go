package ruleset

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"mockpds/internal/words"
)

// Kept is how many rules a List keeps.
const Kept = 1000

// A Kind is what a List needs to know of its rules: as somebody writes them, D, and at work, R.
type Kind[D, R any] struct {
	Name  string           // what made-up ids begin with, such as fault
	ID    func(*D) *string // where the id of a rule stands
	Check func(D) words.Mistakes
	Start func(D) R    // D is right, and has its id
	Over  func(R) bool // reports whether a rule does nothing any more; nil if no rule ever ends
}

// A List keeps rules of one kind in the order of adding, each with an id of its own. It is safe for
// concurrent use.
type List[D, R any] struct {
	kind Kind[D, R]
	size atomic.Int64 // len(rules), to be read without mu

	mu     sync.Mutex // guards the fields below
	rules  []R
	ids    []string // of rules
	madeUp int      // number of the last id that was made up
}

// NewList returns an empty list.
func NewList[D, R any](kind Kind[D, R]) *List[D, R] {
	return &List[D, R]{kind: kind}
}

// Empty reports, without taking a lock, whether there are no rules.
func (l *List[D, R]) Empty() bool { return l.size.Load() == 0 }

// Add adds a rule after those there are, and makes up its id if it has none: fault-1, fault-2 and
// so on. The error is of type words.Mistakes. When there are 1,000 rules, the oldest that is over
// goes; if none is, the new one is refused.
func (l *List[D, R]) Add(d D) (R, error) {
	var none R
	m := l.kind.Check(d)
	l.mu.Lock()
	defer l.mu.Unlock()
	id := l.kind.ID(&d)
	if slices.Contains(l.ids, *id) {
		m.Add("id", "is "+words.Quote(*id)+", which another has",
			"write another, or remove that one first")
	}
	if len(m) > 0 {
		return none, m
	}
	if len(l.rules) >= Kept && !l.dropOver() {
		m.Add("", fmt.Sprintf("there are %d %ss already", Kept, l.kind.Name), "remove some")
		return none, m
	}
	if *id == "" {
		*id = l.newID(func(id string) bool { return slices.Contains(l.ids, id) })
	}
	r := l.kind.Start(d)
	l.rules, l.ids = append(l.rules, r), append(l.ids, *id)
	l.size.Store(int64(len(l.rules)))
	return r, nil
}

// newID makes up an id that is not taken.
func (l *List[D, R]) newID(taken func(id string) bool) string {
	for {
		l.madeUp++
		if id := fmt.Sprintf("%s-%d", l.kind.Name, l.madeUp); !taken(id) {
			return id
		}
	}
}

// dropOver removes the oldest rule that is over, if there is one.
func (l *List[D, R]) dropOver() bool {
	if l.kind.Over == nil {
		return false
	}
	i := slices.IndexFunc(l.rules, l.kind.Over)
	if i < 0 {
		return false
	}
	l.delete(i)
	return true
}

func (l *List[D, R]) delete(i int) {
	l.rules, l.ids = slices.Delete(l.rules, i, i+1), slices.Delete(l.ids, i, i+1)
	l.size.Store(int64(len(l.rules)))
}

// Replace puts other rules in the place of all. Ids that are made up differ from those given,
// wherever they stand. A list with mistakes is refused and changes nothing.
func (l *List[D, R]) Replace(list []D) error {
	given := map[string]bool{}
	for _, d := range list {
		given[*l.kind.ID(&d)] = true
	}
	fresh := NewList(l.kind)
	for _, d := range list {
		if id := l.kind.ID(&d); *id == "" {
			*id = fresh.newID(func(id string) bool { return given[id] })
		}
		if _, err := fresh.Add(d); err != nil {
			return err
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rules, l.ids, l.madeUp = fresh.rules, fresh.ids, fresh.madeUp
	l.size.Store(int64(len(l.rules)))
	return nil
}

// Find returns the rule of an id.
func (l *List[D, R]) Find(id string) (r R, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if i := slices.Index(l.ids, id); i >= 0 {
		return l.rules[i], true
	}
	return r, false
}

// Remove takes the rule of an id away and returns it.
func (l *List[D, R]) Remove(id string) (r R, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	i := slices.Index(l.ids, id)
	if i < 0 {
		return r, false
	}
	r = l.rules[i]
	l.delete(i)
	return r, true
}

// Clear takes all rules away and returns them. Ids that are made up begin again at 1.
func (l *List[D, R]) Clear() []R {
	l.mu.Lock()
	defer l.mu.Unlock()
	rules := l.rules
	l.rules, l.ids, l.madeUp = nil, nil, 0
	l.size.Store(0)
	return rules
}

// Do calls a function with all rules, while nothing else is done with the list.
func (l *List[D, R]) Do(f func(rules []R)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f(l.rules)
}

// Reports returns what report says of each rule.
func Reports[D, R, T any](l *List[D, R], report func(R) T) []T {
	reports := []T{}
	l.Do(func(rules []R) {
		for _, r := range rules {
			reports = append(reports, report(r))
		}
	})
	return reports
}

var validID = regexp.MustCompile(`^[0-9A-Za-z._-]*$`)

// CheckID notes what is wrong with an id, which must need no escape in the path of a URL.
func CheckID(m *words.Mistakes, id string) {
	if len(id) > 64 || !validID.MatchString(id) {
		m.Add("id", "is "+words.Quote(id), "write 1 to 64 of the characters A-Z a-z 0-9 . _ -")
	}
}

// CheckMethod notes that a pattern means no call.
func CheckMethod(m *words.Mistakes, path, pattern string) {
	if !ValidPattern(pattern) {
		m.Add(path, "is "+words.Quote(pattern), "write an NSID (com.atproto.server.refreshSession), "+
			"its last part (refreshSession), either with * for any characters, "+
			"or a path that begins with / and is outside of /xrpc/")
	}
}

// CheckAccount notes that an account is no DID or handle.
func CheckAccount(m *words.Mistakes, path, account string) {
	if account != "" && !strings.ContainsAny(account, ".:") || strings.ContainsAny(account, "@/ ") {
		m.Add(path, "is "+words.Quote(account), "write a DID, or a handle such as alice.test")
	}
}
