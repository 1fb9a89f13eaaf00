package server

import (
	"errors"
	"net/http"

	"mockpds/fixtures"
	"mockpds/internal/journal"
	"mockpds/internal/quirks"
	"mockpds/internal/xrpc"
	"mockpds/tokens"
)

// meets reports whether the settings of a quirk that is on are as asked for, and notes in the
// journal that the call met the quirk.
func (p *protocol) meets(who visitor, as func(*quirks.Settings) bool) bool {
	names := p.quirks.On().With(as)
	if who.call != nil {
		who.call.Quirks = append(who.call.Quirks, names...)
	}
	return names != nil
}

// truth notes in the journal what a call that meets a quirk would have been told without it. It is
// nil for a success.
func (v visitor) truth(err error) {
	if v.call == nil {
		return
	}
	v.call.Truth = &journal.Truth{Status: http.StatusOK}
	if e, ok := errors.AsType[*xrpc.Error](err); ok {
		v.call.Truth = &journal.Truth{Status: e.Status, Error: e.Name, Message: e.Message}
	}
}

// shapeOf returns how the tokens of a grant look.
func (p *protocol) shapeOf(a *fixtures.Account, g fixtures.Grant) tokens.Shape {
	settings := &p.quirks.On().Settings
	shape := tokens.Shape{Audience: p.audienceOf(a), Header: settings.TokenHeader}
	if settings.AccessJTI {
		shape.AccessID = g.ID
	}
	return shape
}

// changesTokens reports whether a quirk shows in the tokens that are minted.
func changesTokens(s *quirks.Settings) bool {
	return s.AccessTTLSeconds != 0 || s.RefreshTTLSeconds != 0 || s.HostAudience || s.AccessJTI ||
		s.TokenHeader != nil
}
