package server

import (
	"cmp"
	"context"
	"net"
	"net/http"
	"net/url"
	"strings"

	"mockpds/internal/exchange"
	"mockpds/internal/journal"
	"mockpds/internal/oauth"
	"mockpds/internal/xrpc"
)

// An entryway is another origin of the server: the authorization server, and where people log in
// with passwords. It passes on all else to the PDS, which is this server, too; the PDS passes on to
// it what is about sessions. So both answer by the same functions, but for what stands here.

// ports are those that the PDS and the entryway listen at; empty if they are not known.
type ports struct{ pds, entryway string }

// entrywayKey is in the context of requests that came to the entryway.
type entrywayKey struct{}

// EntrywayHandler answers for the entryway of a config with Entryway.
func (p *PDS) EntrywayHandler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), entrywayKey{}, true)))
	})
}

// ServeEntryway answers for the entryway as Serve does for the PDS.
func (p *PDS) ServeEntryway(ctx context.Context, l net.Listener) error {
	return p.serve(ctx, l, p.EntrywayHandler())
}

// ListenAt tells the addresses of the PDS and of the entryway, for URLs that the config leaves
// open. It comes before the first request.
func (p *PDS) ListenAt(pds, entryway net.Addr) {
	_, p.protocol.ports.pds, _ = net.SplitHostPort(pds.String())
	_, p.protocol.ports.entryway, _ = net.SplitHostPort(entryway.String())
}

// entrywayDID returns the entryway's own DID, the audience of refresh tokens. It is did:web: and
// the host of its URL, or entryway.localhost. It is empty without an entryway.
func (c *Config) entrywayDID() string {
	switch {
	case !c.Entryway:
		return ""
	case c.EntrywayURL == "":
		return "did:web:entryway.localhost"
	default:
		return didOfHost(c.EntrywayURL)
	}
}

// didOfHost returns the did:web of the host of a URL, with its port.
func didOfHost(at string) string {
	u, err := url.Parse(at)
	if err != nil {
		return ""
	}
	return "did:web:" + strings.ReplaceAll(u.Host, ":", "%3A")
}

// atEntryway reports whether a request came to the entryway.
func (p *protocol) atEntryway(ctx context.Context) bool {
	return p.config.Entryway && ctx.Value(entrywayKey{}) != nil
}

// behindEntryway reports whether a request came to a PDS that has an entryway.
func (p *protocol) behindEntryway(ctx context.Context) bool {
	return p.config.Entryway && !p.atEntryway(ctx)
}

// originOf names what a request came to, for the journal. It is empty without an entryway.
func (p *protocol) originOf(r *http.Request) string {
	switch {
	case !p.config.Entryway:
		return ""
	case p.atEntryway(r.Context()):
		return journal.OriginEntryway
	default:
		return journal.OriginPDS
	}
}

// entrywayURL returns where clients reach the authorization server: the entryway, or the PDS if
// there is none.
func (p *protocol) entrywayURL(r *http.Request) string {
	if !p.config.Entryway {
		return p.publicURL(r)
	}
	return cmp.Or(p.config.EntrywayURL, p.reached(r, p.behindEntryway(r.Context()), p.ports.entryway))
}

// originURL returns where clients reach what a request came to.
func (p *protocol) originURL(r *http.Request) string {
	if p.atEntryway(r.Context()) {
		return p.entrywayURL(r)
	}
	return p.publicURL(r)
}

// reached returns the URL by which a request came, or that of the other origin, at its port.
func (p *protocol) reached(r *http.Request, other bool, port string) string {
	origin := exchange.Origin(r)
	if !other || port == "" {
		return origin
	}
	u, err := url.Parse(origin)
	if err != nil {
		return origin
	}
	return exchange.NormalOrigin(u.Scheme, net.JoinHostPort(u.Hostname(), port))
}

// didOf returns the DID of what a request came to.
func (p *protocol) didOf(ctx context.Context) string {
	if p.atEntryway(ctx) {
		return p.config.entrywayDID()
	}
	return p.config.ServiceDID
}

// resource tells the authorization server of the PDS, if they are apart.
func (p *protocol) resource() *oauth.Resource {
	if !p.config.Entryway {
		return nil
	}
	return &oauth.Resource{
		URL: p.publicURL, Came: func(r *http.Request) bool { return p.behindEntryway(r.Context()) },
		IssuerDID: p.config.entrywayDID(), LooksUp: p.config.EntrywayRevokes,
	}
}

// checkSignUpAt is checkSignUp where a call came. A PDS behind an entryway takes only what the
// entryway sends it.
func (p *protocol) checkSignUpAt(from visitor, in createAccountInput) (handle string, err error) {
	if p.behindEntryway(from.ctx) && (in.DID == "" || in.PLCOp == nil) {
		return "", xrpc.InvalidRequest("non-entryway pds requires bringing a DID and plcOp")
	}
	return p.checkSignUp(in)
}

// hasInvites refuses at a PDS behind an entryway: invites are the entryway's.
func (p *protocol) hasInvites(who administrator) error {
	if p.behindEntryway(who.ctx) {
		return xrpc.InvalidRequest("Account invites are managed by the entryway service")
	}
	return nil
}
