package mockpdstest

import (
	"testing"
	"time"

	"mockpds/internal/control"
)

// A MintOrder says what token to mint. Left out, everything is as in a session token of the
// server's own.
type MintOrder struct {
	Account    string         // handle or DID: the sub claim
	Kind       string         // access or refresh; "" is access
	Scope      string         // "" is com.atproto.access, or com.atproto.refresh for refresh tokens
	Audience   string         // "" is the service's DID
	TTLSeconds float64        // negative: expired already; 0 is 7200, or 7776000 for refresh tokens
	IssuedAt   *time.Time     // may lie in the future; nil is now
	ID         string         // the jti claim of a refresh token; made up when empty
	Typ        string         // "" is at+jwt, or refresh+jwt
	Wrong      []string       // key: signed with another key; no-jti: without that claim; alg-none: unsigned
	Claims     map[string]any // further claims, or others; nil takes one away
}

// Mint makes a token to order, wrong on purpose if that is asked for, to test services that verify
// tokens. A refresh token made here belongs to no session: refreshSession answers that it is
// revoked. The test ends when the order makes no sense.
func (p *PDS) Mint(t testing.TB, order MintOrder) string {
	t.Helper()
	minted, err := p.control.Mint(t.Context(), control.MintOrder(order))
	must(t, err)
	return minted.Token
}
