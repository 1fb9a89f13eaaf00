package server

import (
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"
)

// routeCalls passes calls to the XRPC router, which finds names in any letter case itself.
func (p *PDS) routeCalls(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if path := r.URL.EscapedPath(); strings.HasPrefix(path, "/xrpc/") &&
			!strings.HasPrefix(path, "/xrpc/_") {
			p.calls.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// foldPath lets routes be found in any letter case and with a slash at their end.
func foldPath(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := r.URL.EscapedPath()
		if !hasPrefixFold(path, "/did") { // a DID is one in exactly its letters
			path = strings.ToLower(path)
		}
		if trimmed := strings.TrimSuffix(path, "/"); trimmed != "" && trimmed != "/xrpc" {
			path = trimmed
		}
		chi.RouteContext(r.Context()).RoutePath = path
		next.ServeHTTP(w, r)
	})
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}
