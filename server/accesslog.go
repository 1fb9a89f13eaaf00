package server

import (
	"log/slog"
	"net/http"

	"github.com/go-chi/chi/v5/middleware"
)

// logRequests writes one line a request: method, path without its query (which may hold what nobody should read), status
// and size as the client saw them, and what was done to it on purpose. The status of a reply that was dropped is 0.
func (p *PDS) logRequests(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !p.config.Log.Enabled(r.Context(), slog.LevelInfo) {
			next.ServeHTTP(w, r)
			return
		}
		seen := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		r, done := withApplied(r, &applied{})
		next.ServeHTTP(seen, r)
		line := []slog.Attr{
			slog.String("method", r.Method), slog.String("path", r.URL.Path),
			slog.Int("status", seen.Status()), slog.Int("bytes", seen.BytesWritten()),
		}
		if done.rule != "" {
			line = append(line, slog.String("rule", done.rule), slog.String("fault", done.effect))
		}
		p.config.Log.LogAttrs(r.Context(), slog.LevelInfo, "request", line...)
	})
}
