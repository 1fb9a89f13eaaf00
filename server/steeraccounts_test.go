package server_test

import (
	"net/http"
	"strings"
	"testing"

	"mockpds/internal/control"
	"mockpds/server"
)

func (w *world) mock(verb, path string, body any) reply {
	w.t.Helper()
	return w.send(verb, "/_mock/"+path, "", body)
}

func TestAccountsAreListedWithoutPasswords(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	r := w.mock(http.MethodGet, "accounts", nil)
	if !strings.HasPrefix(r.raw, `[{"handle":"alice.test","did":"did:plc:`) || strings.Count(r.raw, `"handle"`) != 13 {
		t.Errorf("the list is %s", r.raw)
	}
	for _, secret := range []string{"alice-pass", "alic-eapp-pass-word"} {
		if strings.Contains(r.raw, secret) {
			t.Errorf("%s is in the list", secret)
		}
	}
	one := w.mock(http.MethodGet, "accounts/takendown-inform.test", nil)
	one.is(t, 200, "")
	if one.text("status") != "takendown" || one.text("statusMode") != "inform" || one.json["hasPassword"] != true {
		t.Errorf("takendown-inform.test is %s", one.raw)
	}
	for _, name := range []string{one.text("did"), strings.ReplaceAll(one.text("did"), ":", "%3A"), "Takendown-Inform.test"} {
		if same := w.mock(http.MethodGet, "accounts/"+name, nil); same.raw != one.raw {
			t.Errorf("%s is %s", name, same.raw)
		}
	}
	w.mock(http.MethodGet, "accounts/nobody.test", nil).is(t, 404, "NotFound")
}

func TestAnAccountIsAddedChangedAndDeletedAtRunTime(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	added := w.mock(http.MethodPost, "accounts", object{"handle": "carol.test", "password": "carol-pass", "accessTtl": "1m"})
	added.is(t, 200, "")
	if added.text("accessTtl") != "1m0s" {
		t.Errorf("it was added as %s", added.raw)
	}
	s := w.login("carol.test", "carol-pass")

	w.mock(http.MethodPatch, "accounts/carol.test", object{"handle": "caroline.test", "email": "carol@example.com", "emailConfirmed": true}).is(t, 200, "")
	now := w.get("com.atproto.server.getSession", s.text("accessJwt"))
	if now.text("handle") != "caroline.test" || now.text("email") != "carol@example.com" || now.json["emailConfirmed"] != true {
		t.Errorf("the session shows %s", now.raw)
	}
	s = w.post("com.atproto.server.refreshSession", s.text("refreshJwt"), nil)
	s.is(t, 200, "")

	w.mock(http.MethodPatch, "accounts/"+added.text("did"), object{"password": "other-pass"}).is(t, 200, "")
	w.post("com.atproto.server.refreshSession", s.text("refreshJwt"), nil).is(t, 400, "ExpiredToken")
	w.get("com.atproto.server.getSession", s.text("accessJwt")).is(t, 200, "")
	s = w.login("caroline.test", "other-pass")

	w.mock(http.MethodDelete, "accounts/caroline.test", nil).is(t, 200, "")
	w.post("com.atproto.server.refreshSession", s.text("refreshJwt"), nil).is(t, 400, "InvalidRequest")
	w.post("com.atproto.server.createSession", "", object{"identifier": "caroline.test", "password": "other-pass"}).is(t, 401, "AuthenticationRequired")
	w.mock(http.MethodDelete, "accounts/caroline.test", nil).is(t, 404, "NotFound")

	again := w.mock(http.MethodPost, "accounts", object{"handle": "carol.test", "password": "carol-pass"})
	if again.text("did") != added.text("did") {
		t.Errorf("added again it is %s", again.raw)
	}
}

func TestAChangedHandleStandsInTheDIDDocument(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	s := w.login("alice.test", "alice-pass")
	w.post("com.atproto.identity.updateHandle", s.text("accessJwt"), object{"handle": "alicia.test"}).is(t, 200, "")
	w.mock(http.MethodPatch, "accounts/alicia.test", object{"handle": "alina.test"}).is(t, 200, "")
	if r := w.send(http.MethodGet, "/"+s.text("did"), "", nil); !strings.Contains(r.raw, `"at://alina.test"`) {
		t.Errorf("the document is %s", r.raw)
	}
}

