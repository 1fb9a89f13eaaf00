package server

import (
	"context"
	"errors"
	"strings"

	"mockpds/fixtures"
	"mockpds/internal/xrpc"
)

// requestEmailConfirmation mails a code that confirms the account's address. One is mailed also when that is confirmed.
func (p *PDS) requestEmailConfirmation(_ context.Context, who caller) (xrpc.None, error) {
	a, err := p.addressee(who.did)
	if err != nil {
		return xrpc.None{}, err
	}
	return xrpc.None{}, p.mailCode(&a, fixtures.ConfirmEmail)
}

var errNoAddress = xrpc.InvalidRequest("account does not have an email address")

// addressee finds an account that mail can be sent to.
func (p *PDS) addressee(did string) (fixtures.Account, error) {
	a, ok := p.store.Account(did)
	switch {
	case !ok:
		return a, xrpc.InvalidRequest("account not found")
	case a.Email == "":
		return a, errNoAddress
	default:
		return a, nil
	}
}

type confirmEmailInput struct {
	Email string `lex:"email"`
	Token string `lex:"token"`
}

// confirmEmail confirms the account's address with the code that was mailed to it.
func (p *PDS) confirmEmail(_ context.Context, who caller, in confirmEmailInput) (xrpc.None, error) {
	a, ok := p.store.Account(who.did)
	switch {
	case !ok:
		return xrpc.None{}, xrpc.Refuse("AccountNotFound", "user not found")
	case a.Email == "" || a.Email != strings.ToLower(in.Email):
		return xrpc.None{}, xrpc.Refuse("InvalidEmail", "invalid email")
	}
	if err := p.checkCode(a.DID, fixtures.ConfirmEmail, in.Token); err != nil {
		return xrpc.None{}, err
	}
	return xrpc.None{}, unlessGone(p.store.ConfirmEmail(a.DID, p.now()))
}

type requestEmailUpdateOutput struct {
	TokenRequired bool `json:"tokenRequired"`
}

// requestEmailUpdate tells whether a new address needs a code, and mails one to the old address if so: when that is
// confirmed.
func (p *PDS) requestEmailUpdate(_ context.Context, who caller) (requestEmailUpdateOutput, error) {
	a, err := p.addressee(who.did)
	if err != nil || a.EmailConfirmedAt.IsZero() {
		return requestEmailUpdateOutput{}, err
	}
	return requestEmailUpdateOutput{TokenRequired: true}, p.mailCode(&a, fixtures.UpdateEmail)
}

type updateEmailInput struct {
	Email           string `lex:"email"`
	EmailAuthFactor *bool  `lex:"emailAuthFactor,optional"`
	Token           string `lex:"token,optional"`
}

// updateEmail changes the account's address, which is then unconfirmed, also when it is the same one as before. It switches
// sign-in codes where the config says so.
func (p *PDS) updateEmail(_ context.Context, who caller, in updateEmailInput) (xrpc.None, error) {
	if !supportedAddress(in.Email) {
		return xrpc.None{}, errUnsupportedAddress
	}
	a, ok := p.store.Account(who.did)
	if !ok {
		return xrpc.None{}, xrpc.InvalidRequest("account not found")
	}
	if !p.config.EmailAuthFactor {
		return xrpc.None{}, p.changeEmail(&a, in)
	}
	if in.EmailAuthFactor != nil && a.Email == strings.ToLower(in.Email) {
		return xrpc.None{}, p.switchSignInCodes(&a, *in.EmailAuthFactor, in.Token)
	}
	if err := p.changeEmail(&a, in); err != nil {
		return xrpc.None{}, err
	}
	return xrpc.None{}, p.setSignInCodes(a.DID, in.EmailAuthFactor != nil && *in.EmailAuthFactor)
}

func (p *PDS) changeEmail(a *fixtures.Account, in updateEmailInput) error {
	if err := p.checkUpdateCode(a, in.Token); err != nil {
		return err
	}
	err := p.store.SetEmail(a.DID, in.Email)
	if errors.Is(err, fixtures.ErrEmailTaken) {
		return xrpc.InvalidRequest("This email address is already in use, please use a different email.")
	}
	return unlessGone(err)
}

// checkUpdateCode asks for a code if the account's address is confirmed, and checks any that is given.
func (p *PDS) checkUpdateCode(a *fixtures.Account, code string) error {
	if code != "" {
		return p.checkCode(a.DID, fixtures.UpdateEmail, code)
	}
	if !a.EmailConfirmedAt.IsZero() {
		return xrpc.Refuse("TokenRequired", "confirmation token required")
	}
	return nil
}

// switchSignInCodes switches sign-in codes on for the asking, and off as an address is changed: with a code if the address
// is confirmed. The address stays confirmed.
func (p *PDS) switchSignInCodes(a *fixtures.Account, on bool, code string) error {
	if !on || code != "" {
		if err := p.checkUpdateCode(a, code); err != nil {
			return err
		}
		p.store.DropCode(a.DID, fixtures.UpdateEmail)
	}
	return p.setSignInCodes(a.DID, on)
}

func (p *PDS) setSignInCodes(did string, on bool) error {
	return unlessGone(p.store.Update(did, func(a *fixtures.Account) error {
		a.EmailAuthFactor = on
		return nil
	}))
}
