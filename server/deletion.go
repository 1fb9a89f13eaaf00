package server

import (
	"mockpds/fixtures"
	"mockpds/internal/xrpc"
)

// requestAccountDelete mails a code that deletes the account.
func (p *protocol) requestAccountDelete(who caller) (xrpc.None, error) {
	a, err := p.addressee(who.did)
	if err != nil {
		return xrpc.None{}, err
	}
	return xrpc.None{}, p.mailCode(&a, fixtures.DeleteAccount)
}

type deleteAccountInput struct {
	DID      string `lex:"did,format=did"`
	Password string `lex:"password"`
	Token    string `lex:"token"`
}

// deleteAccount deletes an account, whatever its status, for a client that sends its own password
// and the mailed code. It needs no token, and a failed attempt does not spend the code.
func (p *protocol) deleteAccount(from visitor, in deleteAccountInput) (xrpc.None, error) {
	if fixtures.TextLength(in.Password) > fixtures.LongestPassword {
		return xrpc.None{}, errPasswordTooLong
	}
	a, ok := p.store.Account(in.DID)
	switch {
	case !ok:
		return xrpc.None{}, errNoAccount
	case a.NoPassword || a.Password != in.Password:
		return xrpc.None{}, xrpc.AuthRequired("AuthenticationRequired", "Invalid did or password")
	}
	from.attribute(&a)
	err := p.revoking(from.call, a.DID,
		func() error { return p.store.RemoveByCode(a.DID, in.Token, p.now()) })
	return xrpc.None{}, codeError(err, errNoAccount)
}
