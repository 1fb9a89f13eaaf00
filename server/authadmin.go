package server

import (
	"strings"

	"mockpds/internal/xrpc"
	"mockpds/tokens"
)

// An administrator has proved to know the admin password.
type administrator struct{ visitor }

// A reader may have proved to be an account's owner or the administrator.
type reader struct {
	visitor
	did   string // "" without an access token
	admin bool
}

func (r reader) maySeeAll(did string) bool {
	return r.admin || r.did == did
}

// adminPassword asks for the admin password. It treats any other authorization as none.
func (p *protocol) adminPassword(c *xrpc.Call) (administrator, error) {
	xrpc.MarkPrivate(c.Header)
	kind, encoded, err := credentials(c.Request)
	if err != nil || kind != basic || !p.isAdmin(encoded) {
		return administrator{}, errAuthRequired
	}
	return administrator{p.visitor(c)}, nil
}

// readerIfAny admits anyone, and checks the access token, whose scope must be accepted, or the
// admin password if there is one.
func (p *protocol) readerIfAny(accepted scopes) xrpc.Gate[reader] {
	return func(c *xrpc.Call) (reader, error) {
		kind, _, err := credentials(c.Request)
		switch {
		case err != nil:
			return reader{}, err
		case kind == none:
			xrpc.MarkPrivate(c.Header)
			return reader{}, nil
		case kind == basic:
			who, err := p.adminPassword(c)
			return reader{visitor: who.visitor, admin: true}, err
		default:
			who, err := p.access(accepted, noScope)(c)
			if err != nil {
				return reader{}, err
			}
			return reader{visitor: who.visitor, did: who.did}, nil
		}
	}
}

// repoReader is readerIfAny for a method whose parameter did names a repository. One that is out
// of view is for its owner and the administrator. Only a stub answers for a DID that never had an
// account here.
func (p *protocol) repoReader(accepted scopes) xrpc.Gate[reader] {
	return func(c *xrpc.Call) (reader, error) {
		who, err := p.readerIfAny(accepted)(c)
		if err != nil {
			return reader{}, err
		}
		did := c.Request.URL.Query().Get("did")
		a, ok := p.store.Account(did)
		switch {
		case !ok && (c.Stub == nil || p.registered(did)):
			return reader{}, repoNotFound(did)
		case ok && !who.maySeeAll(did):
			return who, outOfView(&a, did)
		}
		return who, nil
	}
}

func (p *protocol) isAdmin(encoded string) bool {
	user, password, ok := strings.Cut(string(tokens.DecodeBase64(encoded)), ":")
	return ok && user == "admin" && password == p.config.AdminPassword
}
