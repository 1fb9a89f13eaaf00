package control

import (
	"context"
	"slices"
	"strings"
	"time"

	"mockpds/internal/journal"
	"mockpds/internal/oauth"
)

// Revoking makes a change of an account that may make refresh tokens void, and tells the journal
// which it did; of any account when did is "". OAuth sessions end with a takedown, with its
// reversal and with the account. The call is the one that the change happens in, nil when it is no
// client's.
func (c *Control) Revoking(call *journal.RawCall, did string, change func() error) error {
	before := c.Store.ListSessions(did)
	was, had := c.Store.Account(did)
	err := change()
	if is, has := c.Store.Account(did); had && (!has || was.SoftDeleted() != is.SoftDeleted()) {
		c.OAuth.EndSessions(context.Background(), did)
	}
	now := c.Clock.Now()
	for _, g := range before {
		if _, still := c.Store.Grant(g.ID); !still {
			c.Journal.Revoked(call, journal.Revocation{
				DID: g.DID, Session: g.Session,
				Generation: g.Generation, At: now,
			})
		}
	}
	return err
}

// retell tells the journal of the sessions of a restored world, in which other things happened
// before. When their tokens were minted, and which access tokens there are, is not known any more.
func (c *Control) retell() {
	c.Journal.Reset()
	sessions, _ := c.Sessions("") // which only fails to find an account
	for _, s := range sessions {
		c.retellSession(s, c.Clock.Now())
	}
	for _, s := range c.OAuth.Sessions("") {
		c.retellOAuth(s, c.Clock.Now())
	}
}

// retellOAuth tells of all generations of an OAuth session up to the last.
func (c *Control) retellOAuth(s oauth.Session, now time.Time) {
	a, _ := c.Store.Account(s.DID)
	tokens := journal.Minted{At: now, AccessExpiresAt: s.ExpiresAt, RefreshExpiresAt: s.RefreshEnd}
	c.Journal.SessionOpened(nil, journal.Opening{
		DID: s.DID, Handle: a.Handle, Session: s.Number, ClientID: s.ClientID, Tokens: tokens,
	})
	for n := 1; n < s.Generation; n++ {
		c.Journal.Refreshed(nil, journal.Refresh{
			DID: s.DID, OAuth: true, Session: s.Number, From: n, To: n + 1, Tokens: tokens,
		})
	}
}

// retellSession tells of all generations up to the last that is known. Those that are not known
// were superseded.
func (c *Control) retellSession(s OpenSession, now time.Time) {
	known := map[int]RefreshToken{}
	last := 1
	for _, g := range s.Generations {
		known[g.Generation], last = g, g.Generation
	}
	tokens := func(n int) journal.Minted {
		return journal.Minted{At: now, RefreshExpiresAt: known[n].ExpiresAt}
	}
	c.Journal.SessionOpened(nil, journal.Opening{
		DID: s.DID, Handle: s.Handle, Session: s.Session, AppPassword: s.AppPassword,
		Tokens: tokens(1),
	})
	for n := 1; n < last; n++ {
		r := journal.Refresh{
			DID: s.DID, Session: s.Session, From: n, To: n + 1,
			Tokens: tokens(n + 1),
		}
		if until := known[n].GraceUntil; until != nil {
			r.GraceUntil = *until
		}
		c.Journal.Refreshed(nil, r)
	}
}

// Lineage lists sessions as chains of generations, in the order in which they were opened: of an
// account (handle or DID), or all of them when it is "". It also shows what is no longer good, of
// the sessions that were used last.
func (c *Control) Lineage(account string) ([]journal.Lineage, error) {
	sessions := c.Journal.Lineage(c.Clock.Now())
	if account == "" {
		return sessions, nil
	}
	a, err := c.account(account)
	sessions = slices.DeleteFunc(sessions, func(s journal.Lineage) bool {
		return s.DID != account && s.DID != a.DID && !strings.EqualFold(s.Handle,
			account) // which also finds an account that is gone
	})
	if len(sessions) > 0 {
		err = nil
	}
	return sessions, err
}
