package server_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"mockpds/fixtures"
	"mockpds/server"
)

func TestWhoCanLogIn(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	alice := w.login("alice.test", "alice-pass").text("did")
	tests := []struct {
		name                 string
		identifier, password string
		status               int
		err                  string
	}{
		{"by handle", "alice.test", "alice-pass", 200, ""},
		{"by handle in another case", "Alice.TEST", "alice-pass", 200, ""},
		{"by DID", alice, "alice-pass", 200, ""},
		{"by address", "alice@example.com", "alice-pass", 200, ""},
		{"by handle with an @", "@alice.test", "alice-pass", 401, "AuthenticationRequired"},
		{"wrong password", "alice.test", "bob-pass", 401, "AuthenticationRequired"},
		{"nobody", "nobody.test", "alice-pass", 401, "AuthenticationRequired"},
		{"no handle at all", "not a handle", "alice-pass", 401, "AuthenticationRequired"},
		{"by the invalid handle", fixtures.InvalidHandle, "invalid-handle-pass", 401, "AuthenticationRequired"},
		{"an account without a valid handle", "invalid-handle@example.com", "invalid-handle-pass", 200, ""},
		{"an account without an address", "no-email.test", "no-email-pass", 200, ""},
		{"a did:web account", "did:web:did-web.test", "did-web-pass", 200, ""},
		{"deactivated", "deactivated.test", "deactivated-pass", 200, ""},
		{"taken down", "takendown.test", "takendown-pass", 401, "AccountTakedown"},
		{"suspended", "suspended.test", "suspended-pass", 401, "AccountTakedown"},
		{"taken down, wrong password", "takendown.test", "x", 401, "AuthenticationRequired"},
		{"taken down, informing", "takendown-inform.test", "takendown-inform-pass", 200, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w.post("com.atproto.server.createSession", "", object{"identifier": test.identifier, "password": test.password}).
				is(t, test.status, test.err)
		})
	}
}

func TestAStatusIsToldInTheSession(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	for _, test := range []struct{ name, status, scope string }{
		{"alice", "", "com.atproto.access"},
		{"deactivated", "deactivated", "com.atproto.access"},
		{"suspended", "suspended", "com.atproto.takendown"},
		{"takendown", "takendown", "com.atproto.takendown"},
		{"suspended-inform", "suspended", "com.atproto.access"},
		{"takendown-inform", "takendown", "com.atproto.access"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := w.post("com.atproto.server.createSession", "",
				object{"identifier": test.name + ".test", "password": test.name + "-pass", "allowTakendown": true})
			if r.text("status") != test.status || r.json["active"] != (test.status == "") {
				t.Errorf("got status %q, active %v", r.text("status"), r.json["active"])
			}
			if scope := claims(t, r.text("accessJwt"))["scope"]; scope != test.scope {
				t.Errorf("got scope %v, want %s", scope, test.scope)
			}
		})
	}
}

func TestALostRefreshReplyCanBeAskedForAgainWithinTheGracePeriod(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	first := w.login("alice.test", "alice-pass").text("refreshJwt")
	second := w.post("com.atproto.server.refreshSession", first, nil)
	w.pass(119 * time.Minute)
	again := w.post("com.atproto.server.refreshSession", first, nil)
	if id(t, second) != id(t, again) {
		t.Error("the same refresh token led to two different next ones")
	}
	if second.text("accessJwt") == again.text("accessJwt") {
		t.Error("two access tokens are identical")
	}
	w.pass(2 * time.Minute)
	w.post("com.atproto.server.refreshSession", first, nil).is(t, 400, "ExpiredToken")
	w.post("com.atproto.server.refreshSession", second.text("refreshJwt"), nil).is(t, 200, "")
}

func TestTwentyTabsRefreshAtOnceAndAgreeOnTheNextToken(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	token := w.login("alice.test", "alice-pass").text("refreshJwt")
	replies := make([]reply, 20)
	var tabs sync.WaitGroup
	for i := range replies {
		tabs.Go(func() { replies[i] = w.post("com.atproto.server.refreshSession", token, nil) })
	}
	tabs.Wait()
	access := map[string]bool{}
	for _, r := range replies {
		r.is(t, 200, "")
		if id(t, r) != id(t, replies[0]) {
			t.Error("two tabs got different next tokens")
		}
		access[r.text("accessJwt")] = true
	}
	if len(access) != len(replies) {
		t.Errorf("%d access tokens for %d tabs: some are identical", len(access), len(replies))
	}
}

