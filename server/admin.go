package server

import (
	"context"

	"mockpds/fixtures"
	"mockpds/internal/lexicon"
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

// getAccountInfo shows an administrator an account.
func (p *PDS) getAccountInfo(_ context.Context, _ administrator, in getAccountInfoParams) (*accountInfo, error) {
	a, ok := p.store.Account(in.DID)
	if !ok {
		return nil, xrpc.Refuse("NotFound", "Account not found")
	}
	return p.accountInfo(&a), nil
}

func (p *PDS) accountInfo(a *fixtures.Account) *accountInfo {
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

// A subject is what an administrator's decision is about.
type subject struct {
	lexicon.Union
	Repo   *repoRef   `lex:"com.atproto.admin.defs#repoRef"`
	Record *strongRef `lex:"com.atproto.repo.strongRef"`
	Blob   *blobRef   `lex:"com.atproto.admin.defs#repoBlobRef"`
}

type repoRef struct {
	DID string `lex:"did,format=did"`
}

type strongRef struct {
	URI string `lex:"uri,format=at-uri"`
	CID string `lex:"cid,format=cid"`
}

type blobRef struct {
	DID       string `lex:"did,format=did"`
	CID       string `lex:"cid,format=cid"`
	RecordURI string `lex:"recordUri,optional,format=at-uri"`
}

// A decision is com.atproto.admin.defs#statusAttr.
type decision struct {
	Applied bool    `json:"applied" lex:"applied"`
	Ref     *string `json:"ref,omitempty" lex:"ref,optional"`
}

type updateSubjectStatusInput struct {
	Subject     subject   `lex:"subject"`
	Takedown    *decision `lex:"takedown,optional"`
	Deactivated *decision `lex:"deactivated,optional"`
}

type updateSubjectStatusOutput struct {
	Subject  *lexicon.Object `json:"subject"`
	Takedown *decision       `json:"takedown,omitempty"`
}

// updateSubjectStatus takes an account down, deactivates it, or lifts either. There are no records and blobs to take down.
func (p *PDS) updateSubjectStatus(_ context.Context, _ administrator, in updateSubjectStatusInput) (*updateSubjectStatusOutput, error) {
	if in.Takedown != nil && in.Takedown.Applied && in.Deactivated != nil && !in.Deactivated.Applied {
		return nil, xrpc.InvalidRequest("Cannot activate and takedown an account at the same time")
	}
	if in.Takedown != nil {
		if err := p.takeDown(in.Subject, *in.Takedown); err != nil {
			return nil, err
		}
	}
	if in.Deactivated != nil && in.Subject.Repo != nil {
		if err := p.setDeactivated(in.Subject.Repo.DID, in.Deactivated.Applied); err != nil {
			return nil, err
		}
	}
	return &updateSubjectStatusOutput{in.Subject.Object, in.Takedown}, nil
}

// takeDown takes an account down or lifts it. It is no mistake if there is no such account.
func (p *PDS) takeDown(s subject, d decision) error {
	switch {
	case s.Record != nil, s.Blob != nil:
		return xrpc.Refuse("NotFound", "Repo not found")
	case s.Repo == nil:
		return xrpc.InvalidRequest("Invalid subject (" + s.Type + ")")
	}
	ref := ""
	if d.Applied {
		ref = datetime(p.now())
		if d.Ref != nil {
			ref = *d.Ref
		}
	}
	if err := p.store.SetTakedown(s.Repo.DID, ref); err != nil {
		p.config.Log.Debug("takedown of nobody", "did", s.Repo.DID)
	}
	return nil
}

func (p *PDS) setDeactivated(did string, deactivated bool) error {
	if deactivated {
		return p.deactivate(did, "")
	}
	return p.activate(did)
}
