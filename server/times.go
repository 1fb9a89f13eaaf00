package server

import (
	"time"

	"mockpds/fixtures"
	"mockpds/tokens"
)

func (p *protocol) now() time.Time {
	return p.config.Clock.Now()
}

// refreshExpiry is when a refresh token that is minted now expires.
func (p *protocol) refreshExpiry(a *fixtures.Account) time.Time {
	life := a.RefreshTTL
	if life == 0 {
		life = p.config.RefreshTTL
	}
	if life == 0 {
		life = tokens.DefaultRefreshTTL
	}
	return p.now().Truncate(time.Second).Add(life)
}

// datetime writes a time as the lexicons' datetime, to the millisecond.
func datetime(t time.Time) string {
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}
