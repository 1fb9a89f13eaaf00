package ruleset

import (
	"cmp"
	"slices"
	"strings"

	"mockpds/internal/words"
)

// A Call is what rules look at.
type Call struct {
	Method     string   `json:"method" doc:"NSID, or the path of a request outside of XRPC, which begins with a slash"`
	Accounts   []string `json:"accounts,omitempty" doc:"DID and handle of the account that calls; absent if unknown"`
	Session    int      `json:"session,omitempty" doc:"number of the account's session that the token belongs to; absent if unknown"`
	Generation int      `json:"generation,omitempty" doc:"of the refresh token, or of the one that the access token was minted with; absent if unknown"`
}

// Told returns a copy to be shown. Of the names of a log-in, which may be whatever somebody typed,
// it has those that can be an account's: a handle, a DID or an address.
func (c Call) Told() Call {
	c.Accounts = accountNames(c.Accounts)
	return c
}

func accountNames(names []string) (list []string) {
	for _, name := range names {
		if strings.ContainsAny(name, ".:") {
			list = append(list, name)
		}
	}
	return list
}

// A Difference is one respect in which a call is not what a rule wants.
type Difference struct {
	What string   // such as method or account
	Want string   // "" if What says it all
	Got  []string // empty if there is none, or it is unknown
	Mute bool     // Got is not told: it may be a secret
}

// Differs returns the difference between what a rule wants and what a call has, if that is not "".
func Differs(what, want, got string) Difference {
	d := Difference{What: what, Want: want}
	if got != "" {
		d.Got = []string{got}
	}
	return d
}

// String returns words such as "account is bob.test, not alice.test".
func (d Difference) String() string {
	switch {
	case d.Want == "":
		return d.What
	case d.Mute:
		return d.What + " is not " + d.Want
	default:
		return d.What + " is " + cmp.Or(strings.Join(d.Got, " / "), d.nothing()) + ", not " + d.Want
	}
}

// nothing is the word for what a call has none of, as far as is known.
func (d Difference) nothing() string {
	switch d.What {
	case "account", "session", "generation":
		return "unknown"
	default:
		return "none"
	}
}

// weight is how far a call is from what a rule wants, by this alone. Another method outweighs
// everything else, unless its name looks mistyped. Elsewhere what looks mistyped weighs less, and
// nothing at all more.
func (d Difference) weight() int {
	switch {
	case d.Want == "":
		return 0
	case d.What == "method":
		return 1000 * (1 + words.ApartFromMethod(d.Want, strings.Join(d.Got, "")))
	case len(d.Want) > 3 && slices.ContainsFunc(d.Got, func(got string) bool {
		return !strings.HasPrefix(got, "did:") && words.Apart(d.Want, got) < words.Far
	}):
		return 1
	case len(d.Got) == 0 && !d.Mute:
		return 3
	default:
		return 2
	}
}

// Weight returns how far a call is from what a rule wants: 0 if there is no difference.
func Weight(differences []Difference) int {
	sum := 0
	for _, d := range differences {
		sum += d.weight()
	}
	return sum
}

// IsFar reports whether a call is of another method altogether than a rule wants.
func IsFar(differences []Difference) bool { return Weight(differences) >= 1000*words.Far }

// Why puts differences in words.
func Why(differences []Difference) string {
	reasons := make([]string, len(differences))
	for i, d := range differences {
		reasons[i] = d.String()
	}
	return strings.Join(reasons, "; ")
}

// Differences lists in what a call is not as a rule for a method and an account wants it.
func Differences(pattern, account string, c Call) (list []Difference) {
	if !MatchesMethod(pattern, c.Method) {
		list = append(list, Differs("method", cmp.Or(pattern, AnyMethod), c.Method))
	}
	if !IsAccount(account, c.Accounts) {
		list = append(list, Difference{What: "account", Want: account, Got: accountNames(c.Accounts)})
	}
	return list
}

// A NearMiss is the call that came closest to being what a rule wants: the latest of those that
// differ least. A call of another method is further away than one of the right method; of other
// methods, one whose name looks mistyped is closer than the rest.
type NearMiss struct {
	Call Call   `json:"call"`
	Why  string `json:"why" doc:"such as: method is com.atproto.server.getSession, not refreshSession"`
}

// A Nearest keeps the call that came closest to what is wanted: the latest of those that differ
// least. Its zero value keeps none.
type Nearest[C any] struct {
	Call        C
	Differences []Difference // empty if no call is kept
	weight      int
}

// Note considers a call that was not what is wanted. The call must not change any more.
func (n *Nearest[C]) Note(c C, differences []Difference) {
	if weight := Weight(differences); len(n.Differences) == 0 || weight <= n.weight {
		*n = Nearest[C]{c, differences, weight}
	}
}

// Forget forgets the call, once another was what is wanted.
func (n *Nearest[C]) Forget() { *n = Nearest[C]{} }

// Miss returns the near miss of a rule, or nil if there is none.
func Miss(n *Nearest[Call]) *NearMiss {
	if len(n.Differences) == 0 {
		return nil
	}
	return &NearMiss{n.Call.Told(), Why(n.Differences)}
}
