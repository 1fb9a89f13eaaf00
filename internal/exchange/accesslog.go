package exchange

import (
	"cmp"
	"log/slog"
	"time"

	"mockpds/internal/clock"
)

// logExchange writes one line a request: the verb and the path without its query, both without
// tokens; status, size and time as the client saw them; of a call that the journal keeps, the
// account and the name of the error; and what was done to it on purpose. The status of a dropped
// reply is 0.
func (g *Ring) logExchange(x *exchange) {
	log, ctx := g.Log.Handler(), x.request.Context()
	if !log.Enabled(ctx, slog.LevelInfo) {
		return
	}
	ended := clock.Wall()
	duration := ended.Sub(x.began)
	if x.kept != nil {
		duration = x.kept.Duration
	}
	line := slog.NewRecord(ended, slog.LevelInfo, "request", 0) // 0: no source line to look up
	line.AddAttrs(
		slog.String("method", g.Journal.Redact(x.request.Method)),
		slog.String("path", g.Journal.Redact(x.request.URL.Path)),
		slog.Int("status", x.status), slog.Int64("bytes", x.written),
		slog.Duration("duration", duration.Round(time.Microsecond)),
	)
	if c := x.kept; c != nil {
		if account := cmp.Or(c.Handle, c.DID); account != "" {
			line.AddAttrs(slog.String("account", account))
		}
		if c.Error != "" {
			line.AddAttrs(slog.String("error", c.Error))
		}
	}
	if x.applied.rule != "" {
		line.AddAttrs(slog.String("rule", x.applied.rule), slog.String("fault", x.applied.effect))
	}
	_ = log.Handle(ctx, line) // a log that fails has nowhere to say so
}
