package server

import (
	"context"
	"net/http"

	"mockpds/fixtures"
	"mockpds/internal/journal"
	"mockpds/tokens"
)

// newJournal makes the journal. One that is to keep no calls knows sessions all the same, and no call is recorded for it.
func (p *PDS) newJournal() *journal.Journal {
	return journal.New(journal.Options{
		Entries: max(p.config.JournalEntries, 0), ExpectAppPasswords: p.config.ExpectAppPasswords, Recognise: p.recognise,
		Secrets: []journal.Secret{
			{Class: "password", Text: p.config.AdminPassword}, {Class: "token", Text: p.config.ControlToken},
		},
		MoreSecrets: p.moreSecrets, IsName: p.store.IsName,
		Tell: p.config.Findings,
	})
}

// moreSecrets tells the journal of passwords and codes.
func (p *PDS) moreSecrets(world uint64, known int) ([]journal.Secret, uint64) {
	list, now := p.store.Secrets(world, known)
	if len(list) == 0 {
		return nil, now
	}
	more := make([]journal.Secret, len(list))
	for i, s := range list {
		more[i] = journal.Secret{Class: string(s.Kind), Text: s.Text, Count: s.Count}
	}
	return more, now
}

// TellFindings hands over to Config.Findings what the calls so far show that clients did wrong, and was not handed over before.
func (p *PDS) TellFindings() {
	p.journal.TellFindings()
}

// recognise tells of a session token whose minting the journal has forgotten, or has not seen.
func (p *PDS) recognise(token string) (journal.Token, bool) {
	claims, ok := p.issuer.Recognise(token)
	if !ok {
		return journal.Token{}, false
	}
	known := journal.Token{Kind: journal.KindAccess, DID: claims.Subject}
	if a, ok := p.store.Account(claims.Subject); ok {
		known.Handle = a.Handle
	}
	if claims.Scope == tokens.ScopeRefresh {
		known.Kind = journal.KindRefresh
	}
	known.Session, known.Generation = p.generationOf(claims)
	return known, true
}

// generationOf is the session and the generation of a token, or zeros if the server has forgotten them or they were of another world.
func (p *PDS) generationOf(claims tokens.Claims) (session, generation int) {
	if g, ok := p.store.Grant(claims.ID); ok {
		return g.Session, g.Generation
	}
	if p.era.isForeign(claims.Serial) {
		return 0, 0
	}
	return markedSession(claims.Mark)
}

// journaled puts each call into the journal as the client really saw it: it stands around what lets calls go wrong. OPTIONS is no
// call, but how a browser asks whether it may make one.
func (p *PDS) journaled(next http.Handler) http.Handler {
	if p.config.JournalEntries < 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if x := exchangeOf(r.Context()); x != nil && r.Method != http.MethodOptions {
			p.record(x, r)
			defer x.end() // also when the connection is aborted
		}
		next.ServeHTTP(w, r)
	})
}

// callOf is the journal's call of a request in whose context something happens; nil when none is kept.
func callOf(ctx context.Context) *journal.RawCall {
	if x := exchangeOf(ctx); x != nil && x.journal != nil {
		return &x.call
	}
	return nil
}

// attribute notes in the journal which account a call without a token is about.
func attribute(ctx context.Context, a *fixtures.Account) {
	if c := callOf(ctx); c != nil {
		c.DID, c.Handle = a.DID, a.Handle
	}
}
