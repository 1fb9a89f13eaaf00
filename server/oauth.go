package server

import (
	"errors"
	"net/http"
	"strings"

	"mockpds/internal/clock"
	"mockpds/internal/exchange"
	"mockpds/internal/oauth"
	"mockpds/internal/xrpc"
)

// oauthRoutes answers what belongs to OAuth, before everything else: these paths have CORS
// headers of their own. The metadata of the resource is found by any spelling that foldPath
// accepts, the rest by its exact path, as in the reference. An entryway is no resource, and a PDS
// behind one has nothing but that metadata.
func (p *PDS) oauthRoutes(next http.Handler) http.Handler {
	m := p.protocol
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := r.URL.EscapedPath()
		if strings.HasPrefix(path, "/xrpc/") {
			next.ServeHTTP(w, r)
			return
		}
		folded := strings.TrimSuffix(strings.ToLower(path), "/")
		if folded == "/.well-known/oauth-protected-resource" && !m.atEntryway(r.Context()) {
			switch r.Method {
			case http.MethodGet, http.MethodHead:
				m.protectedResource(w, r)
				return
			case http.MethodOptions:
				allowReading(w, r)
				return
			}
		}
		if serve := m.oauth.Handler(r); serve != nil && !m.behindEntryway(r.Context()) {
			if p.withinOAuthLimits(w, r) {
				serve(w, r)
			}
			return
		}
		next.ServeHTTP(w, r)
	})
}

// withinOAuthLimits counts a request against the limits that a test has set, and refuses it if
// one is used up. The reference sets none for these paths.
func (p *PDS) withinOAuthLimits(w http.ResponseWriter, r *http.Request) bool {
	if r.Method == http.MethodOptions {
		return true
	}
	path := r.URL.EscapedPath()
	counted := p.protocol.limits.Count(path, func() []string {
		return p.protocol.Sender(path, r, exchange.Peek(r)).Accounts
	})
	if p.protocol.withinLimits(w.Header(), counted) == nil {
		return true
	}
	w.Header().Set("Access-Control-Allow-Origin", "*")
	xrpc.WriteError(w, r, errRateLimit)
	return false
}

// protectedResource tells clients who issues tokens for this server: itself, or its entryway.
func (p *protocol) protectedResource(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Allow-Method", "*") // which no browser knows: the reference's
	h.Set("Access-Control-Allow-Headers", "*")
	p.writeJSON(w, r, http.StatusOK, oauth.ResourceMetadata(p.publicURL(r), p.entrywayURL(r)))
}

// allowReading is the answer to OPTIONS of the reference's web framework.
func allowReading(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Allow", "GET,HEAD")
	xrpc.WriteBody(w, r, http.StatusOK, htmlText, []byte("GET,HEAD"))
}

// newOAuth makes the authorization server.
func (p *protocol) newOAuth(world oauth.World) *oauth.Server {
	return oauth.New(oauth.Config{
		Accounts: oauthAccounts{p}, Issuer: p.issuer, Audience: p.config.ServiceDID, Source: p.source,
		Now: p.now, Wall: clock.Wall, MockClock: p.config.MockClientClock,
		URL: p.originURL, Write: xrpc.WriteBody, World: world,
		Fetch: p.config.OAuthFetch, Mode: p.config.OAuth,
		Replay: p.config.OAuthGrace, Events: p.oauthEvents(), Resource: p.resource(),
	})
}

// oauthCaller lets a caller in who shows a token of OAuth with a proof.
func (p *protocol) oauthCaller(c *xrpc.Call, token string) (*caller, error) {
	access, err := p.oauth.Access(c.Request, token, c.Header)
	if err != nil {
		return nil, oauthError(err)
	}
	return &caller{visitor: p.visitor(c), did: access.DID, oauth: &access}, nil
}

// oauthError says a refusal of OAuth in the protocol's form.
func oauthError(err error) error {
	if e, ok := errors.AsType[*oauth.Error](err); ok {
		return &xrpc.Error{Status: e.Status, Name: e.Code, Message: e.Description}
	}
	return err
}
