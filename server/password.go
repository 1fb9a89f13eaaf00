package server

import (
	"context"

	"mockpds/fixtures"
	"mockpds/internal/xrpc"
)

type requestPasswordResetInput struct {
	Email string `lex:"email"`
}

// requestPasswordReset mails a code to whoever has an address, whatever the account's status. An address that nobody has
// is told apart from one that somebody has, as by the reference.
func (p *protocol) requestPasswordReset(_ context.Context, _ visitor, in requestPasswordResetInput) (xrpc.None, error) {
	a, ok := p.store.AccountByEmail(in.Email)
	if !ok {
		return xrpc.None{}, errNoAddress
	}
	return xrpc.None{}, p.mailCode(&a, fixtures.ResetPassword)
}

type resetPasswordInput struct {
	Token    string `lex:"token"`
	Password string `lex:"password"`
}

// resetPassword changes the password of the account that a code was mailed to, and makes its refresh tokens void. App
// passwords and access tokens live on.
func (p *protocol) resetPassword(_ context.Context, from visitor, in resetPasswordInput) (xrpc.None, error) {
	if err := checkNewPassword(in.Password); err != nil {
		return xrpc.None{}, err
	}
	err := p.revoking(from.call, "", func() error { return p.store.ResetPassword(in.Token, in.Password, p.now()) })
	return xrpc.None{}, codeError(err, errWrongCode)
}

// checkNewPassword refuses only what is too long: an empty password is one.
func checkNewPassword(password string) error {
	if fixtures.TextLength(password) > longestNewPassword {
		return xrpc.InvalidRequest("Invalid password length.")
	}
	return nil
}
