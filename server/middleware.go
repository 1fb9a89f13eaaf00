package server

import (
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"
)

// anyOrigin is the values of a header that every reply shares. Nobody may change them.
var anyOrigin = []string{"*"}

// cors lets every web page read every reply, and answers preflights whatever they ask for. Session tokens travel in a header that
// no page sends by itself, so this gives no page anything that is not its own.
func cors(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h["Access-Control-Allow-Origin"] = anyOrigin
		if r.Method != http.MethodOptions {
			next.ServeHTTP(w, r)
			return
		}
		h.Set("Access-Control-Allow-Methods", "GET,HEAD,PUT,PATCH,POST,DELETE")
		h.Set("Vary", "Access-Control-Request-Headers")
		if asked := r.Header.Get("Access-Control-Request-Headers"); asked != "" {
			h.Set("Access-Control-Allow-Headers", asked)
		}
		h.Set("Access-Control-Max-Age", "86400")
		w.WriteHeader(http.StatusNoContent)
	})
}

// parted leads calls to the XRPC router, which folds names itself, and only where it has to. All else goes on.
func (p *PDS) parted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if path := r.URL.EscapedPath(); strings.HasPrefix(path, "/xrpc/") && !strings.HasPrefix(path, "/xrpc/_") {
			if x := exchangeOf(r.Context()); x != nil && x.method != nil {
				p.calls.Serve(w, r, x.method)
				return
			}
			p.calls.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// foldPath makes routes be found in any letter case and with a slash at their end.
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
