package server

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"mockpds/internal/exchange"
	"mockpds/internal/journal"
	"mockpds/internal/oauth"
)

// oauthEvents report to the journal what happens to OAuth sessions.
func (p *protocol) oauthEvents() oauth.Events {
	return oauth.Events{
		Opened:    p.oauthOpened,
		Refreshed: p.oauthRefreshed,
		Ended: func(ctx context.Context, s oauth.Session, _ string) {
			p.journal.Revoked(exchange.Call(ctx),
				journal.Revocation{DID: s.DID, OAuth: true, Session: s.Number, At: p.now()})
		},
		Presented: func(ctx context.Context, came oauth.Issued) {
			if call := exchange.Call(ctx); call != nil {
				known := p.oauthToken(came)
				call.Came = &known
			}
		},
		ClockOff: func(ctx context.Context, seconds int64) {
			if call := exchange.Call(ctx); call != nil {
				call.Note = clockNote(seconds)
			}
		},
		NonceOfOther: func(ctx context.Context) {
			if call := exchange.Call(ctx); call != nil {
				call.NonceOfOther, call.Note = true, "the nonce is of the other origin"
			}
		},
		ScopeUsed: func(ctx context.Context, scope string) {
			if call := exchange.Call(ctx); call != nil {
				call.ScopesUsed = append(call.ScopesUsed, scope)
			}
		},
		NotFetched: func(ctx context.Context, address string) {
			const message = "a document was not fetched"
			const remedy = "give it with POST /_mock/oauth/documents, or allow its host with --oauth-fetch"
			p.config.Log.WarnContext(ctx, message, "url", address, "remedy", remedy)
			if call := exchange.Call(ctx); call != nil {
				call.Note = message + ": " + remedy
			}
		},
	}
}

func clockNote(seconds int64) string {
	if seconds < 0 {
		return fmt.Sprintf("the client's clock is %d s behind the server's", -seconds)
	}
	return fmt.Sprintf("the client's clock is %d s ahead of the server's", seconds)
}

func (p *protocol) oauthMinted(s oauth.Session, t oauth.Tokens) journal.Minted {
	return journal.Minted{At: t.At, AccessExpiresAt: s.ExpiresAt, RefreshExpiresAt: s.RefreshEnd}
}

func (p *protocol) oauthOpened(ctx context.Context, s oauth.Session, t oauth.Tokens) {
	a, _ := p.store.Account(s.DID)
	defer p.config.Clock.Tick()
	p.journal.SessionOpened(exchange.Call(ctx), journal.Opening{
		DID: s.DID, Handle: a.Handle, Session: s.Number, ClientID: s.ClientID,
		Tokens: p.oauthMinted(s, t),
	})
}

func (p *protocol) oauthRefreshed(ctx context.Context, s oauth.Session, t oauth.Tokens) {
	a, _ := p.store.Account(s.DID)
	defer p.config.Clock.Tick()
	r := journal.Refresh{
		DID: s.DID, Handle: a.Handle, OAuth: true, Session: s.Number,
		From: s.Generation - 1, To: s.Generation, Tokens: p.oauthMinted(s, t),
	}
	if p.config.OAuthGrace > 0 {
		r.GraceUntil = t.At.Add(p.config.OAuthGrace)
	}
	p.journal.Refreshed(exchange.Call(ctx), r)
}

// oauthToken describes a token of OAuth to the journal.
func (p *protocol) oauthToken(came oauth.Issued) journal.Token {
	a, _ := p.store.Account(came.DID)
	known := journal.Token{
		Kind: journal.KindAccess, DID: came.DID, Handle: a.Handle, OAuth: true,
		Session: came.Session, Generation: came.Generation,
	}
	if came.Refresh {
		known.Kind = journal.KindRefresh
	}
	return known
}

// oauthSender tells who sends a request to an endpoint of OAuth: by its token, or by the login
// hint.
func (p *protocol) oauthSender(r *http.Request, body []byte) (s exchange.Sender) {
	fields, err := url.ParseQuery(string(body))
	if strings.Contains(r.Header.Get("Content-Type"), "json") || err != nil {
		var object map[string]any
		_ = json.Unmarshal(body, &object) // what cannot be read is nobody's
		fields = url.Values{}
		for name, value := range object {
			if text, ok := value.(string); ok {
				fields.Set(name, text)
			}
		}
	}
	for _, name := range []string{"refresh_token", "token", "code"} {
		if came, ok := p.oauth.Recognize(fields.Get(name)); ok {
			return p.sentBy(came.DID, came.Session, came.Generation)
		}
		if did, ok := p.oauth.CodeOf(fields.Get(name)); ok {
			return p.sentBy(did, 0, 0)
		}
	}
	if hint := fields.Get("login_hint"); hint != "" {
		return p.loginSender(hint)
	}
	return s
}
