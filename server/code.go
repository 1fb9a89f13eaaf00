package server

import (
	"errors"
	"strings"

	"mockpds/fixtures"
	"mockpds/internal/mailbox"
	"mockpds/internal/seed"
	"mockpds/internal/xrpc"
)

// mailCode mails an account a new code for a purpose, which replaces the one before.
func (p *protocol) mailCode(a *fixtures.Account, purpose fixtures.Purpose) error {
	code := strings.ToUpper(seed.Groups(seed.Letters(p.source.Next("code"), 10), 5))
	if err := unlessGone(p.store.SetCode(a.DID, purpose, code, p.now())); err != nil {
		return err
	}
	p.mail.Deliver(mailbox.Message{To: a.Email, Kind: string(purpose), Code: code, SentAt: p.now()})
	return nil
}

var errWrongCode = xrpc.Refuse("InvalidToken", "Token is invalid")

// codeError says what is wrong with a code, or gives the answer gone if its account was deleted meanwhile.
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
