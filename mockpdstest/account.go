package mockpdstest

import (
	"encoding/json"
	"testing"
	"time"

	"mockpds/fixtures"
	"mockpds/internal/control"
)

// An Account is one that is written in Go, with the fields of the fixture file. Only the handle has
// to be given.
type Account struct {
	Handle          string        `json:"handle"`
	DID             string        `json:"did,omitempty"`             // derived from seed and handle when empty
	Email           string        `json:"email,omitempty"`           // none when empty
	EmailConfirmed  bool          `json:"emailConfirmed,omitempty"`  // needs an email
	EmailAuthFactor bool          `json:"emailAuthFactor,omitempty"` // mails a code at log-in; needs an email
	Password        string        `json:"password,omitempty"`        // nobody can log in by password when empty
	Status          string        `json:"status,omitempty"`          // active (the default), deactivated, suspended or takendown
	StatusMode      string        `json:"statusMode,omitempty"`      // enforce (the default) or inform
	Host            string        `json:"host,omitempty"`            // URL that its DID document names; this server when empty
	AppPasswords    []AppPassword `json:"appPasswords,omitempty"`
	AccessTTL       time.Duration `json:"-"` // whole seconds; 0 is the server's
	RefreshTTL      time.Duration `json:"-"` // whole seconds; 0 is the server's
}

// An AppPassword is one of an Account.
type AppPassword struct {
	Name       string `json:"name"`
	Password   string `json:"password"`
	Privileged bool   `json:"privileged,omitempty"` // may read direct messages
}

// MarshalJSON writes the account as it stands in a fixture file.
func (a Account) MarshalJSON() ([]byte, error) {
	type plain Account // without this method
	return json.Marshal(struct {
		plain
		AccessTTL  string `json:"accessTtl,omitempty"`
		RefreshTTL string `json:"refreshTtl,omitempty"`
	}{plain(a), fixtures.Lifetime(a.AccessTTL).String(), fixtures.Lifetime(a.RefreshTTL).String()})
}

// fixtureFile writes accounts as a fixture file in JSON.
func fixtureFile(accounts []Account) ([]byte, error) {
	if accounts == nil {
		accounts = []Account{}
	}
	return json.Marshal(map[string]any{"accounts": accounts})
}

// An AccountView is an account as the server has it, without its passwords.
type AccountView struct {
	Handle          string
	DID             string
	Email           string // "" if there is none
	EmailConfirmed  bool
	EmailAuthFactor bool   // a code is mailed at log-in
	HasPassword     bool   // somebody can log in by password
	Status          string // active, deactivated, suspended or takendown
	StatusMode      string // enforce or inform
	Host            string // URL of the server that its DID document names; "" if it is this one
	AppPasswords    []AppPasswordView
	AccessTTL       string    // such as 90s; "" if it is the server's
	RefreshTTL      string    // such as 7d; "" if it is the server's
	CreatedAt       time.Time // mock time
}

// An AppPasswordView is one of an account's app passwords, without the password itself.
type AppPasswordView struct {
	Name       string
	Privileged bool      // may read direct messages
	CreatedAt  time.Time // mock time
}

func viewOf(a control.Account) AccountView {
	return AccountView{
		a.Handle, a.DID, a.Email, a.EmailConfirmed, a.EmailAuthFactor, a.HasPassword,
		a.Status, a.StatusMode, a.Host,
		each(a.AppPasswords, func(p control.AppPassword) AppPasswordView { return AppPasswordView(p) }),
		a.AccessTTL, a.RefreshTTL, a.CreatedAt,
	}
}

// Fields are those of an account, with the names and values that a fixture file has for them.
type Fields map[string]any

// Accounts lists all accounts in order of creation.
func (p *PDS) Accounts() []AccountView {
	return each(p.control.Accounts(), viewOf)
}

// Account shows the account of a handle or DID. The test ends if there is none.
func (p *PDS) Account(t testing.TB, name string) AccountView {
	t.Helper()
	view, err := p.control.Account(name)
	must(t, err)
	return viewOf(view)
}

// AddAccount adds an account. The test ends when something is wrong with it, or its handle, DID or
// address is taken.
func (p *PDS) AddAccount(t testing.TB, a Account) AccountView {
	t.Helper()
	text, err := json.Marshal(a)
	must(t, err)
	view, err := p.control.AddAccount(t.Context(), control.AccountText{Text: text})
	must(t, err)
	return viewOf(view)
}

// ChangeAccount changes the fields of an account (handle or DID) that are given; nil takes one
// away. What goes with a change is what goes with it in the reference: another password makes the
// refresh tokens void, another address is unconfirmed. The test ends when there is no such account
// or something is wrong with a field.
func (p *PDS) ChangeAccount(t testing.TB, name string, f Fields) AccountView {
	t.Helper()
	text, err := json.Marshal(f)
	must(t, err)
	view, err := p.control.ChangeAccount(t.Context(), control.AccountChange{Name: name, Text: text})
	must(t, err)
	return viewOf(view)
}

// RemoveAccount deletes an account (handle or DID) with its sessions and codes. Access tokens live
// on without an account. The test ends if there is none.
func (p *PDS) RemoveAccount(t testing.TB, name string) {
	t.Helper()
	must(t, p.control.RemoveAccount(name))
}

// SetStatus makes an account (handle or DID) active, deactivated, suspended or takendown, at any
// moment. The mode of a suspension or a takedown is enforce, which refuses the account and makes
// its refresh tokens void, or inform, which lets it in and tells; without one the account keeps the
// mode that it has. The test ends when there is no such account or status.
func (p *PDS) SetStatus(t testing.TB, account, status string, mode ...string) AccountView {
	t.Helper()
	change := control.StatusChange{Account: account, Status: status}
	if len(mode) > 0 {
		change.Mode = mode[0]
	}
	view, err := p.control.SetStatus(t.Context(), change)
	must(t, err)
	return viewOf(view)
}
