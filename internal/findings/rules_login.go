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

func loginRules() []Rule {
	return []Rule{
		{
			"login-instead-of-refresh", SeverityWarning, "A client logged in again where a refresh would have done",
			"It has to keep the password to do so, logins are limited much more tightly than refreshes, and each leaves a session behind.",
			"It answers ExpiredToken with refreshSession, and asks for the password only when that is refused.",
			loginInsteadOfRefresh,
		},
		{
			"login-pace", SeverityWarning, "Logins came faster than a real server allows",
			"The reference PDS allows 30 logins in 5 minutes and 300 a day, for each identifier and client address, and answers 429 beyond that.",
			"It logs in once, keeps the session, and refreshes it.",
			loginPace,
		},
		{
			"call-before-rate-limit-reset", SeverityError, "A rate-limited call was repeated before the limit's reset",
			"It cannot succeed, and some servers count it, so that the wait never ends.",
			"It waits until RateLimit-Reset, or for as long as Retry-After says.",
			callBeforeReset,
		},
		{
			"retry-after-final-error", SeverityError, "A call was repeated unchanged after an error that repeating cannot change",
			"The answer stays the same. It costs the user's battery and the server's patience.",
			"It repeats calls after network errors, 5xx and 429, with pauses. Any other error it gives to its caller.",
			retryAfterFinalError,
		},
		{
			"at-sign-identifier", SeverityError, "A handle was sent as identifier with an @ before it",
			"With an @ in it the identifier is taken for an email address, and the login is refused.",
			"It removes a leading @ from what the user typed, and spaces around it.",
			atSignIdentifier,
		},
		{
			"account-password", SeverityWarning, "The account's own password was used where an app password is expected",
			"It can change the account's address and delete the account. A third party's app should not have it.",
			"It asks the user for an app password.",
			accountPassword,
		},
	}
}

// loginsAtOnce is how soon after ExpiredToken a client logs in that does so instead of refreshing. It leaves somebody the time to type
// a password.
const loginsAtOnce = 10 * time.Minute

// loginInsteadOfRefresh wants to see an app answered ExpiredToken, then a login of the same app with the refresh token still good,
// and no refresh at all from then on, so that a second app does not count.
func loginInsteadOfRefresh(e *evidence) []sighting {
	var list []sighting
	logins := pick(e.calls, func(c *journal.Call) bool { return c.Is("createSession") && c.Answered() && c.Minted != "" })
	for _, s := range e.stories {
		for _, login := range logins {
			told := s.expiredBefore(login)
			if told == nil || !s.refreshable(login.Time) || s.refreshedAfter(told) {
				continue
			}
			text := fmt.Sprintf("%s: ExpiredToken was answered to %s; its refresh token was still good, and %s logged in as %s instead.",
				s.Label, ref(told), ref(login), login.Minted)
			list = append(list, sighting{s.Label, text, []*journal.Call{told, login}})
			break
		}
	}
	return list
}

// expiredBefore finds the last call of the session that the client of a login knew to be answered ExpiredToken, or nil.
func (s *story) expiredBefore(login *journal.Call) *journal.Call {
	if login.DID != s.DID {
		return nil
	}
	for _, c := range slices.Backward(s.calls) {
		if expired(c) && app(c) == app(login) && begunAfter(login, c) && login.Time.Sub(c.Time) <= loginsAtOnce {
			return c
		}
	}
	return nil
}

// refreshable tells whether the session's newest refresh token was good at a time.
func (s *story) refreshable(now time.Time) bool {
	if len(s.Generations) == 0 {
		return false
	}
	g := s.Generations[len(s.Generations)-1]
	return g.StateAt(now) == journal.StateCurrent
}

// refreshedAfter tells whether somebody tried to refresh the session, or ended it, once a call had begun.
func (s *story) refreshedAfter(c *journal.Call) bool {
	return slices.ContainsFunc(s.calls, func(o *journal.Call) bool { return takesRefreshToken(o) && !o.RealTime.Before(c.RealTime) })
}

// The reference's limits on createSession, for each identifier and address.
var loginLimits = []struct {
	count  int
	window time.Duration
}{{30, 5 * time.Minute}, {300, 24 * time.Hour}}

func loginPace(e *evidence) []sighting {
	var list []sighting
	logins := pick(e.calls, func(c *journal.Call) bool { return c.Is("createSession") && c.Verb == "POST" })
	each(logins, limitedBy, func(_ string, group []*journal.Call) {
		slices.SortStableFunc(group, func(a, b *journal.Call) int { return a.Time.Compare(b.Time) })
		for _, limit := range loginLimits {
			for i := limit.count; i < len(group); i++ {
				if first := group[i-limit.count]; group[i].Time.Sub(first.Time) < limit.window {
					text := fmt.Sprintf("%s: %d logins within %s, from %s to %s.",
						who(group[i]), limit.count+1, limit.window, ref(first), ref(group[i]))
					list = append(list, sighting{who(group[i]), text, []*journal.Call{first, group[i]}})
					return
				}
			}
		}
	})
	return list
}

// limitedBy is what the reference counts logins by: identifier and address.
func limitedBy(c *journal.Call) string {
	return cmp.Or(c.Facts.Identifier, c.DID) + " " + c.Client
}

// toldBy is equal for calls of one method of which each could know what the others were answered: those of a session, or those of an
// app for one identifier or account where there is no session.
func toldBy(c *journal.Call) string {
	if c.Session != "" {
		return c.Method + " " + c.Session
	}
	return c.Method + " " + cmp.Or(c.Facts.Identifier, c.DID) + " " + app(c)
}

