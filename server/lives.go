package server

import (
	"cmp"
	"net/url"
	"strings"
	"time"

	"mockpds/fixtures"
	"mockpds/tokens"
)

// audienceOf returns for whom an account's access tokens are: this server, or the account's host.
func (p *protocol) audienceOf(a *fixtures.Account) string {
	host := cmp.Or(a.Host, p.home.URL())
	if u, err := url.Parse(host); err == nil && host != "" && p.quirks.On().Settings.HostAudience {
		return "did:web:" + strings.ReplaceAll(u.Host, ":", "%3A")
	}
	return p.config.ServiceDID
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
