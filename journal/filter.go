package journal

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A Filter chooses calls. Its zero value chooses all; each field that is set narrows the choice.
type Filter struct {
	Method    string    // NSID, its last part, or a pattern in which * stands for any text; a path pattern if it begins with /
	Verb      string    // in any letter case
	Account   string    // handle or DID
	Session   string    // alice#2, or alice#2/g5 for the calls with tokens of that generation
	Token     TokenKind // kind of token that came
	Status    int
	ErrorName string

	// Since leaves out calls up to that number.
	Since uint64
	// Limit is how many to list: with Since the first ones after it, else the newest ones. 0 and less: all.
	Limit int
}

// Entries lists calls that are kept, oldest first.
func (j *Journal) Entries(f Filter) []Entry {
	kept := j.after(f.Since)
	newest := f.Limit > 0 && f.Since == 0
	calls := kept.forward()
	if newest {
		calls = kept.backward()
	}
	var found []*call
	for c := range calls {
		if len(f.mismatches(c)) == 0 {
			found = append(found, c)
		}
		if f.Limit > 0 && len(found) == f.Limit {
			break
		}
	}
	if newest {
		slices.Reverse(found)
	}
	return j.entries(found)
}

// mismatches says in words where a call is not what the filter asks for.
func (f *Filter) mismatches(c *call) []string {
	var list []string
	for _, check := range [...]struct {
		what, want string
		ok         bool
		got        func(*call) string
	}{
		{"method", f.Method, f.matchesMethod(c), (*call).target},
		{"verb", f.Verb, strings.EqualFold(f.Verb, c.Verb), func(c *call) string { return c.Verb }},
		{"account", f.Account, strings.EqualFold(f.Account, c.Handle) || f.Account == c.DID, (*call).account},
		{"session", f.Session, f.matchesSession(c), (*call).generationLabel},
		{"token", string(f.Token), f.Token == c.TokenKind, func(c *call) string { return string(c.TokenKind) }},
		{"status", f.status(), f.Status == c.Status, func(c *call) string { return strconv.Itoa(c.Status) }},
		{"error", f.ErrorName, f.ErrorName == c.ErrorName, func(c *call) string { return c.ErrorName }},
	} {
		if check.want != "" && !check.ok {
			list = append(list, fmt.Sprintf("%s is %s, not %s", check.what, cmp.Or(check.got(c), "none"), check.want))
		}
	}
	return list
}

// status is the status asked for, or "".
func (f *Filter) status() string {
	if f.Status == 0 {
		return ""
	}
	return strconv.Itoa(f.Status)
}

func (f *Filter) matchesSession(c *call) bool {
	return f.Session != "" && (f.Session == c.sessionLabel() || f.Session == c.generationLabel())
}

// target is what was called: a method, or a path outside of XRPC.
func (c *call) target() string {
	if c.Method == "" {
		return c.Path
	}
	return c.Method
}

// account names who called, as well as it is known.
func (c *call) account() string {
	if c.Handle == "" {
		return c.DID
	}
	return c.Handle
}

// generationLabel names the generation whose token came, as in alice#2/g5.
func (c *call) generationLabel() string {
	if !c.named {
		return ""
	}
	return c.token.String()
}

func (f *Filter) matchesMethod(c *call) bool {
	switch {
	case f.Method == "":
		return true
	case strings.HasPrefix(f.Method, "/"):
		return matchGlob(f.Method, c.Path)
	case c.Method == "":
		return false
	case strings.Contains(f.Method, "."):
		return matchGlob(f.Method, c.Method)
	default:
		return matchGlob(f.Method, c.Method[strings.LastIndexByte(c.Method, '.')+1:])
	}
}

// matchGlob tells whether a text is what a pattern says, in which * stands for any text.
func matchGlob(pattern, s string) bool {
	first, rest, wild := strings.Cut(pattern, "*")
	if !wild {
		return pattern == s
	}
	s, ok := strings.CutPrefix(s, first)
	if !ok {
		return false
	}
	pieces := strings.Split(rest, "*")
	last := pieces[len(pieces)-1]
	for _, piece := range pieces[:len(pieces)-1] {
		if _, s, ok = strings.Cut(s, piece); !ok {
			return false
		}
	}
	return strings.HasSuffix(s, last)
}

// String describes what the filter asks for, as in "refreshSession by alice.test with status 400".
func (f Filter) String() string {
	var b strings.Builder
	say := func(before, value, after string) {
		if value != "" {
			b.WriteString(before + value + after)
		}
	}
	say("", f.Verb, " ")
	say("", cmp.Or(strings.TrimPrefix(f.Method, "com.atproto.server."), "any method"), "")
	say(" by ", f.Account, "")
	say(" of session ", f.Session, "")
	say(" with token ", string(f.Token), "")
	say(" with status ", f.status(), "")
	say(" with error ", f.ErrorName, "")
	if f.Since > 0 {
		fmt.Fprintf(&b, " after #%d", f.Since)
	}
	return b.String()
}
