package journal

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mockpds/internal/words"
)

// A Filter chooses calls. Its zero value chooses all; each field that is set narrows the choice.
type Filter struct {
	Method    string    // NSID, its last part, or a pattern in which * stands for any text; a path pattern if it begins with /
	Verb      string    // in any letter case
	Account   string    // handle or DID
	Session   string    // alice#2, or alice#2/g5 for the calls with tokens of that generation
	Token     TokenKind // kind of token that came
	Status    int       // or NoReply
	ErrorName string
	Fault     string // id of a fault or hold that the call met, or a pattern in which * stands for any text
	Lost      bool   // only calls whose reply the client cannot have read

	// Since leaves out calls up to that number.
	Since uint64
	// Limit is how many to list: with Since the first ones after it, else the newest ones. 0 and less: all.
	Limit int
}

// NoReply is the Status of a Filter for calls to which the server made no reply.
const NoReply = -1

// Entries lists calls that are kept, oldest first.
func (j *Journal) Entries(f Filter) []Call {
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

// A mismatch is where a call is not what a filter asks for.
type mismatch struct{ what, got, want string }

func (m mismatch) String() string {
	return fmt.Sprintf("%s is %s, not %s", m.what, cmp.Or(m.got, "none"), m.want)
}

// weight tells how far away a call is by that. A method that is meant, as far as one can tell, outweighs everything else; what looks
// mistyped is closer than what is another thing, and one error closer to another than none.
func (m mismatch) weight() int {
	switch m.what {
	case "method":
		return 20 * (1 + words.ApartFromMethod(m.want, m.got))
	case "account", "session", "error":
		if m.got != "" && words.Apart(m.want, m.got) < words.Far {
			return 1
		}
		if m.what == "error" && m.got == "" {
			return 3
		}
	}
	return 2
}

// mismatches lists where a call is not what the filter asks for.
func (f *Filter) mismatches(c *call) []mismatch {
	var list []mismatch
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
		{"status", f.status(), f.Status == c.Status || f.Status == NoReply && c.Status == 0, func(c *call) string { return strconv.Itoa(c.Status) }},
		{"error", f.ErrorName, f.ErrorName == c.ErrorName, func(c *call) string { return c.ErrorName }},
		{"fault", f.Fault, c.fault.Rule != "" && matchGlob(f.Fault, c.fault.Rule), func(c *call) string { return c.fault.Rule }},
		{"reply", f.lost(), c.Lost, func(*call) string { return "delivered" }},
	} {
		if check.want != "" && !check.ok {
			list = append(list, mismatch{check.what, check.got(c), check.want})
		}
	}
	return list
}

// lost is the word for the replies asked for, or "".
func (f *Filter) lost() string {
	if f.Lost {
		return "lost"
	}
	return ""
}

// status is the status asked for, or "".
func (f *Filter) status() string {
	switch f.Status {
	case 0:
		return ""
	case NoReply:
		return "0"
	default:
		return strconv.Itoa(f.Status)
	}
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
	say(" that met ", f.Fault, "")
	say(" whose reply was ", f.lost(), "")
	if f.Since > 0 {
		fmt.Fprintf(&b, " after #%d", f.Since)
	}
	return b.String()
}