func callBeforeReset(e *evidence) []sighting {
	var list []sighting
	methods := pick(e.calls, func(c *journal.Call) bool { return c.Method != "" })
	each(methods, toldBy, func(_ string, group []*journal.Call) {
		told, on := impatient(group)
		if len(on) > 0 {
			text := fmt.Sprintf("%s: %s was limited until %s by %s, and called again by %s.",
				subject(told), told.ShortTarget(), clockTime(resetOf(told)), ref(told), ref(on[0]))
			list = append(list, sighting{subject(told), text, append([]*journal.Call{told}, on...)})
		}
	})
	return list
}

// impatient finds the first 429 among calls that are counted together which did not keep the client waiting, and the calls
// that were made before its reset.
func impatient(calls []*journal.Call) (told *journal.Call, on []*journal.Call) {
	for _, c := range calls {
		switch {
		case told != nil && begunAfter(c, told) && !c.Time.Before(told.Time) && c.Time.Before(resetOf(told)):
			on = append(on, c)
		case len(on) > 0:
			return told, on
		case c.Status == 429 && !c.Lost:
			told = c
		}
	}
	return told, on
}

// resetOf is when a 429 says that calls are welcome again, in mock time; zero when it does not say.
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

// A loop is so many equal calls with equal errors, each within so much mock time of the one before, and no success between them.
const (
	loopLength = 5
	loopPause  = 5 * time.Minute
)

func retryAfterFinalError(e *evidence) []sighting {
	var list []sighting
	each(e.calls, triedBy, func(_ string, attempts []*journal.Call) {
		if run := loopAmong(attempts); run != nil {
			text := fmt.Sprintf("%s: %s was answered %s %d times, from %s on, and sent again unchanged.",
				subject(run[0]), run[0].ShortTarget(), run[0].Error, len(run), ref(run[0]))
			list = append(list, sighting{subject(run[0]), text, run})
		}
	})
	return list
}

// triedBy is equal for calls that one app makes to one end: of a method, with a session or to log in to an account.
func triedBy(c *journal.Call) string {
	who := subject(c)
	if c.Is("createSession") {
		who = cmp.Or(c.DID, who) // which may be another name of the same account
	}
	return strings.Join([]string{c.Verb, c.Target(), who, app(c)}, "\x00")
}

// loopAmong finds the first loop among attempts to the same end. A success ends all loops: what comes after it begins anew.
func loopAmong(attempts []*journal.Call) (run []*journal.Call) {
	for len(attempts) > 0 && run == nil {
		end := slices.IndexFunc(attempts, func(c *journal.Call) bool { return c.Answered() })
		if end < 0 {
			end = len(attempts)
		}
		each(attempts[:end], sameCall, func(_ string, group []*journal.Call) {
			if run == nil {
				run = loop(group)
			}
		})
		attempts = attempts[min(end+1, len(attempts)):]
	}
	return run
}

// loop finds the first loop in a row of equal calls. Calls that were in flight together count as one.
func loop(calls []*journal.Call) []*journal.Call {
	var run []*journal.Call
	for _, c := range calls {
		if len(run) > 0 && !goesOn(run[len(run)-1], c) {
			if len(run) >= loopLength {
				return run
			}
			run = nil
		}
		if isFinal(c) && (len(run) == 0 || begunAfter(c, run[len(run)-1])) {
			run = append(run, c)
		}
	}
	if len(run) < loopLength {
		return nil
	}
	return run
}

func goesOn(last, c *journal.Call) bool {
	return isFinal(c) && c.Error == last.Error && c.Time.Sub(last.Time).Abs() <= loopPause
}

// sameCall is equal for calls to one end that ask for the same with the same token.
func sameCall(c *journal.Call) string {
	return fmt.Sprint(c.Facts.Asked, c.Token, c.Generation)
}

// isFinal tells whether an error will not go away by itself. ExpiredToken for an access token is another rule's business,
// and methods that this server does not have are polled in vain by correct clients, logged in or not.
func isFinal(c *journal.Call) bool {
	switch {
	case c.Method == "" || c.Lost:
		return false
	case c.Facts.VerbDue == "" && c.Token == journal.KindNone:
		return false
	case c.Status == 401 || c.Status == 403:
		return c.Error != "AuthFactorTokenRequired"
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

func atSignIdentifier(e *evidence) []sighting {
	return bySubject(e, func(c *journal.Call) bool {
		return c.Is("createSession") && strings.HasPrefix(strings.TrimSpace(c.Facts.Identifier), "@")
	}, "%s: the identifier of %s began with @, first in %s.")
}

func accountPassword(e *evidence) []sighting {
	if !e.options.ExpectAppPasswords {
		return nil
	}
	return bySubject(e, func(c *journal.Call) bool {
		return c.Is("createSession") && (c.Facts.OwnPassword || refusedOwnPassword(c))
	}, "%s: %s was right with the account's own password, first in %s.")
}

// refusedOwnPassword tells whether a login was refused that came as far with the account's own password as it cannot with an app
// password: those need no code, and are not looked at for an account that is taken down.
func refusedOwnPassword(c *journal.Call) bool {
	return c.Fault == nil && c.DID != "" && (c.Error == "AuthFactorTokenRequired" || c.Error == "AccountTakedown")
}
