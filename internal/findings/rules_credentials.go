package findings

import (
	"strings"

	"mockpds/internal/journal"
)

func atSignIdentifier(e *evidence) {
	e.bySubject(hasAtSign, "the identifier of %s began with @, first in %s.")
}

func hasAtSign(c *journal.Call) bool {
	return c.Is("createSession") && strings.HasPrefix(strings.TrimSpace(c.Facts.Identifier), "@")
}

func identifierForm(e *evidence) {
	e.bySubject(func(c *journal.Call) bool {
		name := c.Facts.Identifier
		if name == "" || strings.Contains(name, "‹") || hasAtSign(c) {
			return false
		}
		return name != strings.TrimSpace(name) || !strings.ContainsAny(name, ".@:")
	}, "the identifier of %s had white space around it or no domain, first in %s.")
}

// fewCodes is from how many logins on that had a code mailed, and brought none, a client does not
// know of codes.
const fewCodes = 4

// signInCode looks at the logins of an app to an account that was asked for a code.
func signInCode(e *evidence) {
	logins := pick(e.calls, func(c *journal.Call) bool {
		return c.Is("createSession") && c.DID != "" && !c.Lost
	})
	each(logins, accountAndApp, func(_ string, group []*journal.Call) {
		asked, wrong := codesOf(group)
		switch {
		case len(wrong) > 0:
			e.report(who(wrong[0]), append(asked[:1:1], wrong...),
				"%s asked for the code, and %s brought it in the place of the password "+
					"or not as it was mailed.", ref(asked[0]), ref(wrong[0]))
		case len(asked) >= fewCodes:
			e.report(who(asked[0]), asked,
				"%d logins had a code mailed, from %s on, and none brought one.",
				len(asked), ref(asked[0]))
		}
	})
}

// codesOf finds the logins that had a code mailed since one brought a code, and the first that
// brought it wrongly with those that follow.
func codesOf(logins []*journal.Call) (asked, wrong []*journal.Call) {
	for _, c := range logins {
		password, factor := c.Facts.Password, c.Facts.Factor
		misplaced := password == journal.SecretCode && c.Error == "AuthenticationRequired"
		switch {
		case c.Error == "AuthFactorTokenRequired" && factor == journal.SecretAbsent:
			asked = append(asked, c)
		case len(asked) > 0 && (misplaced || factor == journal.SecretMangled):
			wrong = append(wrong, c)
		case len(wrong) == 0 && factor != journal.SecretAbsent:
			asked = nil
		}
	}
	return asked, wrong
}

func accountPassword(e *evidence) {
	e.bySubject(func(c *journal.Call) bool {
		return e.options.ExpectAppPasswords && c.Is("createSession") &&
			(c.Facts.OwnPassword || refusedOwnPassword(c))
	}, "%s was right with the account's own password, first in %s.")
}

// refusedOwnPassword reports whether a login was refused that came as far with the account's own
// password as it cannot with an app password: those need no code, and are not looked at for an
// account that is taken down.
func refusedOwnPassword(c *journal.Call) bool {
	return c.Fault == nil && c.DID != "" &&
		(c.Error == "AuthFactorTokenRequired" || c.Error == "AccountTakedown")
}
