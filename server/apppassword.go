package server

import (
	"slices"

	"mockpds/fixtures"
	"mockpds/internal/seed"
)

type createAppPasswordInput struct {
	Name       string `lex:"name"`
	Privileged bool   `lex:"privileged,optional"`
}

type appPassword struct {
	Name       string `json:"name"`
	Password   string `json:"password,omitempty"`
	CreatedAt  string `json:"createdAt"`
	Privileged bool   `json:"privileged"`
}

// createAppPassword makes an app password for the caller's account. Only this reply shows it. A
// name that is in use is answered with a bare 500, as in the reference.
func (p *protocol) createAppPassword(who *caller, in createAppPasswordInput) (*appPassword, error) {
	made := fixtures.AppPassword{
		Name:       in.Name,
		Password:   seed.Groups(seed.Letters(p.source.Next("app password"), 16), 4),
		Privileged: in.Privileged,
		CreatedAt:  p.now(),
	}
	if err := unlessGone(p.store.AddAppPassword(who.did, made)); err != nil {
		return nil, err
	}
	return &appPassword{made.Name, made.Password, datetime(made.CreatedAt), made.Privileged}, nil
}

type listAppPasswordsOutput struct {
	Passwords []appPassword `json:"passwords"`
}

// listAppPasswords returns the caller's app passwords, the newest first, without the passwords
// themselves. It works for a deleted account too, as long as the access token is good, and so
// does revokeAppPassword.
func (p *protocol) listAppPasswords(who *caller) (listAppPasswordsOutput, error) {
	a, ok := p.store.Account(who.did)
	if !ok {
		a, _ = p.store.Removed(who.did)
	}
	slices.Reverse(a.AppPasswords) // so that of two made in the same instant the later one comes first
	slices.SortStableFunc(a.AppPasswords,
		func(x, y fixtures.AppPassword) int { return y.CreatedAt.Compare(x.CreatedAt) })
	list := make([]appPassword, len(a.AppPasswords))
	for i, v := range a.AppPasswords {
		list[i] = appPassword{Name: v.Name, CreatedAt: datetime(v.CreatedAt), Privileged: v.Privileged}
	}
	return listAppPasswordsOutput{list}, nil
}

type revokeAppPasswordInput struct {
	Name string `lex:"name"`
}

// revokeAppPassword removes an app password of the caller's and revokes the refresh tokens of its
// sessions. Their access tokens stay good. A name that is not in use is not an error.
func (p *protocol) revokeAppPassword(who *caller, in revokeAppPasswordInput) error {
	return p.control.Revoking(who.call, who.did, func() error {
		p.store.RevokeAppPassword(who.did, in.Name)
		return nil
	})
}
