package server_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"mockpds/fixtures"
	"mockpds/internal/stubs"
	"mockpds/server"
)

const (
	config     = "app.bsky.unspecced.getConfig"
	authorFeed = "app.bsky.feed.getListFeed"
	messages   = "chat.bsky.convo.getMessages"
)

// does something through the control API, and fails the test unless that works.
func (w *world) does(verb, path string, body any) reply {
	w.t.Helper()
	r := w.mock(verb, path, body)
	if r.status != http.StatusOK {
		w.t.Fatalf("%s %s: %d %s", verb, path, r.status, r.raw)
	}
	return r
}

// says fails the test unless the reply has a status and this very body.
func (r reply) says(t *testing.T, status int, body string) {
	t.Helper()
	if r.status != status || strings.TrimSpace(r.raw) != body {
		t.Errorf("got %d %s, want %d %s", r.status, r.raw, status, body)
	}
}

func TestAStubWinsOverAMethodThatIsServed(t *testing.T) {
	t.Parallel()
	const preferences = "app.bsky.actor.getPreferences"
	w := start(t, server.Config{})
	token := w.login("alice.test", "alice-pass").text("accessJwt")
	w.get(preferences, token).says(t, http.StatusOK, `{"preferences":[]}`)
	w.does(http.MethodPost, "stubs", object{"method": preferences, "body": object{"preferences": []any{1}}, "headers": object{"X-Stub": "yes"}})
	r := w.get(preferences, token)
	r.says(t, http.StatusOK, `{"preferences":[1]}`)
	for name, want := range map[string]string{
		"Content-Type": "application/json; charset=utf-8", "X-Stub": "yes", "Access-Control-Allow-Origin": "*",
		"Cache-Control": "private", "Content-Length": "19",
	} {
		if got := r.header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	w.post(preferences, token, object{}).is(t, http.StatusBadRequest, "InvalidRequest")
	w.send(http.MethodHead, "/xrpc/"+preferences, token, nil).says(t, http.StatusOK, "")
	if list := w.does(http.MethodGet, "stubs", nil).raw; !strings.Contains(list, `"id":"stub-1"`) || !strings.Contains(list, `"hits":2`) {
		t.Errorf("the list of stubs says %s", list)
	}
	w.does(http.MethodDelete, "stubs/stub-1", nil)
	w.get(preferences, token).says(t, http.StatusOK, `{"preferences":[]}`)
}

func TestAStubAsksForALoginAsItSays(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	good := w.login("alice.test", "alice-pass").text("accessJwt")
	expired := w.login("short-lived.test", "short-lived-pass").text("accessJwt")
	plainApp := w.login("alice.test", "alic-eapp-pass-word").text("accessJwt")
	refresh := w.login("alice.test", "alice-pass").text("refreshJwt")
	w.pass(time.Minute)
	const answered = ""
	tests := map[string]struct {
		auth, method, token, want string
	}{
		"required, none":                      {"required", authorFeed, "", "AuthMissing"},
		"required, expired":                   {"required", authorFeed, expired, "ExpiredToken"},
		"required, refresh token":             {"required", authorFeed, refresh, "InvalidToken"},
		"required, good":                      {"required", authorFeed, good, answered},
		"required, app password, private":     {"required", messages, plainApp, "InvalidToken"},
		"required, account password, private": {"required", messages, good, answered},
		"optional, none":                      {"optional", authorFeed, "", answered},
		"optional, expired":                   {"optional", authorFeed, expired, "ExpiredToken"},
		"optional, good":                      {"optional", authorFeed, good, answered},
		"none, none":                          {"none", authorFeed, "", answered},
		"none, expired":                       {"none", authorFeed, expired, answered},
		"none, nonsense":                      {"none", authorFeed, "Bearer x", answered},
	}
	for _, name := range slices.Sorted(maps.Keys(tests)) {
		test := tests[name]
		w.does(http.MethodDelete, "stubs", nil)
		w.does(http.MethodPost, "stubs", object{"method": test.method, "auth": test.auth, "body": object{}})
		r := w.get(test.method, test.token)
		if r.text("error") != test.want || (r.status == http.StatusOK) != (test.want == answered) {
			t.Errorf("%s: got %d %s, want %q", name, r.status, r.raw, test.want)
		}
	}
}

func TestAStubIsForAnAccountAndParameters(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	alice := w.login("alice.test", "alice-pass")
	bob := w.login("bob.test", "bob-pass").text("accessJwt")
	for _, stub := range []object{
		{"method": authorFeed, "account": alice.text("did"), "params": object{"actor": "bob.test"}, "body": "alice on bob"},
		{"method": authorFeed, "params": object{"actor": "bob.test"}, "body": "on bob"},
		{"method": authorFeed, "account": "Alice.test", "body": "alice"},
		{"method": authorFeed, "verb": "POST", "body": "posted"},
	} {
		w.does(http.MethodPost, "stubs", stub)
	}
	token := alice.text("accessJwt")
	w.get(authorFeed+"?actor=bob.test", token).says(t, http.StatusOK, `"alice on bob"`)
	w.get(authorFeed+"?actor=eve.test&actor=bob.test", bob).says(t, http.StatusOK, `"on bob"`)
	w.get(authorFeed+"?actor=eve.test", token).says(t, http.StatusOK, `"alice"`)
	w.get(authorFeed, bob).is(t, http.StatusBadGateway, "UpstreamFailure")
	w.post(authorFeed, bob, nil).says(t, http.StatusOK, `"posted"`)
	unknown := w.does(http.MethodGet, "unknown", nil)
	unknown.says(t, http.StatusOK, `{"methods":[{"method":"`+authorFeed+`","count":1,"nearMiss":"stub-2: parameter actor is not bob.test"}],"others":0}`)
}

func TestAStubMayAnswerWithAnyStatusAndNoBody(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	w.does(http.MethodPost, "stubs", object{"method": "a.b.empty", "auth": "none"})
	w.does(http.MethodPost, "stubs", object{"method": "a.b.gone", "auth": "none", "status": 204})
	w.does(http.MethodPost, "stubs", object{
		"method": "a.b.fails", "auth": "none", "status": 400, "body": object{"error": "NotFound", "message": "Profile not found"},
		"headers": object{"Content-Type": "application/problem+json"},
	})
	r := w.post("a.b.empty", "", nil)
	r.says(t, http.StatusOK, "")
	if r.header.Get("Content-Type") != "" {
		t.Errorf("an empty reply is %s", r.header.Get("Content-Type"))
	}
	w.get("a.b.gone", "").says(t, http.StatusNoContent, "")
	r = w.get("a.b.fails", "")
	r.is(t, http.StatusBadRequest, "NotFound")
	if got := r.header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("Content-Type is %q", got)
	}
}

