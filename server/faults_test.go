package server_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"mockpds/server"
)

const refreshSession = "com.atproto.server.refreshSession"

// fault adds a rule over HTTP and returns its id.
func (w *world) fault(rule string) string {
	w.t.Helper()
	r := w.send(http.MethodPost, "/_mock/faults", "", json.RawMessage(rule))
	r.is(w.t, 200, "")
	return r.text("id")
}

// try makes a call whose reply may not come, and returns what comes of it.
func (w *world) try(ctx context.Context, verb, path, token string) (reply, error) {
	w.t.Helper()
	r, err := http.NewRequestWithContext(ctx, verb, w.url+path, http.NoBody)
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	answer, err := transport.RoundTrip(r)
	if err != nil {
		return reply{}, err
	}
	defer func() { _ = answer.Body.Close() }()
	raw, err := io.ReadAll(answer.Body)
	return reply{status: answer.StatusCode, header: answer.Header, raw: string(raw)}, err
}

// isLost fails the test if a refresh is answered.
func (w *world) isLost(token string) {
	w.t.Helper()
	if r, err := w.try(context.Background(), http.MethodPost, "/xrpc/"+refreshSession, token); err == nil {
		w.t.Errorf("got %d %s, want no answer", r.status, r.raw)
	}
}

// generations counts the refresh tokens of alice's only session.
func (w *world) generations() int {
	w.t.Helper()
	sessions, err := w.pds.Control().Sessions("alice.test")
	if err != nil || len(sessions) != 1 {
		w.t.Fatalf("%d sessions, %v", len(sessions), err)
	}
	return len(sessions[0].Generations)
}

func TestALostRefreshReplyIsMadeGoodByTheOldToken(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	first := w.login("alice.test", "alice-pass").text("refreshJwt")
	w.fault(`{"match": {"method": "refreshSession", "account": "alice.test"}, "effect": {"drop": "after"}}`)
	w.isLost(first)
	if n := w.generations(); n != 2 {
		t.Fatalf("%d generations after the lost reply, want 2: the token has rotated", n)
	}
	w.pass(time.Hour)
	again := w.post(refreshSession, first, nil)
	again.is(t, 200, "")
	if n := w.generations(); n != 2 {
		t.Errorf("%d generations: the old token leads to another next one", n)
	}
	w.post(refreshSession, again.text("refreshJwt"), nil).is(t, 200, "")
}

func TestACallThatIsDroppedBeforeDoesNothing(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	token := w.login("alice.test", "alice-pass").text("refreshJwt")
	w.fault(`{"match": {"method": "refreshSession"}, "effect": {"drop": "before"}}`)
	w.isLost(token)
	if n := w.generations(); n != 1 {
		t.Errorf("%d generations, want 1: nothing was processed", n)
	}
	w.post(refreshSession, token, nil).is(t, 200, "")
}

func TestARefreshFailsTwiceAndThenWorks(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	token := w.login("alice.test", "alice-pass").text("refreshJwt")
	w.fault(`{"match": {"method": "refreshSession", "times": 2}, "effect": {"preset": "unavailable", "retryAfter": "2s"}}`)
	for range 2 {
		r := w.post(refreshSession, token, nil)
		r.is(t, 503, "NotEnoughResources")
		if got := r.header.Get("Retry-After"); got != "2" {
			t.Errorf("Retry-After is %q", got)
		}
	}
	w.post(refreshSession, token, nil).is(t, 200, "")
}

func TestAGatewayAnswersWithAPage(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	w.fault(`{"match": {"method": "describeServer"}, "effect": {"preset": "upstream"}}`)
	r := w.get("com.atproto.server.describeServer", "")
	if r.status != 502 || r.header.Get("Content-Type") != "text/html; charset=utf-8" || !strings.Contains(r.raw, "502 Bad Gateway") {
		t.Errorf("got %d %s %s", r.status, r.header.Get("Content-Type"), r.raw)
	}
}

func TestAPresetIsAnsweredByteForByteAsTheTrueRefusal(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	session := w.login("alice.test", "alice-pass")
	w.fault(`{"match": {"times": 2}, "effect": {"preset": "expired"}}`)
	access, refresh := session.text("accessJwt"), session.text("refreshJwt")
	faked := []reply{w.get(getSession, access), w.post(refreshSession, refresh, nil)}
	w.pass(91 * 24 * time.Hour)
	for i, real := range []reply{w.get(getSession, access), w.post(refreshSession, refresh, nil)} {
		real.header.Del("Date")
		faked[i].header.Del("Date")
		if faked[i].status != real.status || faked[i].raw != real.raw || !maps.EqualFunc(faked[i].header, real.header, slices.Equal) {
			t.Errorf("got  %d %v %s\nwant %d %v %s", faked[i].status, faked[i].header, faked[i].raw, real.status, real.header, real.raw)
		}
	}
}

