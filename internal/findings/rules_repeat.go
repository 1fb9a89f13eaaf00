package findings

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"mockpds/internal/journal"
)

// sharedReplies is equal for calls of one method whose client knows what the others were answered:
// those of a session, or those of an app for one identifier or account if there is no session.
func sharedReplies(c *journal.Call) string {
	if c.Session != "" {
		return c.Method + " " + c.Session
	}
	return c.Method + " " + cmp.Or(c.Facts.Identifier, c.DID) + " " + app(c)
}

func callBeforeReset(e *evidence) {
	methods := pick(e.calls, func(c *journal.Call) bool { return c.Method != "" })
	each(methods, sharedReplies, func(_ string, group []*journal.Call) {
		if run := madeBeforeReset(group); len(run) > 1 {
			e.report(subject(run[0]), run, "%s was limited until %s by %s, and called again by %s.",
				run[0].ShortTarget(), clockTime(resetOf(run[0])), ref(run[0]), ref(run[1]))
		}
	})
}

// madeBeforeReset returns the first 429 that the client did not heed, and the calls that it made
// before the reset.
func madeBeforeReset(calls []*journal.Call) (run []*journal.Call) {
	for _, c := range calls {
		switch {
		case run != nil && begunAfter(c, run[0]) && !c.Time.Before(run[0].Time) &&
			c.Time.Before(resetOf(run[0])):
			run = append(run, c)
		case len(run) > 1:
			return run
		case c.Status == 429 && !c.Lost:
			run = []*journal.Call{c}
		}
	}
	return run
}

// resetOf is when a 429 says that calls are answered again, in mock time; zero if it does not say.
func resetOf(c *journal.Call) time.Time {
	if s, err := strconv.ParseInt(c.Reply.Header("Ratelimit-Reset"), 10, 64); err == nil {
		return time.Unix(s, 0)
	}
	after := c.Reply.Header("Retry-After")
	if s, err := strconv.ParseInt(after, 10, 32); err == nil {
		return c.Time.Add(time.Duration(s) * time.Second)
	}
	at, _ := http.ParseTime(after)
	return at
}

// A loop is so many equal calls with equal errors, each within so much mock time of the one before,
// and no success between them.
const (
	loopLength = 5
	loopPause  = 5 * time.Minute
)

func retryAfterFinalError(e *evidence) {
	each(e.calls, attempted, func(_ string, attempts []*journal.Call) {
		successes, found := 0, false
		equal := func(c *journal.Call) string { // what is asked for, and with which token
			if c.Answered() {
				successes++ // which ends all loops
				return ""
			}
			return fmt.Sprint(successes, c.Facts.Asked, c.Token, c.Generation)
		}
		each(attempts, equal, func(_ string, calls []*journal.Call) {
			run := loop(calls)
			if run == nil || found {
				return
			}
			found = true
			e.report(subject(run[0]), run,
				"%s was answered %s %d times, from %s on, and sent again unchanged.",
				run[0].ShortTarget(), run[0].Error, len(run), ref(run[0]))
		})
	})
}

// attempted is equal for calls that one app makes for one purpose: of a method, with a session or
// to log in to an account.
func attempted(c *journal.Call) string {
	who := subject(c)
	if c.Is("createSession") {
		who = cmp.Or(c.DID, who) // which may be another name of the same account
	}
	return strings.Join([]string{c.Verb, c.Target(), who, app(c)}, "\x00")
}

// loop returns the first loop in a row of equal calls. Calls that were in flight together count as
// one.
func loop(calls []*journal.Call) []*journal.Call {
	var run []*journal.Call
	for _, c := range calls {
		var last *journal.Call
		if len(run) > 0 {
			last = run[len(run)-1]
		}
		if last != nil && (!isFinal(c) || c.Error != last.Error ||
			c.Time.Sub(last.Time).Abs() > loopPause) {
			if len(run) >= loopLength {
				return run
			}
			run, last = nil, nil
		}
		if isFinal(c) && (last == nil || begunAfter(c, last)) {
			run = append(run, c)
		}
	}
	if len(run) < loopLength {
		return nil
	}
	return run
}

// isFinal reports whether an error will not go away by itself. ExpiredToken for an access token is
// another rule's business, and what OAuth has for it is what a refresh follows. Methods that this
// server does not have are polled in vain by correct clients, logged in or not.
func isFinal(c *journal.Call) bool {
	switch {
	case c.Method == "" || c.Lost:
		return false
	case c.Facts.VerbDue == "" && c.Token == journal.KindNone:
		return false
	case c.Status == 401 || c.Status == 403:
		return !slices.Contains(askedAgain, c.Error)
	case c.Status != 400:
		return false
	}
	switch c.Error {
	case "ExpiredToken":
		return c.Token != journal.KindAccess
	case "InvalidToken", "AccountTakedown", "AccountSuspended", "AccountDeactivated":
		return true
	default:
		return strings.HasPrefix(c.Method, "com.atproto.server.")
	}
}

// askedAgain are the refusals after which clients ask again with a code, another token or another
// proof.
var askedAgain = []string{"AuthFactorTokenRequired", "invalid_token", "use_dpop_nonce"}
