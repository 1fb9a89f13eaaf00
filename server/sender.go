package server

import (
	"encoding/json"
	"net/http"
	"strings"

	"mockpds/internal/exchange"
	"mockpds/internal/xrpc"
	"mockpds/tokens"
)

// Sender returns who sends a request, for faults and holds.
func (p *protocol) Sender(method string, r *http.Request, body []byte) exchange.Sender {
	if strings.HasPrefix(method, "/oauth/") {
		return p.oauthSender(r, body)
	}
	if method != "com.atproto.server.createSession" {
		return p.tokenSender(r)
	}
	var login struct {
		Identifier string `json:"identifier"`
	}
	_ = json.Unmarshal(body, &login) // of a log-in that cannot be read, no account is known
	return p.loginSender(login.Identifier)
}

// senderOf returns who sends a call, for stubs and limits.
func (p *protocol) senderOf(c *xrpc.Call) exchange.Sender {
	if s, ok := exchange.SenderOf(c.Request.Context()); ok {
		return s
	}
	if in, ok := c.In.(*createSessionInput); ok {
		return p.loginSender(in.Identifier)
	}
	return p.tokenSender(c.Request)
}

func (p *protocol) loginSender(identifier string) exchange.Sender {
	s := exchange.Sender{Accounts: []string{identifier}}
	if a, ok := p.identify(identifier); ok {
		s.Accounts = append(s.Accounts, a.DID, a.Handle)
	}
	return s
}

// tokenSender recognizes a session token, and believes a service token its issuer.
func (p *protocol) tokenSender(r *http.Request) exchange.Sender {
	kind, token, err := credentials(r)
	if err != nil {
		return exchange.Sender{}
	}
	switch kind {
	case dpop:
		if came, ok := p.oauth.Recognize(token); ok {
			return p.sentBy(came.DID, came.Session, came.Generation)
		}
	case bearer:
		if claims, ok := p.issuer.Recognize(token); ok {
			session, generation := p.generationOf(claims)
			s := p.sentBy(claims.Subject, session, generation)
			s.HasToken = true
			return s
		}
		if t, err := tokens.ParseServiceToken(token); err == nil {
			if did, _, ok := t.IssuerDID(); ok {
				return p.sentBy(did, 0, 0)
			}
		}
	}
	return exchange.Sender{}
}

func (p *protocol) sentBy(did string, session, generation int) exchange.Sender {
	s := exchange.Sender{Accounts: []string{did}, Session: session, Generation: generation}
	if a, ok := p.store.Account(did); ok {
		s.Accounts = append(s.Accounts, a.Handle)
	}
	return s
}