func TestARateLimitIsToldByTheMockClock(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	noon := time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC)
	w.clock.Freeze(0)
	w.clock.Set(noon)
	tests := []struct{ method, after, limit, policy, reset, retry string }{
		{createSession, "5m", "30", "30;w=300", "1893499500", "300"},
		{createSession, "1h", "300", "300;w=86400", "1893502800", "3600"},
		{"com.atproto.server.deleteSession", "30s", "3000", "3000;w=300", "1893499230", "30"},
		{"app.bsky.actor.putPreferences", "1h", "3000", "3000;w=3600", "1893502800", "3600"},
	}
	for _, test := range tests {
		w.fault(`{"match": {"method": "` + test.method + `"}, "effect": {"preset": "rate-limited", "retryAfter": "` + test.after + `"}}`)
		r := w.post(test.method, "", object{})
		r.is(t, 429, "RateLimitExceeded")
		for name, want := range map[string]string{
			"RateLimit-Limit": test.limit, "RateLimit-Policy": test.policy, "RateLimit-Remaining": "0",
			"RateLimit-Reset": test.reset, "Retry-After": test.retry, "Access-Control-Allow-Origin": "*",
		} {
			if got := r.header.Get(name); got != want {
				t.Errorf("%s after %s: %s is %q, want %q", test.method, test.after, name, got, want)
			}
		}
	}
}

func TestAReplyIsSpoilt(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	token := w.login("alice.test", "alice-pass").text("accessJwt")
	whole := w.get(getSession, token)
	spoilt := func(effect string) (reply, error) {
		w.fault(`{"match": {"method": "getSession"}, "effect": ` + effect + `}`)
		return w.try(context.Background(), http.MethodGet, "/xrpc/"+getSession, token)
	}
	t.Run("truncated", func(t *testing.T) {
		r, err := spoilt(`{"truncate": true}`)
		if r.status != 200 || err == nil || r.raw != whole.raw[:len(whole.raw)/2] || r.header.Get("Content-Length") != whole.header.Get("Content-Length") {
			t.Errorf("got %d %v %s", r.status, err, r.raw)
		}
	})
	t.Run("no JSON", func(t *testing.T) {
		r, err := spoilt(`{"notJson": true}`)
		if r.status != 200 || err != nil || json.Valid([]byte(r.raw)) || r.header.Get("Content-Type") != whole.header.Get("Content-Type") {
			t.Errorf("got %d %v %s", r.status, err, r.raw)
		}
	})
	t.Run("of another type", func(t *testing.T) {
		r, err := spoilt(`{"contentType": "text/html"}`)
		if r.status != 200 || err != nil || r.raw != whole.raw || r.header.Get("Content-Type") != "text/html" {
			t.Errorf("got %d %v %s %s", r.status, err, r.header.Get("Content-Type"), r.raw)
		}
	})
	t.Run("slow", func(t *testing.T) {
		r, err := spoilt(`{"slowBody": "1ms"}`)
		if r.status != 200 || err != nil || r.raw != whole.raw {
			t.Errorf("got %d %v %s", r.status, err, r.raw)
		}
	})
	t.Run("late", func(t *testing.T) {
		if r, err := spoilt(`{"delay": "1ms"}`); r.status != 200 || err != nil || r.raw != whole.raw {
			t.Errorf("got %d %v %s", r.status, err, r.raw)
		}
	})
}

func TestTheHeadersOfASlowReplyComeBeforeItsBody(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	w.fault(`{"effect": {"slowBody": "1h"}}`)
	ctx, giveUp := context.WithCancel(context.Background())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, w.url+"/xrpc/com.atproto.server.describeServer", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := transport.RoundTrip(r) // comes back with the headers
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	giveUp()
	if _, err := io.ReadAll(answer.Body); answer.StatusCode != 200 || err == nil {
		t.Errorf("got %d, and the whole body", answer.StatusCode)
	}
}

func TestADelayedCallIsNotProcessedOnceTheClientHasGone(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	token := w.login("alice.test", "alice-pass").text("refreshJwt")
	w.fault(`{"match": {"method": "refreshSession"}, "effect": {"delay": "1h"}}`)
	ctx, giveUp := context.WithCancel(context.Background())
	gone := make(chan error, 1)
	go func() {
		_, err := w.try(ctx, http.MethodPost, "/xrpc/"+refreshSession, token)
		gone <- err
	}()
	for w.pds.Control().ListFaults()[0].Applied == 0 {
		runtime.Gosched()
	}
	giveUp()
	if err := <-gone; err == nil || w.generations() != 1 {
		t.Errorf("error %v, %d generations", err, w.generations())
	}
}

func TestTheLogTellsWhatWasDoneToARequest(t *testing.T) {
	t.Parallel()
	log := make(lines, 8)
	w := start(t, server.Config{Log: slog.New(slog.NewTextHandler(log, nil))})
	w.fault(`{"id": "lost", "effect": {"drop": "after"}}`)
	<-log // of adding the fault
	_, _ = w.try(context.Background(), http.MethodPost, "/xrpc/"+refreshSession, "")
	got := <-log
	for _, want := range []string{`path=/xrpc/com.atproto.server.refreshSession status=0 bytes=0 `, ` rule=lost fault="drop after"`} {
		if !strings.Contains(got, want) {
			t.Errorf("got %s want %s", got, want)
		}
	}
}

// lines are those of a log.
type lines chan string

func (l lines) Write(line []byte) (int, error) {
	l <- string(line)
	return len(line), nil
}
