package server

import (
	"log/slog"
	"net/http"

	"github.com/go-chi/chi/v5/middleware"
)

// logRequests writes one line a request: method, path without its query (which may hold what nobody should read), status
// and size.
func (p *PDS) logRequests(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !p.config.Log.Enabled(r.Context(), slog.LevelInfo) {
			next.ServeHTTP(w, r)
			return
		}
		seen := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		next.ServeHTTP(seen, r)
		p.config.Log.LogAttrs(r.Context(), slog.LevelInfo, "request",
			slog.String("method", r.Method), slog.String("path", r.URL.Path),
			slog.Int("status", seen.Status()), slog.Int("bytes", seen.BytesWritten()))
	})
}
