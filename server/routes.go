package server

import (
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"mockpds/internal/control"
	"mockpds/internal/exchange"
	"mockpds/internal/xrpc"
)

// routes mounts everything that the server answers. Each path is also found in other letter case
// or with a slash at its end, as the reference's web framework finds them.
func (p *PDS) routes() http.Handler {
	ring, m := p.ring(), p.protocol
	mux := chi.NewRouter()
	mux.Use(p.routeControl, ring.Record, ring.ApplyFaults, ring.ApplyQuirks, p.oauthRoutes,
		exchange.CORS, p.routeCalls, foldPath)
	for path, serve := range m.pages() {
		mux.Get(path, serve)
		mux.Head(path, serve)
	}
	mux.Route("/{did:did(:|%3[aA]).+}", func(plc chi.Router) {
		plc.Get("/", m.plcPage(m.plcDocument))
		plc.Post("/", m.plcSubmit)
		plc.Get("/data", m.plcPage(m.plcData))
		plc.Get("/log", m.plcPage(m.plcLog))
		plc.Get("/log/audit", m.plcPage(m.plcAudit))
		plc.Get("/log/last", m.plcPage(m.plcLast))
	})
	mux.NotFound(p.calls.ServeHTTP)         // which knows what is not its own,
	mux.MethodNotAllowed(p.calls.ServeHTTP) // and refuses verbs that chi has never heard of
	return p.answerHealth(ring.Exchange(mux))
}

// ring returns what stands around all answers.
func (p *PDS) ring() *exchange.Ring {
	m := p.protocol
	return &exchange.Ring{
		Log: m.config.Log, Clock: m.config.Clock, Calls: p.calls, Faults: m.faults, Quirks: m.quirks,
		Journal: m.journal, NoCalls: m.config.JournalEntries < 0,
		Sender: m.Sender, WriteUsedUp: p.writeUsedUp, Origin: m.originOf,
	}
}

// ControlHandler serves the control API alone, under /_mock/, for a listener of its own: see
// Config.ControlElsewhere.
func (p *PDS) ControlHandler() http.Handler {
	return p.answerHealth(p.ring().Exchange(p.protocol.control.Handler()))
}

// routeControl passes requests under /_mock/ to the control API, before the middleware for
// clients of a PDS, unless the API has a listener of its own.
func (p *PDS) routeControl(next http.Handler) http.Handler {
	if p.protocol.config.ControlElsewhere {
		return next
	}
	steer := p.protocol.control.Handler()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path+"/", control.Prefix) {
			steer.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

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
		_ = xrpc.WriteJSON(w, r, http.StatusOK, map[string]string{"version": Version}) // always JSON
	})
}

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
		if lower := strings.ToLower(path); !strings.HasPrefix(lower, "/did") { // whose letters count
			path = lower
		}
		if trimmed := strings.TrimSuffix(path, "/"); trimmed != "" && trimmed != "/xrpc" {
			path = trimmed
		}
		chi.RouteContext(r.Context()).RoutePath = path
		next.ServeHTTP(w, r)
	})
}
