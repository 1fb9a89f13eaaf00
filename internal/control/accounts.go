package control

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"mockpds/fixtures"
	"mockpds/internal/words"
)

// An Account is an account of the world. Passwords are not shown.
type Account struct {
	Handle          string        `json:"handle"`
	DID             string        `json:"did"`
	Email           string        `json:"email,omitempty"`
	EmailConfirmed  bool          `json:"emailConfirmed"`
	EmailAuthFactor bool          `json:"emailAuthFactor"`
	HasPassword     bool          `json:"hasPassword" doc:"somebody can log in by password"`
	Status          string        `json:"status" doc:"active, deactivated, suspended or takendown"`
	StatusMode      string        `json:"statusMode" doc:"enforce or inform"`
	Host            string        `json:"host,omitempty" doc:"URL of the server that its DID document names; left out: this one"`
	AppPasswords    []AppPassword `json:"appPasswords"`
	AccessTTL       string        `json:"accessTtl,omitempty" doc:"left out when it is the server's"`
	RefreshTTL      string        `json:"refreshTtl,omitempty" doc:"left out when it is the server's"`
	CreatedAt       time.Time     `json:"createdAt" doc:"mock time"`
}

// An AppPassword is one of an account's, without the password itself.
type AppPassword struct {
	Name       string    `json:"name"`
	Privileged bool      `json:"privileged"`
	CreatedAt  time.Time `json:"createdAt" doc:"mock time"`
}

func viewAccount(a *fixtures.Account) Account {
	view := Account{
		Handle: a.Handle, DID: a.DID, Email: a.Email,
		EmailConfirmed: !a.EmailConfirmedAt.IsZero(), EmailAuthFactor: a.EmailAuthFactor,
		HasPassword: !a.NoPassword, AppPasswords: []AppPassword{},
		Status: string(a.Status()), StatusMode: string(cmp.Or(a.StatusMode, fixtures.Enforce)),
		Host: a.Host, CreatedAt: a.CreatedAt.UTC(),
		AccessTTL:  fixtures.Lifetime(a.AccessTTL).String(),
		RefreshTTL: fixtures.Lifetime(a.RefreshTTL).String(),
	}
	for _, p := range a.AppPasswords {
		view.AppPasswords = append(view.AppPasswords,
			AppPassword{p.Name, p.Privileged, p.CreatedAt.UTC()})
	}
	return view
}

// Accounts lists all accounts in order of creation.
func (c *Control) Accounts() []Account {
	return viewAccounts(c.Store.Accounts())
}

func viewAccounts(accounts []fixtures.Account) []Account {
	list := make([]Account, len(accounts))
	for i := range accounts {
		list[i] = viewAccount(&accounts[i])
	}
	return list
}

// accountPage says which accounts to list.
type accountPage struct {
	After string `query:"after" doc:"handle or DID of the account before the first; from the beginning without it"`
	Limit int    `query:"limit" doc:"how many at most, 1 to 1000; 100 without it"`
}

func (c *Control) listAccounts(_ context.Context, page accountPage) ([]Account, error) {
	if page.Limit < 0 || page.Limit > 1000 {
		return nil, invalid("limit is %d: write a number from 1 to 1000, or leave it out",
			page.Limit)
	}
	did, err := c.didOf(page.After)
	if err != nil {
		return nil, err
	}
	return viewAccounts(c.Store.AccountsAfter(did, cmp.Or(page.Limit, 100))), nil
}

// Account shows the account of a handle or DID.
func (c *Control) Account(name string) (Account, error) {
	a, err := c.account(name)
	if err != nil {
		return Account{}, err
	}
	return viewAccount(&a), nil
}

// accountName is the account that a path names.
type accountName struct {
	Name string `path:"name" doc:"handle or DID"`
}

func (c *Control) showAccount(_ context.Context, n accountName) (Account, error) {
	return c.Account(n.Name)
}

// An AccountText is the fields of an account, as a fixture file has them.
type AccountText struct {
	Text []byte `body:"account"`
}

// AddAccount adds an account. Only handle is required. A handle, DID or address that is taken is a
// conflict.
func (c *Control) AddAccount(_ context.Context, in AccountText) (Account, error) {
	a, err := fixtures.ReadAccount("account", in.Text, c.options())
	if err != nil {
		return Account{}, mistaken("InvalidAccount", err)
	}
	c.Server.ChangeWorld(func() {
		if _, taken := c.Store.AccountByHandle(a.Handle); taken {
			err = fixtures.ErrHandleTaken // which is clearer than that the derived DID is taken
		} else if a.DID == c.DID { // the server's own
			err = fixtures.ErrDIDTaken
		} else if err = c.Store.AddFixture(a); err == nil {
			c.Server.Publish(a.DID, a.Handle, a.Handle)
			c.Server.Import(a)
		}
	})
	if err != nil {
		return Account{}, conflict(err, &a)
	}
	return viewAccount(&a), nil
}

