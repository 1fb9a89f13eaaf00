// Package server is the mock PDS: an http.Handler that answers the account and session half of a personal data server
// as the reference PDS does. methods.go is its table of contents.
package server

import (
	"net/http"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"mockpds/fixtures"
	"mockpds/internal/clock"
	"mockpds/internal/control"
	"mockpds/internal/exchange"
	"mockpds/internal/faults"
	"mockpds/internal/identity"
	"mockpds/internal/journal"
	"mockpds/internal/mailbox"
	"mockpds/internal/ratelimit"
	"mockpds/internal/seed"
	"mockpds/internal/stubs"
	"mockpds/internal/xrpc"
	"mockpds/tokens"
)

// A PDS is one mock PDS. It is an http.Handler and safe for concurrent use.
type PDS struct {
	config     Config
	source     *seed.Source
	issuer     *tokens.Issuer
	store      *fixtures.Store
	mail       *mailbox.Mailbox
	identities *identity.Directory
	home       home
	windows    *ratelimit.Limiter // of the limits in the method table
	turnstile  turnstile
	era        era
	stubs      *stubs.Set
	limits     *ratelimit.Set // those on demand
	faults     *faults.Set
	journal    *journal.Journal
	calls      *xrpc.Router
	control    *control.Control
	handler    http.Handler
}

// New makes a PDS. It fails on a config that cannot be served, and on a world whose accounts claim the same names.
func New(config Config) (*PDS, error) {
	config, err := config.withDefaults()
	if err != nil {
		return nil, err
	}
	issuer, err := tokens.NewIssuer(tokens.Config{
		Key: config.SigningKey, Audience: config.ServiceDID, Now: config.Clock.Now,
		AccessTTL: config.AccessTTL, RefreshTTL: config.RefreshTTL,
	})
	if err != nil {
		return nil, err
	}
	world := config.World
	if world == nil {
		w := fixtures.Default(fixtures.Options{Seed: config.Seed, Now: config.Clock.Now()})
		world = &w
	}
	if err := config.checkWorld(*world); err != nil {
		return nil, err
	}
	store, err := fixtures.NewStore(*world)
	if err != nil {
		return nil, err
	}
	p := &PDS{
		config: config, source: seed.New(config.Seed), issuer: issuer, store: store, mail: &mailbox.Mailbox{},
		identities: identity.NewDirectory(config.Seed),
	}
	p.goHome(*world)
	table := tableOf(p)
	p.stubs = stubs.NewSet(table.serves)
	p.windows = ratelimit.New(p.now)
	p.limits = ratelimit.NewSet(p.now, table.usualLimit)
	p.faults = faults.New(clock.After)
	p.journal = p.newJournal()
	if err := p.setUp(*world); err != nil {
		return nil, err
	}
	p.control = p.newControl()
	p.handler = p.routes()
	return p, nil
}

// ServeHTTP answers a request.
func (p *PDS) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.handler.ServeHTTP(w, r)
}

// ServiceDID is the server's own DID, the audience of its session tokens.
func (p *PDS) ServiceDID() string {
	return p.config.ServiceDID
}

// Methods lists the names of the XRPC methods that the server answers itself, sorted.
func (p *PDS) Methods() []string {
	var names []string
	for _, m := range p.methods() {
		names = append(names, m.NSID)
	}
	slices.Sort(names)
	return names
}

// routes mounts everything that the server answers. Each path is also found in other letter case or with a slash at its
// end, as the reference's web framework finds them.
func (p *PDS) routes() http.Handler {
	calls := &xrpc.Router{Unknown: p.unknownMethod, Elsewhere: notFound, Log: p.config.Log, World: &p.turnstile}
	counting := &limits{onDemand: p.limits, names: p.callerNames, now: p.now}
	if p.config.RateLimits {
		counting.counter = p.windows
	}
	calls.Limiter = counting
	calls.Handle(p.methods()...)
	p.calls = calls

	ring := p.ring()
	mux := chi.NewRouter()
	mux.Use(p.steered, ring.Record, ring.ApplyFaults, p.oauth, exchange.CORS, p.parted, foldPath)
	for path, serve := range p.pages() {
		mux.Get(path, serve)
		mux.Head(path, serve)
	}
	mux.Get("/{did:did(:|%3[aA]).+}", p.plcDocument)
	mux.Get("/{did:did(:|%3[aA]).+}/data", p.plcData)
	mux.NotFound(calls.ServeHTTP)         // which knows what is not its own,
	mux.MethodNotAllowed(calls.ServeHTTP) // and refuses verbs that chi has never heard of
	return ring.Exchange(mux)
}

// ring is what stands around all answers.
func (p *PDS) ring() *exchange.Ring {
	return &exchange.Ring{
		Log: p.config.Log, Clock: p.config.Clock, Calls: p.calls, Faults: p.faults,
		Journal: p.journal, NoCalls: p.config.JournalEntries < 0,
		Senders: p, TellUsedUp: p.tellUsedUp,
	}
}

// Control is the vocabulary by which a test steers this server, the same that is served under /_mock/.
func (p *PDS) Control() *control.Control {
	return p.control
}

func (p *PDS) newControl() *control.Control {
	return &control.Control{
		Clock: p.config.Clock, Mail: p.mail, Store: p.store,
		Issuer: p.issuer, Key: p.config.SigningKey, DID: p.config.ServiceDID,
		Seed: p.config.Seed, Home: &p.home, Server: steering{p}, Load: p.loadWorld,
		Stubs: p.stubs, Limits: p.limits, Faults: p.faults, Journal: p.journal,
		Token: p.config.ControlToken, Ours: p.ours,
		Rules: []func(fixtures.World){p.goHome, p.setUpAgain},
	}
}

func (p *PDS) loadWorld(name string, text []byte) (fixtures.World, error) {
	w, err := LoadWorld(name, text, fixtures.Options{Seed: p.config.Seed, Now: p.now()})
	if err == nil {
		err = p.config.checkWorld(w)
	}
	return w, err
}

// ControlHandler serves the control API alone, under /_mock/, for a listener of its own: see Config.ControlElsewhere.
func (p *PDS) ControlHandler() http.Handler {
	return p.ring().Exchange(p.control.Handler())
}

// steered hands the requests under /_mock/ to the control API, before anything that is there for clients of a PDS, unless the API is
// elsewhere.
func (p *PDS) steered(next http.Handler) http.Handler {
	if p.config.ControlElsewhere {
		return next
	}
	steer := p.control.Handler()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, control.Prefix) {
			steer.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}
