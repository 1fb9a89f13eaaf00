package server

import (
	"errors"
	"time"

	"mockpds/fixtures"
	"mockpds/internal/xrpc"
)

// activate puts a deactivated account back in view. One that is taken down stays as it is.
func (p *PDS) activate(did string) error {
	err := p.store.Update(did, func(a *fixtures.Account) error {
		if a.SoftDeleted() {
			return xrpc.Refuse("AccountNotFound", "user not found")
		}
		a.DeactivatedAt, a.DeleteAfter = time.Time{}, ""
		return nil
	})
	if errors.Is(err, fixtures.ErrNoAccount) {
		return xrpc.InvalidRequest("DID not registered: " + did)
	}
	return err
}