// options are those of an account that is added now.
func (c *Control) options() fixtures.Options {
	return fixtures.Options{Seed: c.Seed, Now: c.Clock.Now(), CheckRecord: c.CheckRecord}
}

func conflict(err error, a *fixtures.Account) *Error {
	values := map[error]string{
		fixtures.ErrHandleTaken: a.Handle, fixtures.ErrEmailTaken: a.Email, fixtures.ErrDIDTaken: a.DID,
	}
	for taken, value := range values {
		if errors.Is(err, taken) {
			return refuse(http.StatusConflict, "Conflict",
				"%q: %v; GET %saccounts lists the accounts", value, err, Prefix)
		}
	}
	return missing("%v", err)
}

// An AccountChange is the fields of an account that change, as a fixture file has them.
type AccountChange struct {
	Name string `path:"name" doc:"handle or DID"`
	Text []byte `body:"accountChange"`
}

// ChangeAccount changes the fields of an account that are given. A null removes a field, as if the
// fixture file had left it out. What goes with a change is as in the reference.
func (c *Control) ChangeAccount(_ context.Context, in AccountChange) (Account, error) {
	return c.amend(in.Name, func(a fixtures.Account) (fixtures.Account, error) {
		changed, err := fixtures.ReadChange("account", in.Text, a, c.options())
		if err != nil {
			return a, mistaken("InvalidAccount", err)
		}
		return changed, nil
	})
}

// amend changes an account in one step.
func (c *Control) amend(
	name string, change func(fixtures.Account) (fixtures.Account, error),
) (view Account, err error) {
	c.Server.ChangeWorld(func() {
		var before, after fixtures.Account
		if before, err = c.account(name); err != nil {
			return
		}
		if after, err = change(before); err != nil {
			return
		}
		err = c.Revoking(nil, after.DID, func() error { return c.Store.Amend(after) })
		if err != nil {
			err = conflict(err, &after)
			return
		}
		if after.Handle != before.Handle {
			c.Server.Publish(after.DID, before.Handle, after.Handle)
		}
		view = viewAccount(&after)
	})
	return view, err
}

// RemoveAccount deletes an account with its sessions and codes, as com.atproto.admin.deleteAccount
// does. Access tokens live on without an account.
func (c *Control) RemoveAccount(name string) error {
	var err error
	c.Server.ChangeWorld(func() {
		var a fixtures.Account
		if a, err = c.account(name); err == nil {
			err = c.Revoking(nil, a.DID, func() error {
				c.Store.Remove(a.DID)
				return nil
			})
		}
	})
	return err
}

func (c *Control) removeAccount(_ context.Context, n accountName) (nothing, error) {
	return nothing{}, c.RemoveAccount(n.Name)
}

// A StatusChange is the new status of an account.
type StatusChange struct {
	Account string `json:"-" path:"name" doc:"handle or DID"`
	Status  string `json:"status" doc:"active, deactivated, suspended or takendown"`
	Mode    string `json:"mode" doc:"what a suspension or takedown does: enforce or inform; left out, what the account has, which is enforce unless something else was said"`
}

// Check returns all that is wrong with it.
func (s StatusChange) Check() words.Mistakes {
	var m words.Mistakes
	if status := fixtures.Status(s.Status); !slices.Contains(fixtures.Statuses(), status) {
		m.Add("status", "is "+words.Quote(s.Status), words.OneOf(status, fixtures.Statuses()...))
	}
	modes := []string{string(fixtures.Enforce), string(fixtures.Inform)}
	if s.Mode != "" && !slices.Contains(modes, s.Mode) {
		m.Add("mode", "is "+words.Quote(s.Mode), words.OneOf(s.Mode, modes...)+", or leave it out")
	}
	return m
}

// SetStatus makes an account active, deactivated, suspended or takendown, at any moment.
//
// A takedown in mode enforce does what com.atproto.admin.updateSubjectStatus does, and a
// deactivation what deactivateAccount does. A suspension is a takedown under its own name; that is a
// model, as no open-source PDS can suspend.
func (c *Control) SetStatus(_ context.Context, s StatusChange) (Account, error) {
	if wrong := s.Check(); wrong != nil {
		return Account{}, wrong
	}
	return c.amend(s.Account, func(a fixtures.Account) (fixtures.Account, error) {
		a.StatusMode = cmp.Or(fixtures.StatusMode(s.Mode), a.StatusMode)
		a.SetStatus(fixtures.Status(s.Status), c.Clock.Now())
		return a, nil
	})
}
