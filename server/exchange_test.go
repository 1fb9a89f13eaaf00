package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
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

// Timers of contexts, and logs that work later, ask for the context of a request that is over while
// others are served.
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

func TestTheAccessLogSaysWhoWasToldWhat(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	pds, err := server.New(server.Config{Log: slog.New(slog.NewJSONHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	call := func(verb, path, body string) {
		r := httptest.NewRequest(verb, path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		pds.ServeHTTP(httptest.NewRecorder(), r)
	}
	call(http.MethodPost, "/xrpc/"+createSession, `{"identifier": "alice.test", "password": "alice-pass"}`)
	call(http.MethodPost, "/xrpc/"+createSession, `{"identifier": "alice.test", "password": "wrong"}`)
	call(http.MethodGet, "/xrpc/com.atproto.server.describeServer", "")
	call(http.MethodGet, "/robots.txt", "")
	want := []map[string]any{
		{"path": "/xrpc/" + createSession, "status": 200.0, "account": "alice.test", "error": nil},
		{"path": "/xrpc/" + createSession, "status": 401.0, "account": "alice.test", "error": "AuthenticationRequired"},
		{"path": "/xrpc/com.atproto.server.describeServer", "status": 200.0, "account": nil, "error": nil},
		{"path": "/robots.txt", "status": 200.0, "account": nil, "error": nil},
	}
	lines := json.NewDecoder(&log)
	for i, w := range want {
		var line map[string]any
		if err := lines.Decode(&line); err != nil {
			t.Fatal(err)
		}
		for name, value := range w {
			if line[name] != value {
				t.Errorf("line %d: %s is %v, want %v", i+1, name, line[name], value)
			}
		}
		if d, ok := line["duration"].(float64); !ok || d < 0 {
			t.Errorf("line %d: duration is %v", i+1, line["duration"])
		}
	}
}
