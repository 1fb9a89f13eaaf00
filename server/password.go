package server

import (
	"mockpds/fixtures"
	"mockpds/internal/xrpc"
)

type requestPasswordResetInput struct {
	Email string `lex:"email"`
}

// requestPasswordReset mails a code to an address, whatever the account's status. As in the
// reference, the reply tells whether an account has the address.
func (p *protocol) requestPasswordReset(_ visitor, in requestPasswordResetInput) error {
	a, ok := p.store.AccountByEmail(in.Email)
	if !ok {
		return errNoAddress
	}
	return p.mailCode(&a, fixtures.ResetPassword)
}

type resetPasswordInput struct {
	Token    string `lex:"token"`
	Password string `lex:"password"`
}

// resetPassword changes the password of the account that a code was mailed to, and revokes its
// refresh tokens. App passwords and access tokens stay good.
func (p *protocol) resetPassword(from visitor, in resetPasswordInput) error {
	if err := checkNewPassword(in.Password); err != nil {
		return err
	}
	err := p.control.Revoking(from.call, "",
		func() error { return p.store.ResetPassword(in.Token, in.Password, p.now()) })
	return codeError(err, errWrongCode)
}

// checkNewPassword refuses only a password that is too long. An empty one is a password.
func checkNewPassword(password string) error {
	if fixtures.TextLength(password) > longestNewPassword {
		return xrpc.InvalidRequest("Invalid password length.")
	}
	return nil
}
