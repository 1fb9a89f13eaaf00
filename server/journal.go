package server

import (
	"context"
	"net/http"

	"mockpds/clock"
	"mockpds/fixtures"
	"mockpds/journal"
	"mockpds/tokens"
)

// newJournal makes the journal. One that is to keep no calls knows sessions all the same, and no call is recorded for it.
func (p *PDS) newJournal() *journal.Journal {
	return journal.New(journal.Options{
		Entries: max(p.config.JournalEntries, 0), ExpectAppPasswords: p.config.ExpectAppPasswords, Recognise: p.recognise,
	})
}

// recognise tells of a session token whose minting the journal has forgotten, or has not seen.
func (p *PDS) recognise(token string) (journal.Token, bool) {
	claims, ok := p.issuer.Recognise(token)
	if !ok {
		return journal.Token{}, false
	}
	known := journal.Token{Kind: journal.KindAccess, DID: claims.Subject}
	if claims.Scope == tokens.ScopeRefresh {
		known.Kind = journal.KindRefresh
	}
	known.Session, known.Generation = p.generationOf(claims)
	return known, true
}

// generationOf is the session and the generation of a token, or zeros if the server has forgotten them.
func (p *PDS) generationOf(claims tokens.Claims) (session, generation int) {
	if g, ok := p.store.Grant(claims.ID); ok {
		return g.Session, g.Generation
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
		if r.Method == http.MethodOptions {
			next.ServeHTTP(w, r)
			return
		}
		rec := p.record(w, r)
		rec.request, rec.done = withApplied(r, &rec.own)
		rec.done.recording = rec
		defer rec.end() // also when the connection is aborted
		next.ServeHTTP(rec, rec.request)
	})
}

// record begins the recording of a request, whose body it listens to.
func (p *PDS) record(w http.ResponseWriter, r *http.Request) *recording {
	rec := &recording{ResponseWriter: w, journal: p.journal, room: p.journal.BodyLimit(), call: &journal.Call{
		Began: p.now(), RealTime: clock.Wall(), Client: clientAddress(r),
		Verb: r.Method, Host: requestHost(r), Path: r.URL.EscapedPath(), Query: r.URL.RawQuery, RequestHeader: r.Header,
	}}
	name, method := p.calls.Lookup(r)
	rec.call.Method = name
	if method != nil {
		rec.call.VerbDue = method.Verb
	}
	if r.Body != nil && r.Body != http.NoBody {
		rec.body = &overheard{ReadCloser: r.Body, room: rec.room}
		r.Body = rec.body
	}
	return rec
}

// callOf is the journal's call of a request in whose context something happens; nil when none is kept.
func callOf(ctx context.Context) *journal.Call {
	a, _ := ctx.Value(appliedKey{}).(*applied)
	if a == nil || a.recording == nil {
		return nil
	}
	return a.recording.call
}

// attribute notes in the journal which account a call without a token is about.
func attribute(ctx context.Context, a *fixtures.Account) {
	if c := callOf(ctx); c != nil {
		c.DID, c.Handle = a.DID, a.Handle
	}
}
