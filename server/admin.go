package server

import (
	"slices"

	"mockpds/fixtures"
	"mockpds/internal/xrpc"
)

type getAccountInfoParams struct {
	DID string `lex:"did,format=did"`
}

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
func (p *protocol) getAccountInfo(_ administrator, in getAccountInfoParams) (*accountInfo, error) {
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
