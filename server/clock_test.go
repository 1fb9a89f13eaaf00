package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"mockpds/fixtures"
	"mockpds/internal/clock"
	"mockpds/server"
)

// A clock that wrapped around would date tokens centuries back: what leads too far is refused, and
// nothing moves.
func TestClockIsNotMovedTooFar(t *testing.T) {
	w := start(t, server.Config{})
	w.send("POST", "/_mock/clock", "", object{"freeze": true, "set": "2026-01-01T12:00:00Z"}).is(t, 200, "")
	for _, move := range []object{
		{"advanceSeconds": 1e18},
		{"advanceSeconds": -1e18},
		{"advanceSeconds": 1e300},
		{"advanceSeconds": 174 * 366 * 86400.0},
		{"advanceSeconds": -57 * 365 * 86400.0},
		{"set": "2200-01-01T00:00:00Z"},
		{"set": "1969-12-31T23:59:59Z"},
		{"set": "2199-12-31T23:59:59Z", "advanceSeconds": 1},
		{"freeze": true, "stepSeconds": 1e12},
		{"freeze": true, "stepSeconds": -1},
		{"reset": true, "advanceSeconds": -1e10},
	} {
		w.send("POST", "/_mock/clock", "", move).is(t, 400, "InvalidRequest")
		if now := w.send("GET", "/_mock/clock", "", nil).text("now"); now != "2026-01-01T12:00:00Z" {
			t.Errorf("after the refused %v the clock shows %s", move, now)
		}
	}
	r := w.send("POST", "/_mock/clock", "", object{"set": "2199-12-31T23:59:58Z", "advanceSeconds": 1})
	if r.text("now") != "2199-12-31T23:59:59Z" {
		t.Errorf("the last second is not reached: %s", r.raw)
	}
}

func TestStepsDoNotLeadAFrozenClockTooFar(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	w.does("POST", "clock", object{"freeze": true, "set": "2199-12-31T00:00:00Z", "stepSeconds": 80_000})
	for range 3 {
		w.login("alice.test", "alice-pass")
	}
	if now := w.mock("GET", "clock", nil).text("now"); now != "2199-12-31T22:13:20Z" {
		t.Errorf("the clock shows %s", now)
	}
	w.does("POST", "clock", object{"advanceSeconds": -60})
}

func TestMintedTokensLiveAHundredYearsAtMost(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	for _, ttl := range []float64{1e12, -1e12, 1e300, 3153600001} {
		w.mock("POST", "mint", object{"account": "alice.test", "ttlSeconds": ttl}).is(t, 400, "InvalidRequest")
	}
	w.does("POST", "mint", object{"account": "alice.test", "ttlSeconds": 3153600000.0})
	w.does("POST", "mint", object{"account": "alice.test", "ttlSeconds": -3153600000.0})
}

// Servers that started at different times, with the same seed and file, are the same once their
// clocks are.
func TestTheSameFileMakesTheSameWorldAtAnyTime(t *testing.T) {
	t.Parallel()
	snapshot := func(started time.Time) string {
		c := &clock.Clock{}
		c.Set(started)
		w := start(t, server.Config{Clock: c, PublicURL: "http://pds.test"})
		w.does("POST", "clock", object{"freeze": true, "set": "2030-01-01T00:00:00Z"})
		about := w.get("com.atproto.admin.getAccountInfo?did="+fixtures.DeriveDID(server.DefaultSeed, "alice.test"), admin)
		return about.raw + w.mock("GET", "snapshot", nil).raw
	}
	one := snapshot(time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC))
	if other := snapshot(time.Date(2027, 5, 6, 7, 8, 9, 10, time.UTC)); one != other {
		t.Errorf("one server shows\n%s\nthe other\n%s", one, other)
	}
}

func TestTheTopOfTheControlAPISaysWhatThereIs(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	for _, path := range []string{"/_mock", "/_mock/"} {
		r := w.send("GET", path, "", nil)
		r.is(t, 200, "")
		if !strings.Contains(r.raw, `"POST /_mock/clock: Move mock time`) || !strings.Contains(r.raw, "/_mock/openapi.json") {
			t.Errorf("%s: %s", path, r.raw)
		}
	}
}

func TestTheDateOfEveryAnswerIsMockTime(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	w.clock.Freeze(0)
	w.clock.Set(time.Date(2031, 2, 3, 4, 5, 6, 7, time.UTC))
	for _, path := range []string{"/xrpc/com.atproto.server.describeServer", "/.well-known/oauth-authorization-server", "/nowhere", "/_mock/clock"} {
		if got := w.send(http.MethodGet, path, "", nil).header.Get("Date"); got != "Mon, 03 Feb 2031 04:05:06 GMT" {
			t.Errorf("%s: Date is %q", path, got)
		}
	}
}
