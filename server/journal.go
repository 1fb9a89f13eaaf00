package server

import (
	"time"

	"mockpds/fixtures"
	"mockpds/internal/findings"
	"mockpds/internal/journal"
	"mockpds/tokens"
)

// newJournal returns the journal. Even one that keeps no calls knows sessions.
func (p *protocol) newJournal() *journal.Journal {
	o := journal.Options{
		Entries: max(p.config.JournalEntries, 0), Bytes: p.config.JournalBytes, Recognize: p.recognize,
	}
	if p.config.Findings != nil {
		p.collector = findings.NewCollector(p.findingOptions(), p.config.Findings)
		o.BeforeDrop = p.collector.Take
	}
	return journal.New(o)
}

func (p *protocol) findingOptions() findings.Options {
	return findings.Options{ExpectAppPasswords: p.config.ExpectAppPasswords}
}

// TellFindings passes to Config.Findings what the calls so far show that clients did wrong and
// was not passed before. It returns when Config.Findings has.
func (p *PDS) TellFindings() {
	if c := p.protocol.collector; c != nil {
		now := p.protocol.journal.Record(time.Time{})
		c.Take(now, now.Last)
		c.Wait()
	}
}

// recognize returns whose a session token is. OAuth is asked first: it does not verify a signature
// to tell a token of its own.
func (p *protocol) recognize(token string) (journal.Token, bool) {
	if came, ok := p.oauth.Recognize(token); ok {
		return p.oauthToken(came), true
	}
	claims, ok := p.issuer.Recognize(token)
	if !ok {
		return journal.Token{}, false
	}
	a, _ := p.store.Account(claims.Subject)
	known := journal.Token{Kind: journal.KindAccess, DID: claims.Subject, Handle: a.Handle}
	if claims.Scope == tokens.ScopeRefresh {
		known.Kind = journal.KindRefresh
	}
	known.Session, known.Generation = p.generationOf(claims)
	return known, true
}

// generationOf returns the session and the generation of a token, or zeros if the server has
// forgotten them or they were of another world.
func (p *protocol) generationOf(claims tokens.Claims) (session, generation int) {
	if g, ok := p.store.Grant(claims.ID); ok {
		return g.Session, g.Generation
	}
	if p.serials.isForeign(claims.Serial) {
		return 0, 0
	}
	return claims.Session, claims.Generation
}

// isSuperseded reports whether the session of an access token was refreshed since.
func (p *protocol) isSuperseded(claims tokens.Claims) bool {
	session, generation := p.generationOf(claims)
	return p.store.Superseded(claims.Subject, session, generation)
}

// attribute notes in the journal which account a call without a token is about.
func (v visitor) attribute(a *fixtures.Account) {
	if v.call != nil {
		v.call.DID, v.call.Handle = a.DID, a.Handle
	}
}

// opened reports to the journal a session that a log-in or a sign-up opened, before the client
// knows of it. There is none if the account got no good refresh token. At is the time before its
// tokens were minted.
func (p *protocol) opened(from visitor, a *fixtures.Account, g fixtures.Grant, at time.Time) {
	if g.Session == 0 {
		from.attribute(a)
		return
	}
	p.journal.SessionOpened(from.call, journal.Opening{
		DID: a.DID, Handle: a.Handle, Session: g.Session, AppPassword: g.AppPassword,
		Tokens: p.minted(a, g, at),
	})
}

// refreshed reports that a refresh token was exchanged for the next one, as opened does.
func (p *protocol) refreshed(
	who *refresher, a *fixtures.Account, next fixtures.Grant, at time.Time,
) {
	r := journal.Refresh{
		DID: next.DID, Handle: a.Handle, Session: next.Session,
		From: next.Generation - 1, To: next.Generation, Tokens: p.minted(a, next, at),
	}
	if old, ok := p.store.Grant(who.tokenID); ok {
		r.GraceUntil = old.ExpiresAt
	}
	p.journal.Refreshed(who.call, r)
}

func (p *protocol) minted(a *fixtures.Account, g fixtures.Grant, at time.Time) journal.Minted {
	return journal.Minted{
		At: at, RefreshExpiresAt: g.ExpiresAt,
		AccessExpiresAt: at.Truncate(time.Second).Add(p.accessTTL(a)),
	}
}
