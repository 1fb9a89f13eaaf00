package server_test

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"testing"

	"mockpds/server"
)

// A contextLog keeps the context of each line.
type contextLog struct {
	slog.Handler

	mu   sync.Mutex // guards kept
	kept map[string]context.Context
}

func (l *contextLog) Enabled(context.Context, slog.Level) bool { return true }

func (l *contextLog) Handle(ctx context.Context, line slog.Record) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.kept == nil {
		l.kept = map[string]context.Context{}
	}
	l.kept[line.Message] = ctx
	return nil
}

// Timers of contexts, and logs that work later, ask for the context of a request that is over while others are served.
func TestTheContextOfARequestThatIsOverStaysItsOwn(t *testing.T) {
	t.Parallel()
	log := &contextLog{Handler: slog.DiscardHandler}
	w := listen(t, server.Config{Log: slog.New(log)})
	w.hold(`{"method": "getSession", "calls": 2, "timeout": "1ms"}`)
	w.get(getSession, "").is(t, http.StatusServiceUnavailable, "HoldExpired")
	for range 10 {
		w.get("com.atproto.server.describeServer", "").is(t, http.StatusOK, "")
	}
	log.mu.Lock()
	defer log.mu.Unlock()
	for _, message := range []string{"hold expired", "request"} {
		ctx := log.kept[message]
		if ctx == nil {
			t.Fatalf("the log has no line %q", message)
		}
		<-ctx.Done() // as the request is over
		if _, ok := ctx.Value(http.ServerContextKey).(*http.Server); !ok {
			t.Errorf("%s: the context has lost what it held", message)
		}
	}
}
