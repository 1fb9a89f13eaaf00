package server

import (
	"fmt"
	"html"
	"net/http"
	"regexp"
	"strings"

	"mockpds/fixtures"
	"mockpds/internal/exchange"
	"mockpds/internal/identity"
	"mockpds/internal/xrpc"
	"mockpds/tokens"
)

// Version is the version that /xrpc/_health reports.
const Version = "0.1.0"

const (
	plainText = "text/plain; charset=utf-8"
	htmlText  = "text/html; charset=utf-8"
)

// pages returns the paths outside of XRPC that answer GET, in lower case, with what answers them.
func (p *protocol) pages() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"/":                        p.welcome,
		"/robots.txt":              p.robots,
		"/xrpc/_health":            p.health,
		"/.well-known/did.json":    p.wellKnownDID,
		"/.well-known/atproto-did": p.wellKnownHandle,
		"/.well-known/jwks.json":   p.jwks,
	}
}

// welcome tells a person who opens the server in a browser what it is.
func (p *protocol) welcome(w http.ResponseWriter, r *http.Request) {
	text := fmt.Sprintf(`mockpds %s: a mock AT Protocol personal data server, for tests only.

Methods are under /xrpc/. The server's DID is %s.
Its key is at /.well-known/jwks.json and /.well-known/did.json,
DID documents of accounts are at /DID.
`, Version, p.didOf(r.Context()))
	xrpc.WriteBody(w, r, http.StatusOK, plainText, []byte(text))
}

func (p *protocol) robots(w http.ResponseWriter, r *http.Request) {
	xrpc.WriteBody(w, r, http.StatusOK, plainText,
		[]byte("# Hello!\n\n# Crawling the public API is allowed\nUser-agent: *\nAllow: /"))
}

func (p *protocol) health(w http.ResponseWriter, r *http.Request) {
	p.writeJSON(w, r, http.StatusOK, map[string]string{"version": Version})
}

// wellKnownHandle proves a handle: it sends the DID of the account whose handle is the host of
// the request.
func (p *protocol) wellKnownHandle(w http.ResponseWriter, r *http.Request) {
	a, ok := p.store.AccountByHandle(exchange.Hostname(r))
	if !ok || a.Status() != "active" || !p.isAuthority(a.Handle) {
		xrpc.WriteBody(w, r, http.StatusNotFound, htmlText, []byte("User not found"))
		return
	}
	xrpc.WriteBody(w, r, http.StatusOK, plainText, []byte(a.DID))
}

// wellKnownDID sends the DID document of the account whose did:web is the host of the request, or
// else the server's own, with the key that signs session tokens.
func (p *protocol) wellKnownDID(w http.ResponseWriter, r *http.Request) {
	document := identity.NewDocument(p.didOf(r.Context()), []string{},
		p.issuer.PublicKey().Multikey(), p.originURL(r))
	if a, ok := p.webAccount(r); ok {
		document = p.identities.Document(plcSubjectOf(&a, p.publicURL(r)))
	}
	p.writeJSON(w, r, http.StatusOK, document)
}

// webAccount returns the account whose did:web is the host of the request: with its port, which
// is percent-encoded there (https://w3c-ccg.github.io/did-method-web), or without.
func (p *protocol) webAccount(r *http.Request) (fixtures.Account, bool) {
	if a, ok := p.store.Account("did:web:" + strings.ReplaceAll(exchange.Host(r), ":", "%3A")); ok {
		return a, true
	}
	return p.store.Account("did:web:" + exchange.Hostname(r))
}

// jwks sends the key that signs session tokens, as a JWK Set (RFC 7517).
func (p *protocol) jwks(w http.ResponseWriter, r *http.Request) {
	p.writeJSON(w, r, http.StatusOK, tokens.JWKS{Keys: []tokens.JWK{p.issuer.PublicKey().JWK()}})
}

func (p *protocol) writeJSON(w http.ResponseWriter, r *http.Request, status int, v any) {
	if err := xrpc.WriteJSON(w, r, status, v); err != nil {
		p.config.Log.Error("writing a page", "path", r.URL.Path, "error", err)
		w.WriteHeader(http.StatusInternalServerError)
	}
}

// notFound answers for a path that does not exist, in the HTML of the reference's web framework.
func notFound(w http.ResponseWriter, r *http.Request) {
	const page = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n" +
		"<meta charset=\"utf-8\">\n<title>Error</title>\n</head>\n" +
		"<body>\n<pre>Cannot %s %s</pre>\n</body>\n</html>\n"
	body := fmt.Sprintf(page, html.EscapeString(r.Method), html.EscapeString(pathAsSent(r)))
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	xrpc.WriteBody(w, r, http.StatusNotFound, htmlText, []byte(body))
}

// pathAsSent returns the path of a request as it came, with the characters percent-encoded that
// no URL may have.
func pathAsSent(r *http.Request) string {
	path, _, _ := strings.Cut(r.RequestURI, "?")
	if !strings.HasPrefix(path, "/") {
		return r.URL.EscapedPath()
	}
	return strayCharacters.ReplaceAllStringFunc(path,
		func(s string) string { return fmt.Sprintf("%%%02X", s[0]) })
}

// strayCharacters matches the characters that have no place in a URL, one byte each. The
// reference's web framework lets a backslash and its like pass.
var strayCharacters = regexp.MustCompile("[\x00-\x20\"<>`{}\x7f]")
