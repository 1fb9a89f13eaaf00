package server

import (
	"cmp"
	"time"

	"mockpds/fixtures"
	"mockpds/tokens"
)

// audienceOf returns for whom an account's access tokens are: this server, or, by an entryway and
// by the quirk that has this server be one, the account's host.
func (p *protocol) audienceOf(a *fixtures.Account) string {
	host := a.Host
	switch {
	case p.config.Entryway: // whose PDS this server is, too
	case p.quirks.On().Settings.HostAudience:
		host = cmp.Or(host, p.home.URL())
	default:
		return p.config.ServiceDID
	}
	if host == "" {
		return p.config.ServiceDID
	}
	return didOfHost(host)
}

// accessTTL returns the life of an account's access tokens.
func (p *protocol) accessTTL(a *fixtures.Account) time.Duration {
	quirk := time.Duration(p.quirks.On().Settings.AccessTTLSeconds) * time.Second
	return cmp.Or(a.AccessTTL, quirk, p.config.AccessTTL, tokens.DefaultAccessTTL)
}

// refreshTTL returns the life of an account's refresh tokens.
func (p *protocol) refreshTTL(a *fixtures.Account) time.Duration {
	quirk := time.Duration(p.quirks.On().Settings.RefreshTTLSeconds) * time.Second
	return cmp.Or(a.RefreshTTL, quirk, p.config.RefreshTTL, tokens.DefaultRefreshTTL)
}

// refreshExpiry returns when a refresh token that is minted now expires.
func (p *protocol) refreshExpiry(a *fixtures.Account) time.Time {
	return p.now().Truncate(time.Second).Add(p.refreshTTL(a))
}
