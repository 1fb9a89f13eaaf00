package journal

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
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
	logins := pick(e.calls, func(c *call) bool { return c.is("createSession") && c.answered() && c.mints })
	for _, s := range e.stories {
		for _, login := range logins {
			told := s.expiredBefore(login)
			if told == nil || !s.refreshable(login.Began) || s.refreshedAfter(told) {
				continue
			}
			text := fmt.Sprintf("%s: ExpiredToken was answered to %s; its refresh token was still good, and %s logged in as %s instead.",
				s.Label, told.ref(), login.ref(), login.brings)
			list = append(list, sighting{s.Label, text, []*call{told, login}})
			break
		}
	}
	return list
}

// expiredBefore finds the last call of the session that the client of a login knew to be answered ExpiredToken, or nil.
func (s *story) expiredBefore(login *call) *call {
	if login.DID != s.DID {
		return nil
	}
	for _, c := range slices.Backward(s.calls) {
		if expired(c) && c.app() == login.app() && begunAfter(login, c) && login.Began.Sub(c.Began) <= loginsAtOnce {
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
	return g.stateAt(now) == StateCurrent
}

// refreshedAfter tells whether somebody tried to refresh the session, or ended it, once a call had begun.
func (s *story) refreshedAfter(c *call) bool {
	return slices.ContainsFunc(s.calls, func(o *call) bool { return takesRefreshToken(o) && !o.RealTime.Before(c.RealTime) })
}

// The reference's limits on createSession, for each identifier and address.
var loginLimits = []struct {
	count  int
	window time.Duration
}{{30, 5 * time.Minute}, {300, 24 * time.Hour}}

func loginPace(e *evidence) []sighting {
	var list []sighting
	logins := pick(e.calls, func(c *call) bool { return c.is("createSession") && c.Verb == "POST" })
	each(logins, limitedBy, func(_ string, group []*call) {
		slices.SortStableFunc(group, func(a, b *call) int { return a.Began.Compare(b.Began) })
		for _, limit := range loginLimits {
			for i := limit.count; i < len(group); i++ {
				if first := group[i-limit.count]; group[i].Began.Sub(first.Began) < limit.window {
					text := fmt.Sprintf("%s: %d logins within %s, from %s to %s.",
						group[i].who(), limit.count+1, limit.window, first.ref(), group[i].ref())
					list = append(list, sighting{group[i].who(), text, []*call{first, group[i]}})
					return
				}
			}
		}
	})
	return list
}

// limitedBy is what the reference counts logins by: identifier and address.
func limitedBy(c *call) string {
	return cmp.Or(c.identifier(), c.DID) + " " + c.Client
}

// toldBy is equal for calls of one method of which each could know what the others were answered: those of a session, or those of an
// app for one identifier or account where there is no session.
func toldBy(c *call) string {
	if c.named {
		return c.Method + " " + c.token.ofSession()
	}
	return c.Method + " " + cmp.Or(c.identifier(), c.DID) + " " + c.app()
}

func callBeforeReset(e *evidence) []sighting {
	var list []sighting
	methods := pick(e.calls, func(c *call) bool { return c.Method != "" })
	each(methods, toldBy, func(_ string, group []*call) {
		told, on := impatient(group)
		if len(on) > 0 {
			text := fmt.Sprintf("%s: %s was limited until %s by %s, and called again by %s.",
				subject(told), told.short(), clockTime(resetOf(told)), told.ref(), on[0].ref())
			list = append(list, sighting{subject(told), text, append([]*call{told}, on...)})
		}
	})
	return list
}

// impatient finds the first 429 among calls that are counted together which did not keep the client waiting, and the calls
// that were made before its reset.
func impatient(calls []*call) (told *call, on []*call) {
	for _, c := range calls {
		switch {
		case told != nil && begunAfter(c, told) && !c.Began.Before(told.Began) && c.Began.Before(resetOf(told)):
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
func resetOf(c *call) time.Time {
	if s, err := strconv.ParseInt(c.replyHeader.getAny("Ratelimit-Reset"), 10, 64); err == nil {
		return time.Unix(s, 0)
	}
	after := c.replyHeader.getAny("Retry-After")
	if s, err := strconv.ParseInt(after, 10, 32); err == nil {
		return c.Began.Add(time.Duration(s) * time.Second)
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
	each(e.calls, triedBy, func(_ string, attempts []*call) {
		if run := loopAmong(attempts); run != nil {
			text := fmt.Sprintf("%s: %s was answered %s %d times, from %s on, and sent again unchanged.",
				subject(run[0]), run[0].short(), run[0].ErrorName, len(run), run[0].ref())
			list = append(list, sighting{subject(run[0]), text, run})
		}
	})
	return list
}

// triedBy is equal for calls that one app makes to one end: of a method, with a session or to log in to an account.
func triedBy(c *call) string {
	who := subject(c)
	if c.is("createSession") {
		who = cmp.Or(c.DID, who) // which may be another name of the same account
	}
	return strings.Join([]string{c.Verb, c.target(), who, c.app()}, "\x00")
}

// loopAmong finds the first loop among attempts to the same end. A success ends all loops: what comes after it begins anew.
func loopAmong(attempts []*call) (run []*call) {
	for len(attempts) > 0 && run == nil {
		end := slices.IndexFunc(attempts, func(c *call) bool { return c.answered() })
		if end < 0 {
			end = len(attempts)
		}
		each(attempts[:end], sameCall, func(_ string, group []*call) {
			if run == nil {
				run = loop(group)
			}
		})
		attempts = attempts[min(end+1, len(attempts)):]
	}
	return run
}

// loop finds the first loop in a row of equal calls. Calls that were in flight together count as one.
func loop(calls []*call) []*call {
	var run []*call
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

func goesOn(last, c *call) bool {
	return isFinal(c) && c.ErrorName == last.ErrorName && c.Began.Sub(last.Began).Abs() <= loopPause
}

// sameCall is equal for calls to one end that ask for the same with the same token.
func sameCall(c *call) string {
	return strings.Join([]string{c.Query, string(c.TokenKind), strconv.Itoa(c.Generation), c.requestBody}, "\x00")
}

// isFinal tells whether an error will not go away by itself. ExpiredToken for an access token is another rule's business,
// and methods that this server does not have are polled in vain by correct clients, logged in or not.
func isFinal(c *call) bool {
	switch {
	case c.Method == "" || c.Lost:
		return false
	case c.VerbDue == "" && c.TokenKind == KindNone:
		return false
	case c.Status == 401 || c.Status == 403:
		return c.ErrorName != "AuthFactorTokenRequired"
	case c.Status != 400:
		return false
	}
	switch c.ErrorName {
	case "ExpiredToken":
		return c.TokenKind != KindAccess
	case "InvalidToken", "AccountTakedown", "AccountSuspended", "AccountDeactivated":
		return true
	default:
		return strings.HasPrefix(c.Method, "com.atproto.server.")
	}
}

func atSignIdentifier(e *evidence) []sighting {
	return bySubject(e, func(c *call) bool {
		return c.is("createSession") && strings.HasPrefix(strings.TrimSpace(c.identifier()), "@")
	}, "%s: the identifier of %s began with @, first in %s.")
}

func accountPassword(e *evidence) []sighting {
	if !e.options.ExpectAppPasswords {
		return nil
	}
	return bySubject(e, func(c *call) bool {
		return c.is("createSession") && (c.ownPassword || refusedOwnPassword(c))
	}, "%s: %s was right with the account's own password, first in %s.")
}

// refusedOwnPassword tells whether a login was refused that came as far with the account's own password as it cannot with an app
// password: those need no code, and are not looked at for an account that is taken down.
func refusedOwnPassword(c *call) bool {
	return c.Fault == nil && c.DID != "" && (c.ErrorName == "AuthFactorTokenRequired" || c.ErrorName == "AccountTakedown")
}