func TestAnAccessTokenExpiresBetweenTwoCalls(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	session := w.login("alice.test", "alice-pass")
	w.get("com.atproto.server.getSession", session.text("accessJwt")).is(t, 200, "")
	w.pass(2 * time.Hour)
	expired := w.get("com.atproto.server.getSession", session.text("accessJwt"))
	expired.is(t, 400, "ExpiredToken")
	if length := expired.header.Get("Content-Length"); length == "" || len(expired.raw) > 81 {
		t.Errorf("the refusal has Content-Length %q and %d bytes; clients look for at most 81", length, len(expired.raw))
	}
	next := w.post("com.atproto.server.refreshSession", session.text("refreshJwt"), nil)
	w.get("com.atproto.server.getSession", next.text("accessJwt")).is(t, 200, "")
}

func TestLoggingOutEndsOneSessionAndOnlyItsRefreshToken(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	one, two := w.login("alice.test", "alice-pass"), w.login("alice.test", "alice-pass")
	w.pass(91 * 24 * time.Hour)
	w.post("com.atproto.server.refreshSession", one.text("refreshJwt"), nil).is(t, 400, "ExpiredToken")
	w.post("com.atproto.server.deleteSession", one.text("refreshJwt"), nil).is(t, 200, "")
	w.clock.Reset()
	w.post("com.atproto.server.refreshSession", one.text("refreshJwt"), nil).is(t, 400, "ExpiredToken")
	w.post("com.atproto.server.refreshSession", two.text("refreshJwt"), nil).is(t, 200, "")
	w.get("com.atproto.server.getSession", one.text("accessJwt")).is(t, 200, "")
}

func TestASignInCodeIsMailedAskedForAndSpent(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	login := func(code string) reply {
		return w.post("com.atproto.server.createSession", "",
			object{"identifier": "signin-code.test", "password": "signin-code-pass", "authFactorToken": code})
	}
	login("").is(t, 401, "AuthFactorTokenRequired")
	codes := w.mail("signin-code@example.com", "sign_in")
	if len(codes) != 1 {
		t.Fatalf("%d codes were mailed, want 1", len(codes))
	}
	login("AAAAA-AAAAA").is(t, 400, "InvalidToken")
	w.pass(16 * time.Minute)
	login(codes[0]).is(t, 400, "ExpiredToken")
	login("").is(t, 401, "AuthFactorTokenRequired")
	codes = w.mail("signin-code@example.com", "sign_in")
	r := login(codes[1])
	r.is(t, 200, "")
	if r.json["emailAuthFactor"] != true {
		t.Error("the session does not tell that sign-in codes are on")
	}
	login(codes[1]).is(t, 400, "InvalidToken")
}

func TestATakedownEndsSessionsAndItsLiftingDoesNotBringThemBack(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	s := w.login("bob.test", "bob-pass")
	takeDown := func(applied bool) {
		w.post("com.atproto.admin.updateSubjectStatus", admin, object{
			"subject":  object{"$type": "com.atproto.admin.defs#repoRef", "did": s.text("did")},
			"takedown": object{"applied": applied},
		}).is(t, 200, "")
	}
	takeDown(true)
	w.get("com.atproto.server.getSession", s.text("accessJwt")).is(t, 400, "InvalidRequest")
	w.post("com.atproto.server.refreshSession", s.text("refreshJwt"), nil).is(t, 401, "AccountTakedown")
	takeDown(false)
	w.get("com.atproto.server.getSession", s.text("accessJwt")).is(t, 200, "")
	w.post("com.atproto.server.refreshSession", s.text("refreshJwt"), nil).is(t, 400, "ExpiredToken")
	w.login("bob.test", "bob-pass")
}

func TestDIDDocumentsNameTheServerAsTheRequestReachedIt(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	s := w.login("alice.test", "alice-pass")
	for _, path := range []string{"/" + s.text("did"), "/did%3Aplc%3A" + s.text("did")[len("did:plc:"):]} {
		if endpoint := serviceEndpoint(t, w.send(http.MethodGet, path, "", nil).json); endpoint != w.url {
			t.Errorf("GET %s names the server %s, want %s", path, endpoint, w.url)
		}
	}
	configured := start(t, server.Config{PublicURL: "http://pds.test:2583/"})
	doc, _ := configured.login("alice.test", "alice-pass").json["didDoc"].(object)
	if endpoint := serviceEndpoint(t, doc); endpoint != "http://pds.test:2583" {
		t.Errorf("a configured public URL is shown as %s", endpoint)
	}
}
