package server

import (
	"cmp"
	"slices"

	"mockpds/fixtures"
	"mockpds/internal/xrpc"
)

type getInviteCodesParams struct {
	Sort   string `lex:"sort,optional"`                // recent if absent
	Limit  int64  `lex:"limit,optional,min=1,max=500"` // 100 if absent
	Cursor string `lex:"cursor,optional"`
}

type getInviteCodesOutput struct {
	Cursor string       `json:"cursor,omitempty"`
	Codes  []inviteCode `json:"codes"`
}

// getInviteCodes returns all invite codes: the newest or the most used first.
func (p *protocol) getInviteCodes(
	_ administrator, in getInviteCodesParams,
) (*getInviteCodesOutput, error) {
	parse := parseDatePosition
	positionOf := func(i fixtures.Invite) position { return at(i.CreatedAt, i.Code) }
	switch in.Sort {
	case "", "recent":
	case "usage":
		parse = parsePosition
		positionOf = func(i fixtures.Invite) position { return position{int64(len(i.Uses)), i.Code} }
	default:
		return nil, xrpc.InvalidRequest("unknown sort method: " + in.Sort)
	}
	after, err := parse(in.Cursor)
	if err != nil {
		return nil, err
	}
	all := p.store.Invites(func(*fixtures.Invite) bool { return true })
	codes, cursor := page(all, positionOf, after, cmp.Or(in.Limit, 100))
	return &getInviteCodesOutput{cursor, viewInvites(codes)}, nil
}

type disableInviteCodesInput struct {
	Codes    []string `lex:"codes,optional"`
	Accounts []string `lex:"accounts,optional"`
}

// disableInviteCodes disables single invite codes, and all that exist for some accounts.
func (p *protocol) disableInviteCodes(_ administrator, in disableInviteCodesInput) error {
	if slices.Contains(in.Accounts, createdByAdmin) {
		return xrpc.InvalidRequest("cannot disable admin invite codes")
	}
	p.store.DisableInvites(func(i *fixtures.Invite) bool {
		return slices.Contains(in.Codes, i.Code) || slices.Contains(in.Accounts, i.ForAccount)
	})
	return nil
}

type accountInvitesInput struct {
	Account string `lex:"account,format=did"`
	Note    string `lex:"note,optional"`
}

// setInvitesDisabled answers by marking an account as one that gets no more invite codes, or by
// taking the mark away. Administrators see the mark; the codes that the account has stay good. An
// account that does not exist is not an error.
func (p *protocol) setInvitesDisabled(
	disabled bool,
) func(administrator, accountInvitesInput) error {
	return func(_ administrator, in accountInvitesInput) error {
		return unlessGone(p.store.Update(in.Account, func(a *fixtures.Account) error {
			a.InvitesDisabled = disabled
			return nil
		}))
	}
}
