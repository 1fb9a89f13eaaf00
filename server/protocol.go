package server

import (
	"time"

	"mockpds/fixtures"
	"mockpds/internal/control"
	"mockpds/internal/faults"
	"mockpds/internal/findings"
	"mockpds/internal/identity"
	"mockpds/internal/journal"
	"mockpds/internal/mailbox"
	"mockpds/internal/oauth"
	"mockpds/internal/quirks"
	"mockpds/internal/ratelimit"
	"mockpds/internal/records"
	"mockpds/internal/seed"
	"mockpds/internal/stubs"
	"mockpds/tokens"
)

// protocol is the methods of the AT Protocol that the server answers, with what they answer from.
type protocol struct {
	config     Config
	ports      ports
	home       *home
	source     *seed.Source
	issuer     *tokens.Issuer
	store      *fixtures.Store
	serials    *serials
	mail       *mailbox.Mailbox
	identities *identity.Directory
	records    *records.Store
	journal    *journal.Journal
	collector  *findings.Collector // nil without Config.Findings
	oauth      *oauth.Server
	control    *control.Control
	rules
}

// rules are what a test asks for.
type rules struct {
	faults  *faults.Set
	stubs   *stubs.Set
	limits  *ratelimit.Set
	windows *ratelimit.Limiter // of the limits in the method table
	quirks  *quirks.Set
	outside *control.Outside
}

func (p *protocol) now() time.Time {
	return p.config.Clock.Now()
}

// datetime formats a time as the lexicons' datetime, to the millisecond.
func datetime(t time.Time) string {
	return t.UTC().Format(fixtures.DatetimeLayout)
}
