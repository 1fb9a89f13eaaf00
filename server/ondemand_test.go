package server_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"mockpds/server"
)

const createSession = "com.atproto.server.createSession"

// tryLogin logs in and reports whether a rate limit was in the way.
func (w *world) tryLogin(identifier, password string) reply {
	w.t.Helper()
	return w.post(createSession, "", object{"identifier": identifier, "password": password})
}

func (r reply) limit() string {
	return r.header.Get("RateLimit-Limit") + "/" + r.header.Get("RateLimit-Remaining") + "/" + r.header.Get("RateLimit-Policy")
}

func TestLoginIsRateLimitedOnDemandAndReleasedByTheClock(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	w.clock.Set(time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC))
	w.clock.Freeze(0)
	w.does(http.MethodPost, "limits/exhaust", object{"method": createSession, "account": "alice.test"})
	for _, identifier := range []string{"alice.test", "Alice.Test", "alice@example.com"} {
		r := w.tryLogin(identifier, "alice-pass")
		r.is(t, http.StatusTooManyRequests, "RateLimitExceeded")
		if r.text("message") != "Rate Limit Exceeded" || r.limit() != "30/0/30;w=300" || r.header.Get("Retry-After") != "300" ||
			r.header.Get("RateLimit-Reset") != strconv.FormatInt(w.clock.Now().Add(5*time.Minute).Unix(), 10) {
			t.Errorf("%s: %s %v", identifier, r.raw, r.header)
		}
		if exposed := strings.Join(r.header.Values("Access-Control-Expose-Headers"), ", "); !strings.Contains(exposed, "Retry-After") {
			t.Errorf("pages may see %s", exposed)
		}
	}
	r := w.login("bob.test", "bob-pass")
	if r.limit() != "//" {
		t.Errorf("bob is told of a limit: %s", r.limit())
	}
	w.pass(5*time.Minute - time.Second)
	r = w.tryLogin("alice.test", "alice-pass")
	r.is(t, http.StatusTooManyRequests, "RateLimitExceeded")
	if r.header.Get("Retry-After") != "1" {
		t.Errorf("Retry-After is %s", r.header.Get("Retry-After"))
	}
	w.pass(time.Second)
	if r := w.login("alice.test", "alice-pass"); r.limit() != "30/29/30;w=300" {
		t.Errorf("after the window: %s", r.limit())
	}
}

func TestALimitHoldsForTheCallsThatItNames(t *testing.T) {
	t.Parallel()
	const getSession, update = "com.atproto.server.getSession", "com.atproto.server.refreshSession"
	w := start(t, server.Config{})
	alice, bob := w.login("alice.test", "alice-pass"), w.login("bob.test", "bob-pass").text("accessJwt")
	w.does(http.MethodPost, "stubs", object{"method": config, "body": object{}})
	w.does(http.MethodPost, "limits", object{"method": getSession, "account": alice.text("did"), "points": 1, "windowSeconds": 60})
	w.does(http.MethodPost, "limits", object{"method": config, "account": "alice.test", "points": 1, "windowSeconds": 60})
	w.does(http.MethodPost, "limits", object{"method": update, "account": "alice.test", "points": 1, "windowSeconds": 60})
	w.does(http.MethodPost, "limits", object{"id": "all", "method": "a.b.c", "points": 1, "windowSeconds": 60})
	token, refresh := alice.text("accessJwt"), alice.text("refreshJwt")
	limited := func(r reply, want bool) {
		t.Helper()
		if got := r.status == http.StatusTooManyRequests; got != want {
			t.Errorf("limited: %v, want %v: %d %s", got, want, r.status, r.raw)
		}
	}
	for i := range 3 {
		limited(w.get(getSession, token), i > 0)
		limited(w.get(getSession, bob), false)
		limited(w.get(config, token), i > 0)
		limited(w.get(config, bob), false)
		limited(w.post(update, refresh, nil), i > 0)
		limited(w.get("a.b.c", bob), i > 0)
		limited(w.get("com.atproto.server.describeServer", ""), false)
	}
	list := w.does(http.MethodGet, "limits", nil).raw
	if strings.Count(list, `"refused":2`) != 4 || strings.Count(list, `"calls":3`) != 4 || !strings.Contains(list, `"exhausted":true`) {
		t.Errorf("the list of limits says %s", list)
	}
	w.does(http.MethodDelete, "limits/all", nil)
	limited(w.get("a.b.c", bob), false)
	w.does(http.MethodDelete, "limits", nil)
	limited(w.get(getSession, token), false)
	w.mock(http.MethodDelete, "limits/all", nil).is(t, http.StatusNotFound, "NotFound")
}

func TestLimitsOnDemandStandBesideThoseOfTheReference(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{RateLimits: true})
	if r := w.login("alice.test", "alice-pass"); r.limit() != "30/29/30;w=300" {
		t.Errorf("without one: %s", r.limit())
	}
	w.does(http.MethodPost, "limits", object{"method": createSession, "points": 2, "windowSeconds": 10})
	if r := w.login("alice.test", "alice-pass"); r.limit() != "2/1/2;w=10" {
		t.Errorf("the tighter one is not told: %s", r.limit())
	}
	w.login("alice.test", "alice-pass")
	w.tryLogin("alice.test", "alice-pass").is(t, http.StatusTooManyRequests, "RateLimitExceeded")
	w.pass(10 * time.Second)
	if r := w.login("alice.test", "alice-pass"); r.limit() != "2/1/2;w=10" {
		t.Errorf("after its window: %s", r.limit())
	}
}

func TestFiguresThatAreLeftOutAreTheReferences(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	for method, want := range map[string]string{
		createSession:                       `"points":30,"windowSeconds":300`,
		"com.atproto.identity.updateHandle": `"points":10,"windowSeconds":300`,
		"com.atproto.server.getSession":     `"points":3000,"windowSeconds":300`,
		"app.bsky.actor.getProfile":         `"points":3000,"windowSeconds":300`,
	} {
		if r := w.does(http.MethodPost, "limits", object{"method": method}); !strings.Contains(r.raw, want) {
			t.Errorf("%s: %s, want %s", method, r.raw, want)
		}
	}
}

func TestLimitsWithMistakesAreRefused(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	w.does(http.MethodPost, "limits", object{"id": "mine", "method": createSession})
	for want, body := range map[string]object{
		"400 InvalidRequest: method is missing: write the NSID":                                  {"points": 1},
		"400 InvalidRequest: points is 0: write another number, or leave it out":                 {"method": createSession, "points": 0},
		"400 InvalidRequest: windowSeconds is text: write a whole number":                        {"method": createSession, "windowSeconds": "5m"},
		`400 InvalidRequest: id is "mine", which another has: write another, or remove that one`: {"id": "mine", "method": createSession},
		`400 InvalidRequest: unknown field "window": write one of id, method, account, po`:       {"method": createSession, "window": 5},
	} {
		r := w.mock(http.MethodPost, "limits", body)
		if got := strconv.Itoa(r.status) + " " + r.text("error") + ": " + r.text("message"); !strings.HasPrefix(got, want) {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
