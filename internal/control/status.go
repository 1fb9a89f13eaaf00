package control

import (
	"context"
	"slices"

	"mockpds/fixtures"
)

// A StatusChange is the new status of an account.
type StatusChange struct {
	Account string `json:"-" path:"name" doc:"handle or DID"`
	Status  string `json:"status" doc:"active, deactivated, suspended or takendown"`
	Mode    string `json:"mode" doc:"what a suspension or takedown does: enforce or inform; left out, what the account has, which is enforce unless something else was said"`
}

// SetStatus makes an account active, deactivated, suspended or takendown, at any moment.
//
// A takedown in mode enforce does what com.atproto.admin.updateSubjectStatus does, and a
// deactivation what deactivateAccount does. A suspension is a takedown under its own name; that is a
// model, as no open-source PDS can suspend.
func (c *Control) SetStatus(_ context.Context, s StatusChange) (Account, error) {
	status, mode := fixtures.Status(s.Status), fixtures.StatusMode(s.Mode)
	if !slices.Contains(fixtures.Statuses(), status) {
		return Account{}, invalid("status is %q: write active, deactivated, suspended or takendown",
			s.Status)
	}
	if !slices.Contains([]fixtures.StatusMode{"", fixtures.Enforce, fixtures.Inform}, mode) {
		return Account{}, invalid("mode is %q: write enforce or inform, or leave it out", s.Mode)
	}
	return c.amend(s.Account, func(a fixtures.Account) (fixtures.Account, error) {
		if mode != "" {
			a.StatusMode = mode
		}
		a.SetStatus(status, c.Clock.Now())
		return a, nil
	})
}
