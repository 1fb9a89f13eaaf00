package server_test

import (
	"testing"

	"mockpds/server"
)

// A clock that wrapped around would date tokens centuries back: what leads too far is refused, and nothing moves.
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
