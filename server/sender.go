package server

import (
	"encoding/json"
	"net/http"

	"mockpds/internal/exchange"
)

// Sender describes a request to rules and holds, as far as it can be read. It proves nothing and refuses nothing: a token
// counts whether or not it has expired, and a log-in by the identifier in its body.
func (p *protocol) Sender(method string, r *http.Request, body []byte) exchange.Sender {
	if method == "com.atproto.server.createSession" {
		return exchange.Sender{Accounts: p.loginNames(body)}
	}
	kind, token, err := credentials(r)
	if err != nil || kind != bearer {
		return exchange.Sender{}
	}
	claims, ok := p.issuer.Recognise(token)
	if !ok {
		return exchange.Sender{}
	}
	session, generation := p.generationOf(claims)
	return exchange.Sender{Accounts: p.namesOf(claims.Subject), Session: session, Generation: generation}
}

// loginNames are the names of the account that a log-in is for.
func (p *protocol) loginNames(body []byte) []string {
	var login struct {
		Identifier string `json:"identifier"`
	}
	_ = json.Unmarshal(body, &login) // a log-in that cannot be read is nobody's
	if a, ok := p.identify(login.Identifier); ok {
		return p.namesOf(a.DID)
	}
	return nil
}
