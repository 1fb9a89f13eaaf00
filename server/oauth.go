package server

import (
	"net/http"
	"strings"

	"mockpds/internal/xrpc"
)

// oauthAlgorithms are the signature algorithms that the reference's OAuth provider verifies, in its order.
var oauthAlgorithms = []string{"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES256K", "ES384", "ES512"}

// oauth answers what belongs to OAuth, before everything else: these paths have CORS headers of their own. The metadata is
// the reference's, so that a client sees where it would go. There is no OAuth behind it: the endpoints that a flow would
// begin and end at answer 501 with an error that OAuth clients show, and no flow ever starts.
func (p *protocol) oauth(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if serve := p.oauthRoute(r); serve != nil {
			serve(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// oauthRoute finds what answers a request, or nil. The first document is found by any spelling that foldPath accepts; the
// others by their exact path, and not by HEAD, as in the reference.
func (p *protocol) oauthRoute(r *http.Request) http.HandlerFunc {
	if path := r.URL.Path; !strings.HasPrefix(path, "/oauth/") && !hasPrefixFold(path, "/.well-known/oauth-") {
		return nil
	}
	path := r.URL.EscapedPath()
	if strings.TrimSuffix(strings.ToLower(path), "/") == "/.well-known/oauth-protected-resource" {
		path = "/.well-known/oauth-protected-resource"
	}
	switch r.Method + " " + path {
	case "GET /.well-known/oauth-protected-resource", "HEAD /.well-known/oauth-protected-resource":
		return p.protectedResource
	case "OPTIONS /.well-known/oauth-protected-resource":
		return allowReading
	case "GET /.well-known/oauth-authorization-server":
		return p.authorizationServer
	case "GET /oauth/jwks":
		return p.oauthKeys
	case "POST /oauth/par", "POST /oauth/token", "POST /oauth/revoke", "GET /oauth/authorize":
		return p.noOAuth
	case "GET /oauth/par", "HEAD /oauth/par", "PUT /oauth/par", "PATCH /oauth/par", "DELETE /oauth/par":
		return notAllowed // RFC 9126 section 2.3
	case "OPTIONS /.well-known/oauth-authorization-server", "OPTIONS /oauth/jwks",
		"OPTIONS /oauth/par", "OPTIONS /oauth/token", "OPTIONS /oauth/revoke":
		return oauthPreflight
	default:
		return nil
	}
}

// protectedResourceMetadata is RFC 9728's.
type protectedResourceMetadata struct {
	Resource               string   `json:"resource"`
	AuthorizationServers   []string `json:"authorization_servers"`
	ScopesSupported        []string `json:"scopes_supported"`
	BearerMethodsSupported []string `json:"bearer_methods_supported"`
	ResourceDocumentation  string   `json:"resource_documentation"`
}

// protectedResource tells clients who issues tokens for this server: itself.
func (p *protocol) protectedResource(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Allow-Method", "*") // no header that a browser knows, and yet the reference's
	h.Set("Access-Control-Allow-Headers", "*")
	p.writeStatus(w, r, http.StatusOK, protectedResourceMetadata{
		Resource:               p.publicURL(r),
		AuthorizationServers:   []string{p.publicURL(r)},
		ScopesSupported:        []string{},
		BearerMethodsSupported: []string{"header"},
		ResourceDocumentation:  "https://atproto.com",
	})
}

// allowReading is the answer to OPTIONS of the reference's web framework.
func allowReading(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Allow", "GET,HEAD")
	xrpc.WriteBody(w, r, http.StatusOK, htmlText, []byte("GET,HEAD"))
}

// allowOAuthClients lets every web page read the reply.
func allowOAuthClients(h http.Header) {
	h.Set("Access-Control-Max-Age", "86400")
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Allow-Methods", "*")
	h.Set("Access-Control-Allow-Headers", "Content-Type,DPoP")
}

func oauthPreflight(w http.ResponseWriter, _ *http.Request) {
	allowOAuthClients(w.Header())
	w.WriteHeader(http.StatusOK)
}

func notAllowed(w http.ResponseWriter, _ *http.Request) {
	w.WriteHeader(http.StatusMethodNotAllowed)
}

// authorizationServer is the server's metadata as an authorization server (RFC 8414).
func (p *protocol) authorizationServer(w http.ResponseWriter, r *http.Request) {
	p.writeOAuthDocument(w, r, authorizationServerAt(p.publicURL(r)))
}

// oauthKeys are the keys that tokens of OAuth are signed with: none, as in a reference that signs them with its secret.
func (p *protocol) oauthKeys(w http.ResponseWriter, r *http.Request) {
	p.writeOAuthDocument(w, r, map[string][]string{"keys": {}})
}

func (p *protocol) writeOAuthDocument(w http.ResponseWriter, r *http.Request, document any) {
	allowOAuthClients(w.Header())
	w.Header().Set("Cache-Control", "max-age=300")
	p.writeDocument(w, r, "application/json", document)
}

// noOAuth ends a flow before it begins. Clients show the description, and keep nothing.
func (p *protocol) noOAuth(w http.ResponseWriter, r *http.Request) {
	allowOAuthClients(w.Header())
	w.Header().Set("Cache-Control", "no-store")
	p.writeStatus(w, r, http.StatusNotImplemented, map[string]string{
		"error":             "temporarily_unavailable",
		"error_description": "this mock PDS does not serve OAuth",
	})
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}