func TestAStubStandsInForTheServiceOfAProxyHeader(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	token := w.login("alice.test", "alice-pass").text("accessJwt")
	w.does(http.MethodPost, "stubs", object{"method": messages, "body": object{}})
	for header, want := range map[string]string{
		"did:web:api.bsky.chat#bsky_chat":                  "",
		"did:plc:ar7c4by46qjdydhdevvrndac#atproto_labeler": "",
		"did:web:api.bsky.chat":                            "InvalidRequest",
	} {
		r, err := http.NewRequest(http.MethodGet, w.url+"/xrpc/"+messages, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Atproto-Proxy", header)
		if got := w.do(r).text("error"); got != want {
			t.Errorf("%s is answered with %q, want %q", header, got, want)
		}
	}
}

func TestStubsWithMistakesAreRefused(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	w.does(http.MethodPost, "stubs", object{"id": "mine", "method": config})
	tests := []struct {
		body   object
		status int
		want   string // the error and how the message begins
	}{
		{object{}, 400, "InvalidRequest: method is missing: write the NSID"},
		{object{"method": "com.atproto.server.getSession"}, 400, "InvalidRequest: method is com.atproto.server.getSession, which is served by the PDS itself: "},
		{object{"method": "COM.atproto.server.getSession"}, 400, "InvalidRequest: method is COM.atproto.server.getSession, which is served by the PDS itself: "},
		{object{"method": config, "stauts": 200}, 400, `InvalidRequest: unknown field "stauts": write one of id, method, verb, auth, `},
		{object{"method": config, "status": "200"}, 400, "InvalidRequest: status is text: write a whole number"},
		{object{"method": config, "id": "mine"}, 400, `InvalidRequest: id is "mine", which another has`},
	}
	for _, test := range tests {
		r := w.mock(http.MethodPost, "stubs", test.body)
		if got := r.text("error") + ": " + r.text("message"); r.status != test.status || !strings.HasPrefix(got, test.want) {
			t.Errorf("%v: got %d %s, want %d %s", test.body, r.status, got, test.status, test.want)
		}
	}
	w.mock(http.MethodDelete, "stubs/other", nil).is(t, http.StatusNotFound, "NotFound")
}

func TestCallsThatNobodyAnswersAreCounted(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	token := w.login("alice.test", "alice-pass").text("accessJwt")
	w.does(http.MethodPost, "stubs", object{"method": config, "account": "bob.test"})
	w.get(config, token)
	w.get(config, "")
	w.get("a.b.c", "")
	w.get("com.atproto.server.getSession", "")
	const want = `{"methods":[{"method":"` + config + `","count":2,"nearMiss":"stub-1: account is unknown, not bob.test"},` +
		`{"method":"a.b.c","count":1}],"others":0}`
	w.does(http.MethodGet, "unknown", nil).says(t, http.StatusOK, want)
	w.does(http.MethodPost, "reset", nil)
	w.does(http.MethodGet, "unknown", nil).says(t, http.StatusOK, `{"methods":[],"others":0}`)
	w.does(http.MethodGet, "stubs", nil).says(t, http.StatusOK, "[]")
}

func TestAStubThatAnsweredNobodyTellsWhy(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	w.does(http.MethodPost, "stubs", object{"method": "app.bsky.unspecced.getConfi"})
	token := w.login("alice.test", "alice-pass").text("accessJwt")
	closest := func() string {
		var list []stubs.Report
		if err := json.Unmarshal([]byte(w.does(http.MethodGet, "stubs", nil).raw), &list); err != nil || len(list) != 1 {
			t.Fatalf("%v, %+v", err, list)
		}
		return list[0].NearMiss.Why
	}
	w.get(config, token)
	if got := closest(); got != "method is "+config+", not app.bsky.unspecced.getConfi" {
		t.Errorf("near miss %s", got)
	}
	w.does(http.MethodGet, "unknown", nil).says(t, http.StatusOK,
		`{"methods":[{"method":"`+config+`","count":1,"nearMiss":"stub-1: method is `+config+`, not app.bsky.unspecced.getConfi"}],"others":0}`)
	w.get("app.bsky.unspecced.getConfi", "")
	if got := closest(); got != "the call had no token in force, and auth is required" {
		t.Errorf("near miss %s", got)
	}
}

// Whoever calls meets a stub or none, and nobody meets anything else.
func TestStubsChangeWhileTheyAreCalled(t *testing.T) {
	t.Parallel()
	file := "accounts: [{handle: alice.test, password: alice-pass}]\nstubs: [{method: " + config + ", auth: none, body: {}}]"
	world, err := server.LoadWorld("f.yaml", []byte(file), fixtures.Options{Seed: server.DefaultSeed})
	if err != nil {
		t.Fatal(err)
	}
	w := start(t, server.Config{World: &world})
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for i := range 50 {
				if r := w.get(config, ""); r.status != http.StatusOK && r.text("error") != "AuthMissing" {
					t.Errorf("got %d %s", r.status, r.raw)
				}
				w.post("com.atproto.server.createSession", "", object{"identifier": "alice.test", "password": strconv.Itoa(i)})
			}
		})
	}
	for range 50 {
		w.does(http.MethodPost, "limits/exhaust", object{"method": "com.atproto.server.createSession", "account": "alice.test"})
		w.does(http.MethodDelete, "stubs", nil)
		w.does(http.MethodPost, "reset", nil)
	}
	all.Wait()
	w.get(config, "").says(t, http.StatusOK, "{}")
}
