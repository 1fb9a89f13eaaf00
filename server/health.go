package server

import (
	"net/http"

	"mockpds/internal/control"
	"mockpds/internal/xrpc"
)

// healthPath is asked by those who watch over the server. /xrpc/_health is a call like any other:
// it is logged, kept in the journal, and meets faults.
const healthPath = control.Prefix + "health"

// answerHealth answers at healthPath before anything else sees the request, so that being watched
// leaves no trace, and nothing that a test does to the server makes it look ill.
func (p *PDS) answerHealth(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != healthPath || r.Method != http.MethodGet && r.Method != http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		_ = xrpc.WriteJSON(w, r, http.StatusOK, map[string]string{"version": Version}) // the client has gone: there is nobody to tell
	})
}
