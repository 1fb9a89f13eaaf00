package server_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"strings"
	"testing"

	"mockpds/server"
)

// put sends a file as it stands.
func (w *world) put(path, text string) reply {
	w.t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPut, w.url+path, strings.NewReader(text))
	if err != nil {
		w.t.Fatal(err)
	}
	return w.do(r)
}

func (w *world) reset() {
	w.t.Helper()
	w.send(http.MethodPost, "/_mock/reset", "", nil).is(w.t, 200, "")
}

func TestAResetBringsTheWorldOfTheStartBack(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{RateLimits: true})
	before := w.send(http.MethodGet, "/_mock/accounts", "", nil).raw
	alice := w.login("alice.test", "alice-pass")
	w.signUp("carol.test")
	w.post("com.atproto.identity.updateHandle", alice.text("accessJwt"), object{"handle": "alicia.test"}).is(t, 200, "")
	w.post("com.atproto.server.requestPasswordReset", "", object{"email": "bob@example.com"}).is(t, 200, "")
	w.post("com.atproto.server.createInviteCode", admin, object{"useCount": 1}).is(t, 200, "")
	for range 31 {
		w.post("com.atproto.server.createSession", "", object{"identifier": "bob.test", "password": "wrong"})
	}
	w.send(http.MethodPost, "/_mock/clock", "", object{"advanceSeconds": -3600, "freeze": true}).is(t, 200, "")

	r := w.send(http.MethodPost, "/_mock/reset", "", nil)
	r.is(t, 200, "")
	if n, _ := r.json["accounts"].(float64); n != 13 {
		t.Errorf("the reset tells of %v accounts", r.json["accounts"])
	}
	if got := w.send(http.MethodGet, "/_mock/accounts", "", nil).raw; got != before {
		t.Errorf("accounts after the reset\n%s\nbefore\n%s", got, before)
	}
	if mail := w.send(http.MethodGet, "/_mock/mail", "", nil).raw; mail != "[]\n" {
		t.Errorf("there is mail: %s", mail)
	}
	if s := w.clock.State(); s.Offset != 0 || s.Frozen {
		t.Errorf("the clock is %+v", s)
	}
	w.post("com.atproto.server.refreshSession", alice.text("refreshJwt"), nil).is(t, 400, "ExpiredToken")
	w.login("bob.test", "bob-pass") // not limited any more
	doc, _ := w.login("alice.test", "alice-pass").json["didDoc"].(object)
	if names, _ := doc["alsoKnownAs"].([]any); len(names) != 1 || names[0] != "at://alice.test" {
		t.Errorf("the DID document says %v", names)
	}
	if r := w.send(http.MethodGet, "/xrpc/com.atproto.admin.getInviteCodes", admin, nil); strings.Contains(r.raw, `"code"`) {
		t.Errorf("there are invite codes: %s", r.raw)
	}
}

func TestTheSameIsMadeUpAfterAReset(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	first := w.signUp("carol.test").text("did")
	w.reset()
	if again := w.signUp("carol.test").text("did"); again != first {
		t.Errorf("carol.test is %s, and was %s before the reset", again, first)
	}
}

func TestAFixtureFileReplacesTheWorldAndIsWhatAResetGoesBackTo(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	alice := w.login("alice.test", "alice-pass")
	w.clock.Freeze(0)
	w.put("/_mock/fixtures", "accounts:\n  - handle: dan.test\n    email: dan@example.com\n    password: dan-pass\n").is(t, 200, "")
	if !w.clock.State().Frozen {
		t.Error("the clock runs again")
	}
	for range 2 {
		w.post("com.atproto.server.refreshSession", alice.text("refreshJwt"), nil).is(t, 400, "InvalidRequest")
		w.post("com.atproto.server.createSession", "", object{"identifier": "alice.test", "password": "alice-pass"}).is(t, 401, "AuthenticationRequired")
		w.login("dan.test", "dan-pass")
		w.reset()
	}
	w.put("/_mock/fixtures", `{"accounts": [{"handle": "eve.test", "password": "eve-pass"}]}`).is(t, 200, "")
	w.login("eve.test", "eve-pass")
}

