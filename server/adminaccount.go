package server

import (
	"slices"

	"mockpds/fixtures"
	"mockpds/internal/mailbox"
	"mockpds/internal/xrpc"
)

// accountInfo is com.atproto.admin.defs#accountView.
type accountInfo struct {
	DID              string       `json:"did"`
	Handle           string       `json:"handle"`
	Email            string       `json:"email,omitempty"`
	IndexedAt        string       `json:"indexedAt"`
	EmailConfirmedAt string       `json:"emailConfirmedAt,omitempty"`
	InvitedBy        *inviteCode  `json:"invitedBy,omitempty"`
	Invites          []inviteCode `json:"invites"`
	InvitesDisabled  bool         `json:"invitesDisabled"`
	DeactivatedAt    string       `json:"deactivatedAt,omitempty"`
}

// getAccountInfo returns an account as an administrator sees it.
func (p *protocol) getAccountInfo(_ administrator, in didInput) (*accountInfo, error) {
	a, ok := p.store.Account(in.DID)
	if !ok {
		return nil, xrpc.Refuse("NotFound", "Account not found")
	}
	return p.accountInfo(&a), nil
}

type getAccountInfosParams struct {
	DIDs []string `lex:"dids,format=did"`
}

type getAccountInfosOutput struct {
	Infos []*accountInfo `json:"infos"`
}

// getAccountInfos returns several accounts, each once, in order of their DIDs. DIDs without an
// account are left out.
func (p *protocol) getAccountInfos(
	_ administrator, in getAccountInfosParams,
) (*getAccountInfosOutput, error) {
	slices.Sort(in.DIDs)
	out := &getAccountInfosOutput{[]*accountInfo{}}
	for _, did := range slices.Compact(in.DIDs) {
		if a, ok := p.store.Account(did); ok {
			out.Infos = append(out.Infos, p.accountInfo(&a))
		}
	}
	return out, nil
}

func (p *protocol) accountInfo(a *fixtures.Account) *accountInfo {
	info := &accountInfo{
		DID: a.DID, Handle: a.Handle, Email: a.Email, IndexedAt: datetime(a.CreatedAt),
		InvitedBy: p.invitedBy(a.DID), Invites: p.invitesOf(a.DID), InvitesDisabled: a.InvitesDisabled,
	}
	if !a.EmailConfirmedAt.IsZero() {
		info.EmailConfirmedAt = datetime(a.EmailConfirmedAt)
	}
	if !a.DeactivatedAt.IsZero() {
		info.DeactivatedAt = datetime(a.DeactivatedAt)
	}
	return info
}

type updateAccountEmailInput struct {
	Account string `lex:"account,format=at-identifier"`
	Email   string `lex:"email"`
}

// updateAccountEmail gives an account any address, which is then unconfirmed. If another account
// has the address, the reference answers with a bare 500.
func (p *protocol) updateAccountEmail(_ administrator, in updateAccountEmailInput) error {
	a, ok := p.accountNamed(in.Account)
	if !ok {
		return xrpc.InvalidRequest("Account does not exist: " + in.Account)
	}
	return unlessGone(p.store.SetEmail(a.DID, in.Email))
}

type updateAccountPasswordInput struct {
	DID      string `lex:"did,format=did"`
	Password string `lex:"password"`
}

// updateAccountPassword changes a password and revokes the account's refresh tokens. An account
// that does not exist is not an error.
func (p *protocol) updateAccountPassword(who administrator, in updateAccountPasswordInput) error {
	if err := checkNewPassword(in.Password); err != nil {
		return err
	}
	err := p.control.Revoking(who.call, in.DID,
		func() error { return p.store.SetPassword(in.DID, in.Password) })
	return unlessGone(err)
}

// adminDeleteAccount is com.atproto.admin.deleteAccount: it needs neither a password nor a code.
// An account that does not exist is not an error.
func (p *protocol) adminDeleteAccount(who administrator, in didInput) error {
	return p.control.Revoking(who.call, in.DID, func() error {
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
