package exchange

import (
	"log/slog"

	"mockpds/internal/clock"
)

// logExchange writes one line a request: method, path without its query, both without the secrets that the journal finds in them, status
// and size as the client saw them, and what was done to it on purpose. The status of a reply that was dropped is 0.
func (g *Ring) logExchange(x *exchange) {
	log, ctx := g.Log.Handler(), x.scope.Context
	if !log.Enabled(ctx, slog.LevelInfo) {
		return
	}
	at := x.ended
	if at.IsZero() {
		at = clock.Wall()
	}
	verb, path := x.request.Method, x.request.URL.Path
	if x.method == nil || verb != x.method.Verb { // otherwise nothing in the first line but the query can be a secret
		verb, path = g.Journal.Target(verb, path)
	}
	line := slog.NewRecord(at, slog.LevelInfo, "request", 0) // a logger would look up where in the program it was called
	line.AddAttrs(
		slog.String("method", verb), slog.String("path", path),
		slog.Int("status", x.status), slog.Int64("bytes", x.written),
	)
	if x.applied.rule != "" {
		line.AddAttrs(slog.String("rule", x.applied.rule), slog.String("fault", x.applied.effect))
	}
	_ = log.Handle(ctx, line) // there is nowhere to say it
}
