package server

import (
	"errors"
	"strings"
	"time"

	"mockpds/fixtures"
	"mockpds/internal/seed"
	"mockpds/internal/xrpc"
)

// createdByAdmin is the maker of an invite code, and its recipient if no account is named.
const createdByAdmin = "admin"

type createInviteCodeInput struct {
	UseCount   int64   `lex:"useCount"`
	ForAccount *string `lex:"forAccount,optional,format=did"`
}

type createInviteCodeOutput struct {
	Code string `json:"code"`
}

// createInviteCode makes one invite code. The account that it is for need not exist.
func (p *protocol) createInviteCode(
	_ administrator, in createInviteCodeInput,
) (*createInviteCodeOutput, error) {
	account := createdByAdmin
	if in.ForAccount != nil {
		account = *in.ForAccount
	}
	codes := p.makeInvites(account, 1, in.UseCount)
	return &createInviteCodeOutput{codes[0]}, nil
}

type createInviteCodesInput struct {
	CodeCount   *int64    `lex:"codeCount,optional"` // 1 if absent
	UseCount    int64     `lex:"useCount"`
	ForAccounts *[]string `lex:"forAccounts,optional,format=did"`
}

type createInviteCodesOutput struct {
	Codes []accountCodes `json:"codes"`
}

type accountCodes struct {
	Account string   `json:"account"`
	Codes   []string `json:"codes"`
}

// mostInvites is how many invite codes one call may ask for. The reference has no bound.
const mostInvites = 100_000

var errTooManyInvites = errors.New(
	"more invite codes were asked for than this server makes at once")

// createInviteCodes makes some invite codes for each of some accounts.
func (p *protocol) createInviteCodes(
	_ administrator, in createInviteCodesInput,
) (*createInviteCodesOutput, error) {
	count, accounts := int64(1), []string{createdByAdmin}
	if in.CodeCount != nil {
		count = *in.CodeCount
	}
	if in.ForAccounts != nil {
		accounts = *in.ForAccounts
	}
	if len(accounts) > 0 && count > mostInvites/int64(len(accounts)) {
		return nil, errTooManyInvites
	}
	out := &createInviteCodesOutput{[]accountCodes{}}
	for _, account := range accounts {
		out.Codes = append(out.Codes, accountCodes{account, p.makeInvites(account, count, in.UseCount)})
	}
	return out, nil
}

// makeInvites makes invite codes for an account, or none if count is negative.
func (p *protocol) makeInvites(account string, count, uses int64) []string {
	codes := []string{}
	for range count {
		code := p.newInviteCode()
		codes = append(codes, code)
		p.store.AddInvites(fixtures.Invite{
			Code: code, Available: int(uses),
			ForAccount: account, CreatedBy: createdByAdmin, CreatedAt: p.now(),
		})
	}
	return codes
}

// newInviteCode returns a new invite code: the server's host name with hyphens for its dots, so
// that it does not look like a link, and two groups of five letters.
func (p *protocol) newInviteCode() string {
	host := strings.ReplaceAll(p.hostname(), ".", "-")
	return host + "-" + seed.Groups(seed.Letters(p.source.Next("invite"), 10), 5)
}

type getAccountInviteCodesParams struct {
	IncludeUsed     *bool `lex:"includeUsed,optional"`     // true if absent
	CreateAvailable *bool `lex:"createAvailable,optional"` // true if absent
}

type inviteCodes struct {
	Codes []inviteCode `json:"codes"`
}

// getAccountInviteCodes returns the codes made for the caller's account, without the disabled
// ones. It makes some at intervals, if a test has said so and sign-up needs codes.
func (p *protocol) getAccountInviteCodes(
	who *caller, in getAccountInviteCodesParams,
) (*inviteCodes, error) {
	a, ok := p.store.Account(who.did)
	if !ok || !a.DeactivatedAt.IsZero() {
		return nil, xrpc.Refuse("NotFound", "Account not found")
	}
	interval := time.Duration(p.outside.Service().InviteIntervalSeconds) * time.Second
	if (in.CreateAvailable == nil || *in.CreateAvailable) && p.config.InviteRequired && interval > 0 {
		p.makeDueInvites(&a, interval)
	}
	used := in.IncludeUsed == nil || *in.IncludeUsed
	return &inviteCodes{viewInvites(p.store.Invites(func(i *fixtures.Invite) bool {
		return i.ForAccount == a.DID && !i.Disabled && (used || len(i.Uses) < i.Available)
	}))}, nil
}

// makeDueInvites makes the codes that an account has not had yet: one for each interval since it
// was created, but no more than five that are unused. Those that an administrator made do not
// count.
func (p *protocol) makeDueInvites(a *fixtures.Account, interval time.Duration) {
	made := p.store.Invites(
		func(i *fixtures.Invite) bool { return i.ForAccount == a.DID && i.CreatedBy != createdByAdmin })
	unused := 0
	for _, i := range made {
		if !i.Disabled && len(i.Uses) < i.Available {
			unused++
		}
	}
	due := int(min(p.now().Sub(a.CreatedAt)/interval, 1<<20)) - len(made)
	for range min(5-unused, due) {
		p.store.AddInvites(fixtures.Invite{
			Code: p.newInviteCode(), Available: 1, Disabled: a.InvitesDisabled,
			ForAccount: a.DID, CreatedBy: a.DID, CreatedAt: p.now(),
		})
	}
}

// inviteCode is com.atproto.server.defs#inviteCode.
type inviteCode struct {
	Code       string      `json:"code"`
	Available  int         `json:"available"`
	Disabled   bool        `json:"disabled"`
	ForAccount string      `json:"forAccount"`
	CreatedBy  string      `json:"createdBy"`
	CreatedAt  string      `json:"createdAt"`
	Uses       []inviteUse `json:"uses"`
}

type inviteUse struct {
	UsedBy string `json:"usedBy"`
	UsedAt string `json:"usedAt"`
}

func viewInvites(invites []fixtures.Invite) []inviteCode {
	views := make([]inviteCode, len(invites))
	for i, v := range invites {
		views[i] = viewInvite(v)
	}
	return views
}

func viewInvite(i fixtures.Invite) inviteCode {
	uses := make([]inviteUse, len(i.Uses))
	for n, u := range i.Uses {
		uses[n] = inviteUse{u.UsedBy, datetime(u.UsedAt)}
	}
	return inviteCode{
		i.Code, i.Available, i.Disabled, i.ForAccount, i.CreatedBy,
		datetime(i.CreatedAt), uses,
	}
}

// invitesOf returns the codes made for an account.
func (p *protocol) invitesOf(did string) []inviteCode {
	return viewInvites(p.store.Invites(func(i *fixtures.Invite) bool { return i.ForAccount == did }))
}

// invitedBy returns the code that an account signed up with, or nil.
func (p *protocol) invitedBy(did string) *inviteCode {
	used := p.store.Invites(func(i *fixtures.Invite) bool {
		for _, u := range i.Uses {
			if u.UsedBy == did {
				return true
			}
		}
		return false
	})
	if len(used) == 0 {
		return nil
	}
	v := viewInvite(used[len(used)-1])
	return &v
}

func inviteError(err error) error {
	if errors.Is(err, fixtures.ErrInviteUnavailable) {
		return xrpc.Refuse("InvalidInviteCode", "Provided invite code not available")
	}
	return err
}