func TestWhatAnAccountCannotBeIsRefused(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	before := w.mock(http.MethodGet, "accounts", nil).raw
	for _, test := range []struct {
		verb, path string
		body       object
		status     int
		name, says string
	}{
		{"POST", "accounts", object{"handle": "alice.test"}, 409, "Conflict", `"alice.test": handle is already in use`},
		{"POST", "accounts", object{"handle": "new.test", "email": "alice@example.com"}, 409, "Conflict", `"alice@example.com": email address is already in use`},
		{"POST", "accounts", object{"handle": "new.test", "did": "did:web:did-web.test"}, 409, "Conflict", `"did:web:did-web.test": DID is already in use`},
		{"POST", "accounts", object{"password": "x"}, 400, "InvalidAccount", "account:1:1: the account has no handle: write one such as alice.test"},
		{"PATCH", "accounts/bob.test", object{"handle": "alice.test"}, 409, "Conflict", `"alice.test": handle is already in use`},
		{"PATCH", "accounts/bob.test", object{"status": "away"}, 400, "InvalidAccount", `account:1:11: status is "away"`},
		{"PATCH", "accounts/nobody.test", object{}, 404, "NotFound", `there is no account "nobody.test"`},
		{"POST", "accounts/bob.test/status", object{"status": "away"}, 400, "InvalidRequest", `status is "away": write one of active, deactivated, suspended, takendown`},
		{"POST", "accounts/bob.test/status", object{"status": "active", "mode": "loud"}, 400, "InvalidRequest", `mode is "loud": write one of enforce, inform`},
		{"POST", "accounts/bob.test/status", object{"state": "active"}, 400, "InvalidRequest", `unknown field`},
		{"POST", "accounts/nobody.test/status", object{"status": "active"}, 404, "NotFound", `there is no account "nobody.test"`},
	} {
		r := w.mock(test.verb, test.path, test.body)
		r.is(t, test.status, test.name)
		if !strings.Contains(r.text("message"), test.says) {
			t.Errorf("%s %s %v says %q, want %q", test.verb, test.path, test.body, r.text("message"), test.says)
		}
	}
	if after := w.mock(http.MethodGet, "accounts", nil).raw; after != before {
		t.Errorf("the accounts have become\n%s", after)
	}
}

func TestATakedownInTheMidstOfASessionAndItsLifting(t *testing.T) {
	t.Parallel()
	for status, message := range map[string]string{"takendown": "Account has been taken down", "suspended": "Account has been suspended"} {
		t.Run(status, func(t *testing.T) {
			t.Parallel()
			w := start(t, server.Config{})
			s := w.login("alice.test", "alice-pass")
			w.mock(http.MethodPost, "accounts/alice.test/status", object{"status": status}).is(t, 200, "")

			w.get("com.atproto.server.getSession", s.text("accessJwt")).is(t, 400, "InvalidRequest")
			w.post("com.atproto.server.createAppPassword", s.text("accessJwt"), object{"name": "x"}).is(t, 401, "AccountTakedown")
			refused := w.post("com.atproto.server.refreshSession", s.text("refreshJwt"), nil)
			refused.is(t, 401, "AccountTakedown")
			if refused.text("message") != message {
				t.Errorf("it says %q", refused.text("message"))
			}
			w.post("com.atproto.server.createSession", "", object{"identifier": "alice.test", "password": "alice-pass"}).is(t, 401, "AccountTakedown")
			w.post("com.atproto.server.createSession", "", object{"identifier": "alice.test", "password": "alice-pass", "allowTakendown": true}).is(t, 200, "")

			w.mock(http.MethodPost, "accounts/alice.test/status", object{"status": "active"}).is(t, 200, "")
			w.post("com.atproto.server.refreshSession", s.text("refreshJwt"), nil).is(t, 400, "ExpiredToken")
			w.get("com.atproto.server.getSession", s.text("accessJwt")).is(t, 200, "")
			w.login("alice.test", "alice-pass")
		})
	}
}

func TestInModeInformSessionsGoOnAndTellTheStatus(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	s := w.login("alice.test", "alice-pass")
	for _, step := range []control.StatusChange{
		{Status: "takendown", Mode: "inform"}, {Status: "suspended"}, {Status: "deactivated"}, {Status: "active"},
	} {
		step.Account = "alice.test"
		if _, err := w.pds.Control().SetStatus(t.Context(), step); err != nil {
			t.Fatal(err)
		}
		want := step.Status
		if want == "active" {
			want = ""
		}
		s = w.post("com.atproto.server.refreshSession", s.text("refreshJwt"), nil)
		s.is(t, 200, "")
		if s.text("status") != want || s.json["active"] != (want == "") {
			t.Errorf("%s shows as %v %q", step.Status, s.json["active"], s.text("status"))
		}
	}
	w.mock(http.MethodPost, "accounts/alice.test/status", object{"status": "suspended", "mode": "enforce"}).is(t, 200, "")
	w.post("com.atproto.server.refreshSession", s.text("refreshJwt"), nil).is(t, 401, "AccountTakedown")
}
