package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"mockpds/internal/clock"
	"mockpds/server"
)

// frozen is a server whose clock stands still. Its own DID and its invite codes have the host name
// in them.
func frozen(t *testing.T) *world {
	t.Helper()
	c := &clock.Clock{}
	c.Freeze(0)
	c.Set(time.Date(2030, 1, 2, 3, 4, 5, 678_901_234, time.UTC))
	return start(t, server.Config{Clock: c, PublicURL: "http://pds.test"})
}

// script drives a server through much of what it can do, and gives its replies to each call.
func (w *world) script() string {
	w.t.Helper()
	var said strings.Builder
	note := func(r reply) reply {
		said.WriteString(r.raw + "\n")
		return r
	}
	s := note(w.post("com.atproto.server.createSession", "", object{"identifier": "alice.test", "password": "alice-pass"}))
	s = note(w.post("com.atproto.server.refreshSession", s.text("refreshJwt"), nil))
	note(w.post("com.atproto.server.createAppPassword", s.text("accessJwt"), object{"name": "made " + w.now()}))
	note(w.post("com.atproto.server.requestPasswordReset", "", object{"email": "bob@example.com"}))
	note(w.post("com.atproto.server.createAccount", "", object{"handle": "carol.test", "email": "carol@example.com", "password": "x"}))
	note(w.post("com.atproto.server.createInviteCode", admin, object{"useCount": 2}))
	note(w.post("com.atproto.identity.updateHandle", s.text("accessJwt"), object{"handle": "alicia.test"}))
	w.pass(90 * time.Minute)
	note(w.get("com.atproto.server.getSession", s.text("accessJwt")))
	note(w.mock(http.MethodGet, "sessions", nil))
	note(w.mock(http.MethodGet, "mail", nil))
	note(w.mock(http.MethodGet, "snapshot", nil))
	return said.String()
}

func (w *world) now() string {
	return w.clock.Now().UTC().Format(time.RFC3339Nano)
}

func (w *world) restore(snapshot string) {
	w.t.Helper()
	w.put("/_mock/snapshot", snapshot).is(w.t, 200, "")
}

func TestAnotherServerGoesOnFromASnapshotByteForByte(t *testing.T) {
	t.Parallel()
	one, other := frozen(t), start(t, server.Config{PublicURL: "http://pds.test:99"})
	one.login("bob.test", "bob-pass")
	kept := one.login("bob.test", "bob-pass")
	one.pass(time.Hour)
	one.post("com.atproto.server.requestEmailConfirmation", kept.text("accessJwt"), nil).is(t, 200, "")
	one.mock(http.MethodPost, "sessions/expire-access", object{"account": "alice.test"}).is(t, 200, "")
	snapshot := one.mock(http.MethodGet, "snapshot", nil).raw
	want := one.script()

	other.login("bob.test", "bob-pass")
	other.restore(snapshot)
	if again := other.mock(http.MethodGet, "snapshot", nil).raw; again != snapshot {
		t.Fatalf("restored, and then it is\n%s\nof\n%s", again, snapshot)
	}
	if got := other.script(); got != want {
		t.Errorf("the other server said\n%s\nthe one said\n%s", got, want)
	}
	other.post("com.atproto.server.refreshSession", kept.text("refreshJwt"), nil).is(t, 200, "")
}

func TestASessionUnderQuirksGoesOnInAnotherServer(t *testing.T) {
	t.Parallel()
	config := server.Config{Quirks: []string{"cocoon", "entryway-tokens"}}
	one, other := start(t, config), start(t, config)
	one.mock(http.MethodPatch, "accounts/alice.test", object{"host": "https://host.example.com"}).is(t, 200, "")
	s := one.login("alice.test", "alice-pass")
	other.restore(one.mock(http.MethodGet, "snapshot", nil).raw)
	other.get(getSession, s.text("accessJwt")).is(t, 200, "")
	other.post(refreshSession, s.text("refreshJwt"), nil).is(t, 200, "")
}

