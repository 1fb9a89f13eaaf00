package server_test

import (
	"net/http"
	"testing"
	"time"

	"mockpds/server"
)

// appPassword makes an app password and returns it.
func (w *world) appPassword(token, name string) string {
	w.t.Helper()
	r := w.post("com.atproto.server.createAppPassword", token, object{"name": name})
	if r.status != http.StatusOK {
		w.t.Fatalf("make app password %q: %d %s", name, r.status, r.raw)
	}
	return r.text("password")
}

func TestListAppPasswordsTellsTheNewestFirst(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	owner := w.signUp("olga.test").text("accessJwt")
	if r := w.get("com.atproto.server.listAppPasswords", owner); r.raw != `{"passwords":[]}` {
		t.Errorf("list of a new account: %s", r.raw)
	}
	for _, name := range []string{"one", "two", "three"} {
		w.appPassword(owner, name)
	}
	w.pass(-time.Hour)
	last := w.appPassword(owner, "made after the clock went back")

	byApp := w.login("olga.test", last).text("accessJwt")
	r := w.get("com.atproto.server.listAppPasswords", byApp)
	same(t, r.column("passwords", "name"), []string{"three", "two", "one", "made after the clock went back"})
	same(t, r.column("passwords", "password"), []string{"", "", "", ""})
}

func TestRevokingAnAppPasswordEndsItsSessionsAndNoOthers(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	owner := w.signUp("olga.test")
	phone := w.login("olga.test", w.appPassword(owner.text("accessJwt"), "phone"))
	laptop := w.login("olga.test", w.appPassword(owner.text("accessJwt"), "laptop"))
	revoke := func(name string) reply {
		return w.post("com.atproto.server.revokeAppPassword", laptop.text("accessJwt"), object{"name": name})
	}
	revoke("phone").is(t, http.StatusOK, "")
	revoke("phone").is(t, http.StatusOK, "")
	revoke("LAPTOP").is(t, http.StatusOK, "")

	w.post("com.atproto.server.refreshSession", phone.text("refreshJwt"), nil).is(t, http.StatusBadRequest, "ExpiredToken")
	w.post("com.atproto.server.refreshSession", laptop.text("refreshJwt"), nil).is(t, http.StatusOK, "")
	w.post("com.atproto.server.refreshSession", owner.text("refreshJwt"), nil).is(t, http.StatusOK, "")
	w.get("com.atproto.server.getSession", phone.text("accessJwt")).is(t, http.StatusOK, "")
	same(t, w.get("com.atproto.server.listAppPasswords", owner.text("accessJwt")).column("passwords", "name"), []string{"laptop"})
}

func TestAppPasswordsOutliveTheirAccountUntilRevoked(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	owner := w.signUp("olga.test")
	token := owner.text("accessJwt")
	password := w.appPassword(token, "phone")
	w.post("com.atproto.admin.deleteAccount", admin, object{"did": owner.text("did")}).is(t, http.StatusOK, "")

	w.post("com.atproto.server.createSession", "", object{"identifier": "olga.test", "password": password}).
		is(t, http.StatusUnauthorized, "AuthenticationRequired")
	same(t, w.get("com.atproto.server.listAppPasswords", token).column("passwords", "name"), []string{"phone"})
	w.post("com.atproto.server.revokeAppPassword", token, object{"name": "phone"}).is(t, http.StatusOK, "")
	same(t, w.get("com.atproto.server.listAppPasswords", token).column("passwords", "name"), []string{})
}

func TestAppPasswordMethodsRefuse(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	owner := w.signUp("olga.test")
	byApp := w.login("olga.test", w.appPassword(owner.text("accessJwt"), "taken")).text("accessJwt")
	for name, c := range map[string]struct {
		method, token string
		in            object
		status        int
		err           string
	}{
		"the same name twice":   {"createAppPassword", owner.text("accessJwt"), object{"name": "taken"}, 500, "InternalServerError"},
		"one made by another":   {"createAppPassword", byApp, object{"name": "x"}, 400, "InvalidToken"},
		"no name to make":       {"createAppPassword", owner.text("accessJwt"), object{}, 400, "InvalidRequest"},
		"no name to revoke":     {"revokeAppPassword", owner.text("accessJwt"), object{}, 400, "InvalidRequest"},
		"revoked by nobody":     {"revokeAppPassword", "", object{"name": "taken"}, 401, "AuthMissing"},
		"revoked by refresher":  {"revokeAppPassword", owner.text("refreshJwt"), object{"name": "taken"}, 400, "InvalidToken"},
		"revoked by the admin":  {"revokeAppPassword", admin, object{"name": "taken"}, 400, "InvalidToken"},
		"revoked without words": {"revokeAppPassword", owner.text("accessJwt"), nil, 400, "InvalidRequest"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var in any
			if c.in != nil {
				in = c.in
			}
			w.post("com.atproto.server."+c.method, c.token, in).is(t, c.status, c.err)
		})
	}
}
