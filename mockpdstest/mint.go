package mockpdstest

import (
	"testing"

	"mockpds/internal/control"
)

// A MintOrder says what token to mint. Left out, everything is as in a session token of the server's own.
type MintOrder = control.MintOrder

// Mint makes a token to order, wrong on purpose if that is asked for, to test services that verify tokens. A refresh token made
// here belongs to no session: refreshSession answers that it is revoked. The test ends when the order makes no sense.
func (p *PDS) Mint(t testing.TB, order MintOrder) string {
	t.Helper()
	minted, err := p.control.Mint(t.Context(), order)
	must(t, err)
	return minted.Token
}
