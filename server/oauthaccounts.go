package server

import (
	"cmp"
	"errors"
	"net/http"
	"strings"

	"mockpds/fixtures"
	"mockpds/internal/oauth"
	"mockpds/internal/xrpc"
)

// oauthAccounts are the accounts as OAuth knows them.
type oauthAccounts struct{ *protocol }

var _ oauth.Accounts = oauthAccounts{}

func oauthAccount(a *fixtures.Account) oauth.Account {
	return oauth.Account{
		DID: a.DID, Handle: a.Handle, Email: a.Email, EmailVerified: !a.EmailConfirmedAt.IsZero(),
		Deactivated: !a.DeactivatedAt.IsZero(), AccessTTL: a.AccessTTL,
	}
}

// ByDID finds an account that is not taken down.
func (p oauthAccounts) ByDID(did string) (oauth.Account, bool) {
	a, ok := p.store.Account(did)
	if !ok || a.Enforced() {
		return oauth.Account{}, false
	}
	return oauthAccount(&a), true
}

// listed is how many accounts a person may choose from.
const listed = 50

// List is the first accounts.
func (p oauthAccounts) List() []oauth.Account {
	var list []oauth.Account
	for _, a := range p.store.CreatedAfter(-1<<62, "", listed) {
		if !a.Enforced() {
			list = append(list, oauthAccount(&a))
		}
	}
	return list
}

// SignIn checks the account's own password: no app password is good here.
func (p oauthAccounts) SignIn(username, password, code string) (oauth.Account, error) {
	a, ok := p.identify(username)
	if !ok {
		return oauth.Account{}, signInError(errBadLogin)
	}
	appPassword, err := checkPassword(&a, password)
	switch {
	case err != nil:
		return oauth.Account{}, signInError(err)
	case a.Enforced():
		return oauth.Account{}, signInRefused("Account was taken down")
	case appPassword != nil:
		return oauth.Account{}, signInRefused("App passwords are not allowed")
	case !a.EmailAuthFactor && code != "":
		return oauth.Account{}, errUnexpectedCode
	case a.EmailAuthFactor:
		err = p.checkSignInCode(&a, code)
	}
	return oauthAccount(&a), signInError(err)
}

// errUnexpectedCode stays inside, as the reference does not know sign-in codes on its page.
var errUnexpectedCode = errors.New("a sign-in code, of an account that asks for none")

func signInRefused(message string) error {
	return &oauth.Error{Status: http.StatusBadRequest, Code: "invalid_request", Description: message}
}

// signInError says an error of the session methods in the words of the page.
func signInError(err error) error {
	e, ok := errors.AsType[*xrpc.Error](err)
	switch {
	case err == nil || !ok:
		return err
	case e.Name == "AuthFactorTokenRequired":
		return &oauth.Error{
			Status: http.StatusUnauthorized, Code: "second_authentication_factor_required",
			Description: "emailOtp authentication factor required",
		}
	default:
		return signInRefused(e.Message)
	}
}

// SignUp makes an account as createAccount does.
func (p oauthAccounts) SignUp(handle, email, password, inviteCode string) (oauth.Account, error) {
	handle, err := p.checkSignUp(
		createAccountInput{Handle: handle, Email: email, Password: password, InviteCode: inviteCode})
	if err != nil {
		return oauth.Account{}, signUpError(err)
	}
	a := fixtures.Account{
		DID: p.newDID(handle), Handle: handle, Email: email, Password: password,
		CreatedAt: p.now(),
	}
	if err := p.addAccount(a, inviteCode); err != nil {
		return oauth.Account{}, signUpError(err)
	}
	return oauthAccount(&a), nil
}

// CheckHandle returns nil if somebody who signs up may have the handle.
func (p oauthAccounts) CheckHandle(handle string) error {
	checked, err := p.checkHandle(handle, "", false)
	if err == nil {
		err = p.checkFree(checked, "")
	}
	return signUpError(err)
}

// unavailable says why nobody may have a handle, by the message or the name of the protocol's
// error.
var unavailable = map[string]string{
	"Reserved handle":                        "reserved",
	"HandleNotAvailable":                     "taken",
	"UnsupportedDomain":                      "unsupported",
	"Inappropriate language in handle":       "slur",
	"Handle TLD is invalid or disallowed":    "domain",
	"InvalidHandle":                          "syntax",
	"External handle did not resolve to DID": "resolution",
}

// signUpError tells a handle that nobody may have from other mistakes.
func signUpError(err error) error {
	e, ok := errors.AsType[*xrpc.Error](err)
	if !ok {
		return err
	}
	reason, message := cmp.Or(unavailable[e.Message], unavailable[e.Name]), e.Message
	switch {
	case strings.HasPrefix(message, "Handle already taken"):
		reason, message = "taken", "That handle is not available"
	case strings.HasPrefix(message, "Email already taken"):
		return signInRefused("Email already taken")
	case reason == "":
		return signInRefused(message)
	}
	return &oauth.Error{
		Status: http.StatusBadRequest, Code: "handle_unavailable",
		Description: message, Reason: reason,
	}
}

// SetActive deactivates an account, or brings it back.
func (p oauthAccounts) SetActive(did string, active bool) (oauth.Account, error) {
	var err error
	if active {
		err = p.activate(did)
	} else {
		err = p.deactivate(did, "")
	}
	if e, ok := errors.AsType[*xrpc.Error](err); ok {
		err = signInRefused(e.Message)
	}
	a, _ := p.ByDID(did)
	return a, err
}

// RequestReset mails a code, as requestPasswordReset does, and tells nobody whether there is such
// an address.
func (p oauthAccounts) RequestReset(email string) {
	if a, ok := p.store.AccountByEmail(email); ok && !a.Enforced() {
		_ = p.mailCode(&a, fixtures.ResetPassword) // nobody is told
	}
}

// Reset sets a new password by a mailed code.
func (p oauthAccounts) Reset(code, password string) bool {
	err := p.control.Revoking(nil, "",
		func() error { return p.store.ResetPassword(code, password, p.now()) })
	return err == nil
}
