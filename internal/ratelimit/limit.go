package ratelimit

import (
	"fmt"
	"regexp"
	"strings"
)

// A Limit is a limit on demand: whoever tests sets it, for one method and, if it names one, for one account. It counts the
// calls it is for in one window, from whatever address they come.
type Limit struct {
	ID            string `json:"id,omitempty" doc:"names the limit; made up when absent: limit-1"`
	Method        string `json:"method" doc:"NSID of the method whose calls count"`
	Account       string `json:"account,omitempty" doc:"handle or DID of the account whose calls count, or an address where that is what somebody logs in by; all calls when absent"`
	Points        int    `json:"points,omitempty" doc:"calls in each window, at least 1; as the reference has it when absent"`
	WindowSeconds int    `json:"windowSeconds,omitempty" doc:"length of a window in mock time; as the reference has it when absent"`
	Exhausted     bool   `json:"exhausted,omitempty" doc:"the first window begins at once and with no call left; of a limit that is set, whether none is left now"`
}

// A Mistake is one thing wrong with a limit.
type Mistake struct {
	Path    string // the name of the field
	Problem string // what is wrong
	Remedy  string // what is allowed
}

// Mistakes are all that is wrong with a limit.
type Mistakes []Mistake

// Error gives one line for each mistake.
func (m Mistakes) Error() string {
	lines := make([]string, len(m))
	for i, one := range m {
		lines[i] = one.Problem + ": " + one.Remedy
	}
	return strings.Join(lines, "\n")
}

var (
	isID   = regexp.MustCompile(`^[a-zA-Z0-9._-]{1,80}$`)
	isNSID = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9-]*(\.[a-zA-Z0-9-]+)+\.[a-zA-Z][a-zA-Z0-9]*$`) // https://atproto.com/specs/nsid
)

// longestWindow in seconds is a year: the times in headers stay in sight.
const longestWindow = 366 * 24 * 60 * 60

// Check tells all that is wrong with a limit, or nothing.
func (l Limit) Check() Mistakes {
	var m Mistakes
	add := func(path, problem, remedy string) { m = append(m, Mistake{path, problem, remedy}) }
	if l.ID != "" && !isID.MatchString(l.ID) {
		add("id", fmt.Sprintf("id is %.80q", l.ID), "write letters, digits, dots, hyphens and underscores, or leave it out")
	}
	switch {
	case l.Method == "":
		add("method", "the limit has no method", "write the NSID of one, such as com.atproto.server.createSession")
	case !isNSID.MatchString(l.Method):
		add("method", fmt.Sprintf("method is %.80q", l.Method), "write an NSID such as com.atproto.server.createSession")
	}
	if l.Account != "" && !strings.ContainsAny(l.Account, ".:") {
		add("account", fmt.Sprintf("account is %.80q", l.Account), "write a handle such as alice.test, a DID or an address")
	}
	if l.Points < 0 {
		add("points", fmt.Sprintf("points is %d", l.Points), "write at least 1; to have the next call refused, set exhausted")
	}
	if l.WindowSeconds < 0 || l.WindowSeconds > longestWindow {
		add("windowSeconds", fmt.Sprintf("windowSeconds is %d", l.WindowSeconds), "write at least 1 and at most a year, 31622400")
	}
	return m
}

// isFor reports whether a limit counts calls of its method by somebody of these names.
func (l Limit) isFor(names []string) bool {
	if l.Account == "" {
		return true
	}
	for _, name := range names {
		if strings.EqualFold(name, l.Account) {
			return true
		}
	}
	return false
}