func TestAFixtureFileWithMistakesIsRefusedWhole(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	alice := w.login("alice.test", "alice-pass")
	before := w.send(http.MethodGet, "/_mock/snapshot", "", nil).raw
	r := w.put("/_mock/fixtures", "accounts:\n  - handle: alice.test\n    status: gone\n  - handle: Alice.test\n")
	r.is(t, 400, "InvalidFixtures")
	const message = `fixtures:3:13: status is "gone": write one of active, deactivated, suspended, takendown` + "\n" +
		`fixtures:4:13: the handle "alice.test" is taken already, at 2:13: change one of the two`
	if !strings.HasPrefix(r.text("message"), message) {
		t.Errorf("message\n%s\nwant\n%s", r.text("message"), message)
	}
	mistakes, _ := r.json["mistakes"].([]any)
	if len(mistakes) < 2 {
		t.Fatalf("mistakes: %v", r.json["mistakes"])
	}
	if first, _ := mistakes[0].(object); first["line"] != 3.0 || first["column"] != 13.0 || first["problem"] != `status is "gone"` {
		t.Errorf("the first mistake is %v", first)
	}
	after := w.send(http.MethodGet, "/_mock/snapshot", "", nil).raw
	if cut(after) != cut(before) {
		t.Errorf("the world changed from\n%s\nto\n%s", before, after)
	}
	w.post("com.atproto.server.refreshSession", alice.text("refreshJwt"), nil).is(t, 200, "")
}

// cut is a snapshot without the clock, which runs.
func cut(snapshot string) string {
	_, world, _ := strings.Cut(snapshot, `"world"`)
	return world
}

// A call is let in by its token before its body has come. If the world is replaced meanwhile, the
// call happens in the new one: its caller has to be let in there, too.
func TestACallWhoseBodyComesAfterAResetIsAnsweredByTheNewWorld(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fixtures, want string
		status         int
	}{
		"the same":  {"accounts: [{handle: alice.test, password: x}]", "", 200},
		"takendown": {"accounts: [{handle: alice.test, email: alice@example.com, password: x, status: takendown}]", "AccountTakedown", 401},
		"gone":      {"accounts: []", "AccountNotFound", 403},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := start(t, server.Config{})
			access := w.login("alice.test", "alice-pass").text("accessJwt")
			ctx := httptrace.WithClientTrace(context.Background(), &httptrace.ClientTrace{Got100Continue: func() {
				if _, err := w.pds.Control().ReplaceWorld([]byte(test.fixtures)); err != nil {
					t.Error(err)
				}
			}})
			r, err := http.NewRequestWithContext(ctx, http.MethodPost, w.url+"/xrpc/com.atproto.server.createAppPassword", strings.NewReader(`{"name": "phone"}`))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Authorization", "Bearer "+access)
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Expect", "100-continue") // so that the body comes when it is read: after the caller was let in
			got := w.do(r)
			got.is(t, test.status, test.want)
			if vary := got.header.Values("Vary"); len(vary) > 2 || strings.Count(strings.Join(vary, ","), "Authorization") != 1 {
				t.Errorf("Vary: %q", vary)
			}
		})
	}
}

// A slowReader takes nothing of a reply until it is released.
type slowReader struct {
	http.ResponseWriter
	began, release chan struct{}
}

func (s *slowReader) Write(b []byte) (int, error) {
	select {
	case s.began <- struct{}{}:
	default:
	}
	<-s.release
	return s.ResponseWriter.Write(b)
}

func TestNoCallWaitsForAReaderOfTheControlAPI(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	for _, path := range []string{"accounts", "snapshot", "journal", "lineage", "mail", "openapi.json"} {
		slow := &slowReader{httptest.NewRecorder(), make(chan struct{}, 1), make(chan struct{})}
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			w.pds.ServeHTTP(slow, httptest.NewRequest(http.MethodGet, "http://localhost/_mock/"+path, http.NoBody))
		}()
		<-slow.began
		w.login("alice.test", "alice-pass")
		w.mock(http.MethodPost, "reset", nil).is(t, http.StatusOK, "")
		close(slow.release)
		<-ended
	}
}
