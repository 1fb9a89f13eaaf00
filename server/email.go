package server

import (
	"errors"
	"strings"

	"mockpds/fixtures"
	"mockpds/internal/mailbox"
	"mockpds/internal/names"
	"mockpds/internal/quirks"
	"mockpds/internal/seed"
	"mockpds/internal/xrpc"
)

// mails answers by mailing the caller a code for a purpose. Whether the account has any use for it,
// such as an address that is not confirmed, is not asked.
func (p *protocol) mails(purpose fixtures.Purpose) func(*caller) error {
	return func(who *caller) error {
		a, err := p.addressee(who.did)
		if err != nil {
			return err
		}
		return p.mailCode(&a, purpose)
	}
}

var (
	errNoAccount    = xrpc.InvalidRequest("account not found")
	errUserNotFound = xrpc.Refuse("AccountNotFound", "user not found") // in other methods' words
	errNoAddress    = xrpc.InvalidRequest("account does not have an email address")
)

// addressee returns an account that mail can be sent to.
func (p *protocol) addressee(did string) (fixtures.Account, error) {
	a, ok := p.store.Account(did)
	switch {
	case !ok:
		return a, errNoAccount
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
func (p *protocol) confirmEmail(who *caller, in confirmEmailInput) error {
	a, ok := p.store.Account(who.did)
	switch {
	case !ok:
		return errUserNotFound
	case a.Email == "" || a.Email != strings.ToLower(in.Email):
		return xrpc.Refuse("InvalidEmail", "invalid email")
	}
	return codeError(p.store.ConfirmEmail(a.DID, in.Token, p.now()), errUserNotFound)
}

type requestEmailUpdateOutput struct {
	TokenRequired bool `json:"tokenRequired"`
}

// requestEmailUpdate reports whether a new address needs a code, which is so if the old address
// is confirmed, and mails one to the old address then.
func (p *protocol) requestEmailUpdate(who *caller) (requestEmailUpdateOutput, error) {
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

// updateEmail changes the account's address, which is then unconfirmed, even if it is the same as
// before. It switches sign-in codes on and off if the config says so.
func (p *protocol) updateEmail(who *caller, in updateEmailInput) error {
	if !names.SupportedAddress(in.Email) {
		return errUnsupportedAddress
	}
	a, ok := p.store.Account(who.did)
	if !ok {
		return errNoAccount
	}
	to := fixtures.EmailUpdate{Email: in.Email, Code: in.Token}
	switch {
	case !p.config.EmailAuthFactor &&
		!p.meets(who.visitor, func(s *quirks.Settings) bool { return s.SignInCodes }):
	case in.EmailAuthFactor != nil && a.Email == strings.ToLower(in.Email):
		// The address stays, and stays confirmed.
		return emailError(
			p.store.SwitchSignInCodes(a.DID, *in.EmailAuthFactor, in.Token, p.now()))
	default:
		on := in.EmailAuthFactor != nil && *in.EmailAuthFactor
		to.SignInCodes = &on
	}
	return emailError(p.store.UpdateEmail(a.DID, to, p.now()))
}

func emailError(err error) error {
	switch {
	case errors.Is(err, fixtures.ErrCodeMissing):
		return xrpc.Refuse("TokenRequired", "confirmation token required")
	case errors.Is(err, fixtures.ErrEmailTaken):
		return xrpc.InvalidRequest("This email address is already in use, please use a different email.")
	default:
		return codeError(err, errNoAccount)
	}
}

// mailCode mails an account a new code for a purpose. It replaces the code before.
func (p *protocol) mailCode(a *fixtures.Account, purpose fixtures.Purpose) error {
	code := strings.ToUpper(seed.Groups(seed.Letters(p.source.Next("code"), 10), 5))
	if err := unlessGone(p.store.SetCode(a.DID, purpose, code, p.now())); err != nil {
		return err
	}
	p.mail.Deliver(mailbox.Message{To: a.Email, Kind: string(purpose), Token: code, SentAt: p.now()})
	return nil
}

var errWrongCode = xrpc.Refuse("InvalidToken", "Token is invalid")

// codeError returns the protocol's error for a code, or gone if the account was deleted
// meanwhile.
func codeError(err, gone error) error {
	switch {
	case errors.Is(err, fixtures.ErrCodeExpired):
		return xrpc.Refuse("ExpiredToken", "Token is expired")
	case errors.Is(err, fixtures.ErrCodeInvalid):
		return errWrongCode
	case errors.Is(err, fixtures.ErrNoAccount):
		return gone
	default:
		return err
	}
}
