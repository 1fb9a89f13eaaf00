package exchange

import (
	"log/slog"

	"mockpds/internal/clock"
)

// logExchange writes one line a request: method, path without its query, both without tokens, status
// and size as the client saw them, and what was done to it on purpose. The status of a reply that was dropped is 0.
func (g *Ring) logExchange(x *exchange) {
	log, ctx := g.Log.Handler(), x.request.Context()
	if !log.Enabled(ctx, slog.LevelInfo) {
		return
	}
	at := x.ended
	if at.IsZero() {
		at = clock.Wall()
	}
	line := slog.NewRecord(at, slog.LevelInfo, "request", 0) // a logger would look up where in the program it was called
	line.AddAttrs(
		slog.String("method", g.Journal.Redact(x.request.Method)), slog.String("path", g.Journal.Redact(x.request.URL.Path)),
		slog.Int("status", x.status), slog.Int64("bytes", x.written),
	)
	if x.applied.rule != "" {
		line.AddAttrs(slog.String("rule", x.applied.rule), slog.String("fault", x.applied.effect))
	}
	_ = log.Handle(ctx, line) // there is nowhere to say it
}
