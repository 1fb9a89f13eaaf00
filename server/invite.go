package server

import (
	"errors"

	"mockpds/fixtures"
	"mockpds/internal/xrpc"
)

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
	return inviteCode{i.Code, i.Available, i.Disabled, i.ForAccount, i.CreatedBy, datetime(i.CreatedAt), uses}
}

// invitesOf lists the codes made for an account.
func (p *PDS) invitesOf(did string) []inviteCode {
	return viewInvites(p.store.Invites(func(i *fixtures.Invite) bool { return i.ForAccount == did }))
}

// invitedBy is the code that an account signed up with, if any.
func (p *PDS) invitedBy(did string) *inviteCode {
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