func TestARestoreBringsSessionsCodesMailAndTimeBack(t *testing.T) {
	t.Parallel()
	w := frozen(t)
	s := w.login("alice.test", "alice-pass")
	w.post("com.atproto.server.requestPasswordReset", "", object{"email": "alice@example.com"}).is(t, 200, "")
	codes := w.mail("alice@example.com", "reset_password")
	snapshot := w.mock(http.MethodGet, "snapshot", nil).raw
	at := w.now()
	for range 2 {
		w.post("com.atproto.server.resetPassword", "", object{"token": codes[0], "password": "other"}).is(t, 200, "")
		w.post("com.atproto.server.refreshSession", s.text("refreshJwt"), nil).is(t, 400, "ExpiredToken")
		w.pass(1000 * time.Hour)
		w.reset()

		w.restore(snapshot)
		if w.now() != at {
			t.Errorf("it is %s, and was %s", w.now(), at)
		}
		if again := w.mail("alice@example.com", "reset_password"); len(again) != 1 || again[0] != codes[0] {
			t.Errorf("the mail is %q, and was %q", again, codes)
		}
		w.post("com.atproto.server.refreshSession", s.text("refreshJwt"), nil).is(t, 200, "")
		w.login("alice.test", "alice-pass")
	}
}

func TestARestoreBringsBackWhatTheServerRemembers(t *testing.T) {
	t.Parallel()
	w := frozen(t)
	const did = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"
	reserved := func() string {
		return w.post("com.atproto.server.reserveSigningKey", "", object{"did": did}).text("signingKey")
	}
	snapshot, before := w.mock(http.MethodGet, "snapshot", nil).raw, reserved()
	w.restore(strings.Replace(snapshot, `"identities":{`, `"identities":{"moves":{"`+did+`":1},`, 1))
	if reserved() == before {
		t.Error("the account has moved here, and the key set aside for it is still the same")
	}
	w.reset()
	if reserved() != before {
		t.Error("after a reset another key is set aside")
	}
}

func TestAClockThatRanIsAsFarFromWallTimeAsItWas(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	w.pass(-48 * time.Hour)
	snapshot := w.mock(http.MethodGet, "snapshot", nil).raw
	w.clock.Freeze(time.Second)
	w.pass(time.Hour)
	w.restore(snapshot)
	if s := w.clock.State(); s.Offset != -48*time.Hour || s.Frozen || s.Step != 0 {
		t.Errorf("the clock is %+v", s)
	}
}

func TestASnapshotWithSomethingWrongInItChangesNothing(t *testing.T) {
	t.Parallel()
	w := frozen(t)
	w.login("alice.test", "alice-pass")
	good := w.mock(http.MethodGet, "snapshot", nil).raw
	for name, test := range map[string]struct{ snapshot, error, says string }{
		"nothing":         {"", "InvalidSnapshot", "version is 0: this server reads version 1"},
		"another version": {strings.Replace(good, `"version":1`, `"version":2`, 1), "InvalidSnapshot", "version is 2: this server reads version 1"},
		"unknown field":   {strings.Replace(good, `"mail"`, `"letters"`, 1), "InvalidRequest", "letters"},
		"two accounts of one handle": {
			strings.Replace(good, `"handle":"bob.test"`, `"handle":"alice.test"`, 1), "InvalidSnapshot", "accounts[1].handle is there twice",
		},
		"no time": {
			strings.Replace(good, `"frozenAt":"2030-01-02T03:04:05.678901234Z"`, `"frozenAt":"0001-01-01T00:00:00Z"`, 1),
			"InvalidSnapshot", "clock.frozenAt is not in the years 1970 to 2199",
		},
		"no public URL": {strings.Replace(good, `"publicUrl":"http://pds.test"`, `"publicUrl":"pds"`, 1), "InvalidSnapshot", "memory.public URL"},
		"more text":     {good + "{}", "InvalidRequest", "no JSON"},
	} {
		r := w.put("/_mock/snapshot", test.snapshot)
		r.is(t, 400, test.error)
		if !strings.Contains(r.text("message"), test.says) {
			t.Errorf("%s: it says %q", name, r.text("message"))
		}
		if now := w.mock(http.MethodGet, "snapshot", nil).raw; now != good {
			t.Fatalf("%s: it changed the world to\n%s", name, now)
		}
	}
}
