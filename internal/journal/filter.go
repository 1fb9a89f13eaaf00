package journal

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"mockpds/internal/ruleset"
)

// A Filter chooses calls. Its zero value chooses all; each field that is set narrows the choice. A
// Limit that is not positive is none.
type Filter struct {
	Method    string    `query:"method" doc:"NSID or its last part; a path if it begins with /; * is any text"`
	Verb      string    `query:"verb" doc:"GET, POST and so on"`
	Account   string    `query:"account" doc:"handle or DID"` // also of log-ins as "@alice.test "
	Host      string    `query:"host" doc:"that the call was sent to, with its port"`
	Session   string    `query:"session" doc:"alice#2, or alice#2/g5 for a generation; # is %23 in a URL"`
	Token     TokenKind `query:"token" doc:"none, access, refresh, service, basic or unreadable"`
	Status    int       // or NoReply
	ErrorName string    `query:"error" doc:"name of the error that was answered"`
	Fault     string    `query:"fault" doc:"id of a fault or hold that the call met; * is any text"`
	Lost      bool      `query:"lost" doc:"true: only calls whose reply the client cannot have read"`
	Since     int       `query:"since" doc:"number of a call: only those after it"`
	Limit     int       `query:"limit" doc:"how many: with since the first after it, else the newest"`
}

// NoReply is the Status of a Filter for calls to which the server made no reply.
const NoReply = -1

// Calls lists calls that are kept, oldest first.
func (j *Journal) Calls(f Filter) []*Call {
	j.mu.Lock()
	calls := j.tail(f.Since)
	j.mu.Unlock()
	chosen := []*Call{}
	for _, c := range calls {
		if f.Matches(c) {
			chosen = append(chosen, c)
		}
	}
	switch n := len(chosen); {
	case f.Limit <= 0 || f.Limit >= n:
		return chosen
	case f.Since > 0:
		return chosen[:f.Limit]
	default:
		return chosen[n-f.Limit:]
	}
}

// Matches reports whether a call is what the filter asks for, whatever its Since and its Limit.
func (f *Filter) Matches(c *Call) bool {
	return len(f.differences(c)) == 0
}

// differences lists in what a call is not what the filter asks for.
func (f *Filter) differences(c *Call) []ruleset.Difference {
	var list []ruleset.Difference
	check := func(what, want string, ok bool, got string) {
		if want != "" && !ok {
			list = append(list, ruleset.Differs(what, want, got))
		}
	}
	rule := ""
	if c.Fault != nil {
		rule = c.Fault.Rule
	}
	check("method", f.Method, f.Method == "" || ruleset.MatchesMethod(f.Method, c.Target()),
		c.Target())
	check("verb", f.Verb, strings.EqualFold(f.Verb, c.Verb), c.Verb)
	check("account", f.Account, f.isAccount(c), cmp.Or(c.Handle, c.DID))
	check("session", f.Session, f.Session == c.Session || f.Session == c.GenerationLabel(),
		c.GenerationLabel())
	check("token", string(f.Token), f.Token == c.Token, string(c.Token))
	check("status", f.status(), f.Status == c.Status || f.Status == NoReply && c.Status == 0,
		strconv.Itoa(c.Status))
	check("error", f.ErrorName, f.ErrorName == c.Error, c.Error)
	check("fault", f.Fault, rule != "" && ruleset.Glob(f.Fault, rule), rule)
	check("host", f.Host, strings.EqualFold(f.Host, c.Host), c.Host)
	check("reply", f.lost(), c.Lost, "delivered")
	return list
}

// isAccount reports whether a call is of the account, or of a login that named nobody else.
func (f *Filter) isAccount(c *Call) bool {
	if c.DID == "" && c.Facts != nil && c.Facts.Identifier != "" {
		tried := strings.TrimPrefix(strings.TrimSpace(c.Facts.Identifier), "@")
		return strings.EqualFold(f.Account, tried)
	}
	return f.Account == c.DID || strings.EqualFold(f.Account, c.Handle)
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
	say(" at ", f.Host, "")
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
