// Package server is the mock PDS: an http.Handler that answers the account and session half of a
// personal data server as the reference PDS does. methods.go is its table of contents.
package server

import (
	"cmp"
	"net/http"
	"slices"

	"mockpds/fixtures"
	"mockpds/internal/control"
	"mockpds/internal/faults"
	"mockpds/internal/findings"
	"mockpds/internal/identity"
	"mockpds/internal/mailbox"
	"mockpds/internal/quirks"
	"mockpds/internal/ratelimit"
	"mockpds/internal/records"
	"mockpds/internal/seed"
	"mockpds/internal/stubs"
	"mockpds/internal/xrpc"
	"mockpds/tokens"
)

// A PDS is one mock PDS. It is an http.Handler and safe for concurrent use.
type PDS struct {
	protocol *protocol
	world    *worldLock
	calls    *xrpc.Router
	handler  http.Handler
}

// New returns a PDS. It fails on a config that cannot be served, and on a world whose accounts
// have the same names.
func New(config Config) (*PDS, error) {
	config, err := config.withDefaults()
	if err != nil {
		return nil, err
	}
	var m *protocol
	issuer, err := tokens.NewIssuer(tokens.Config{
		Shape: func(did string) tokens.Shape {
			a, _ := m.store.Account(did)
			return m.shapeOf(&a, fixtures.Grant{})
		},
		Key: config.SigningKey, Audience: cmp.Or(config.entrywayDID(), config.ServiceDID),
		AlsoFor: []string{config.ServiceDID}, Now: config.Clock.Now,
		AccessTTL: config.AccessTTL, RefreshTTL: config.RefreshTTL,
	})
	if err != nil {
		return nil, err
	}
	world := config.World
	if world == nil {
		w := fixtures.Default(fixtures.Options{Seed: config.Seed})
		world = &w
	}
	if err := config.checkWorld(*world); err != nil {
		return nil, err
	}
	store, err := fixtures.NewStore(*world)
	if err != nil {
		return nil, err
	}
	m = &protocol{
		config: config, home: newHome(config.PublicURL), source: seed.New(config.Seed),
		issuer: issuer, store: store, serials: &serials{}, mail: &mailbox.Mailbox{},
		identities: identity.NewDirectory(config.Seed), records: records.New(config.Clock.Now),
	}
	store.OnRemove = m.records.Remove
	m.identities.Follow(config.PLCURL)
	m.journal = m.newJournal()
	methods := m.methods()
	m.rules = rules{
		faults: faults.New(), stubs: stubs.NewSet(methods.serves),
		limits: ratelimit.NewSet(m.now, methods.usualLimit), windows: ratelimit.New(m.now),
		quirks: &quirks.Set{}, outside: &control.Outside{},
	}
	p := &PDS{protocol: m, world: &worldLock{}}
	m.oauth = m.newOAuth(p.world)
	if err := m.setUp(*world); err != nil {
		return nil, err
	}
	for _, warning := range Warnings(*world) {
		config.Log.Warn("a rule of the fixture file may never apply", "warning", warning)
	}
	m.control = p.newControl(methods.names())
	p.calls = &xrpc.Router{
		Unknown: m.unknownMethod, Stub: m.stubOf, Count: m.countCall,
		Elsewhere: notFound, Log: config.Log, World: p.world,
	}
	p.calls.Handle(methods...)
	p.handler = p.routes()
	return p, nil
}

// ServeHTTP answers a request.
func (p *PDS) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.handler.ServeHTTP(w, r)
}

// ServiceDID returns the server's own DID, the audience of its session tokens.
func (p *PDS) ServiceDID() string {
	return p.protocol.config.ServiceDID
}

// Methods returns the names of the XRPC methods that the server answers itself, sorted.
func (p *PDS) Methods() []string {
	return slices.Sorted(slices.Values(p.protocol.methods().names()))
}

// Control returns the verbs by which a test steers this server, the same that are served under
// /_mock/.
func (p *PDS) Control() *control.Control {
	return p.protocol.control
}

func (p *PDS) newControl(methods []string) *control.Control {
	m := p.protocol
	return &control.Control{
		Clock: m.config.Clock, Mail: m.mail, Store: m.store,
		Issuer: m.issuer, Key: m.config.SigningKey, DID: m.config.ServiceDID,
		Seed: m.config.Seed, Home: m.home, Server: steering{m, p.world},
		Load: func(name string, text []byte) (fixtures.World, error) {
			return LoadWorld(name, text, fixtures.Options{Seed: m.config.Seed})
		},
		Reread: m.config.Reload, Warnings: Warnings,
		Outside: m.outside, CheckRecord: checkRecord,
		Stubs: m.stubs, Limits: m.limits, Faults: m.faults, Quirks: m.quirks,
		Journal: m.journal, OAuth: m.oauth, Log: m.config.Log, Methods: methods,
		Judge: findings.NewJudge(m.journal, m.findingOptions()),
		Token: m.config.ControlToken, CA: m.config.CA, Ours: m.ours,
	}
}
