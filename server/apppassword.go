package server

import (
	"context"

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

// createAppPassword makes a password for one client of the caller's. It is shown this once. A name that the account has
// used is answered with a bare 500, as in the reference.
func (p *PDS) createAppPassword(_ context.Context, who caller, in createAppPasswordInput) (*appPassword, error) {
	made := fixtures.AppPassword{
		Name:       in.Name,
		Password:   seed.Groups(seed.Letters(p.source.Next("app password"), 16), 4),
		Privileged: in.Privileged,
		CreatedAt:  p.now(),
	}
	if err := p.store.AddAppPassword(who.did, made); err != nil {
		return nil, err
	}
	return &appPassword{made.Name, made.Password, datetime(made.CreatedAt), made.Privileged}, nil
}
