package server

import (
	"errors"

	"mockpds/fixtures"
	"mockpds/internal/mailbox"
	"mockpds/internal/xrpc"
)

type updateAccountEmailInput struct {
	Account string `lex:"account,format=at-identifier"`
	Email   string `lex:"email"`
}

// updateAccountEmail gives an account any address, which is then unconfirmed. If another account
// has the address, the reference answers with a bare 500.
func (p *protocol) updateAccountEmail(
	_ administrator, in updateAccountEmailInput,
) (xrpc.None, error) {
	a, ok := p.accountByName(in.Account)
	if !ok {
		return xrpc.None{}, xrpc.InvalidRequest("Account does not exist: " + in.Account)
	}
	return xrpc.None{}, unlessGone(p.store.SetEmail(a.DID, in.Email))
}

type updateAccountPasswordInput struct {
	DID      string `lex:"did,format=did"`
	Password string `lex:"password"`
}

// updateAccountPassword changes a password and revokes the account's refresh tokens. An account
// that does not exist is not an error.
func (p *protocol) updateAccountPassword(
	who administrator, in updateAccountPasswordInput,
) (xrpc.None, error) {
	if err := checkNewPassword(in.Password); err != nil {
		return xrpc.None{}, err
	}
	err := p.revoking(who.call, in.DID,
		func() error { return p.store.SetPassword(in.DID, in.Password) })
	if errors.Is(err, fixtures.ErrNoAccount) {
		return xrpc.None{}, nil
	}
	return xrpc.None{}, err
}

type adminDeleteAccountInput struct {
	DID string `lex:"did,format=did"`
}

// adminDeleteAccount is com.atproto.admin.deleteAccount: it needs neither a password nor a code.
// An account that does not exist is not an error.
func (p *protocol) adminDeleteAccount(
	who administrator, in adminDeleteAccountInput,
) (xrpc.None, error) {
	return xrpc.None{}, p.revoking(who.call, in.DID, func() error {
		p.store.Remove(in.DID)
		return nil
	})
}

type sendEmailInput struct {
	RecipientDID string  `lex:"recipientDid,format=did"`
	Content      string  `lex:"content"`
	Subject      *string `lex:"subject,optional"`
	SenderDID    string  `lex:"senderDid,format=did"`
	Comment      string  `lex:"comment,optional"`
}

type sendEmailOutput struct {
	Sent bool `json:"sent"`
}

// defaultSubject is the reference's.
const defaultSubject = "Message via your PDS"

// sendEmail mails an account what a moderator wrote. The comment is for moderators and is not in
// the mail.
func (p *protocol) sendEmail(_ administrator, in sendEmailInput) (sendEmailOutput, error) {
	a, ok := p.store.Account(in.RecipientDID)
	switch {
	case !ok:
		return sendEmailOutput{}, xrpc.InvalidRequest("Recipient not found")
	case a.Email == "":
		return sendEmailOutput{}, errNoAddress
	}
	subject := defaultSubject
	if in.Subject != nil {
		subject = *in.Subject
	}
	p.mail.Deliver(mailbox.Message{
		To: a.Email, Kind: "admin", Subject: subject,
		Content: in.Content, SentAt: p.now(),
	})
	return sendEmailOutput{Sent: true}, nil
}
