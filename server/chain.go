package server

import (
	"context"
	"time"

	"mockpds/fixtures"
	"mockpds/internal/journal"
	"mockpds/tokens"
)

// What happens to sessions is told to the journal here, before the client can know of it.

// opened tells of a session that a log-in or a sign-up opened. That of an account which gets no good refresh token is none.
func (p *PDS) opened(ctx context.Context, a *fixtures.Account, g fixtures.Grant, minted journal.Minted) {
	if g.Session == 0 {
		attribute(ctx, a)
		return
	}
	p.journal.SessionOpened(callOf(ctx), journal.Opening{
		DID: a.DID, Handle: a.Handle, Session: g.Session, AppPassword: g.AppPassword, Tokens: minted,
	})
}

// refreshed tells of a refresh token that was exchanged.
func (p *PDS) refreshed(ctx context.Context, a *fixtures.Account, tokenID string, next fixtures.Grant, minted journal.Minted) {
	r := journal.Refresh{DID: next.DID, Handle: a.Handle, Session: next.Session, From: next.Generation - 1, To: next.Generation, Tokens: minted}
	if old, ok := p.store.Grant(tokenID); ok {
		r.GraceUntil = old.ExpiresAt
	}
	p.journal.Refreshed(callOf(ctx), r)
}

// minted describes tokens to the journal, as of the time before they were minted.
func (p *PDS) minted(a *fixtures.Account, g fixtures.Grant, access, refresh string, at time.Time) journal.Minted {
	life := a.AccessTTL
	if life == 0 {
		life = p.config.AccessTTL
	}
	if life == 0 {
		life = tokens.DefaultAccessTTL
	}
	return journal.Minted{
		At: at, Access: access, Refresh: refresh,
		AccessExpiresAt: at.Truncate(time.Second).Add(life), RefreshExpiresAt: g.ExpiresAt,
	}
}

// revoking makes a change of an account that may make refresh tokens void, and tells which; of any account when did is "".
func (p *PDS) revoking(ctx context.Context, did string, change func() error) error {
	return p.control.Revoking(callOf(ctx), did, change)
}
