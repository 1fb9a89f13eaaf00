package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"mockpds/server"
)

const (
	requestAccountDelete = "com.atproto.server.requestAccountDelete"
	deleteAccount        = "com.atproto.server.deleteAccount"
)

func TestADeletedAccountIsGoneAndItsNamesAreFree(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	anna := w.signUp("anna.test")
	code := w.mailed(requestAccountDelete, anna.text("accessJwt"), "anna@example.com", "delete_account")
	input := object{"did": anna.text("did"), "password": "anna.test", "token": code}
	w.post(deleteAccount, "", input).is(t, http.StatusOK, "")

	w.post(deleteAccount, "", input).is(t, http.StatusBadRequest, "InvalidRequest")
	w.get("com.atproto.server.getSession", anna.text("accessJwt")).is(t, http.StatusBadRequest, "InvalidRequest")
	w.post("com.atproto.server.refreshSession", anna.text("refreshJwt"), nil).is(t, http.StatusBadRequest, "InvalidRequest")
	w.post(requestAccountDelete, anna.text("accessJwt"), nil).is(t, http.StatusForbidden, "AccountNotFound")
	if again := w.signUp("anna.test"); again.text("did") == anna.text("did") {
		t.Error("a new account has the DID of a deleted one")
	}
}

func TestRefusedDeletions(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	anna, bert := w.signUp("anna.test"), w.signUp("bert.test")
	app := w.post("com.atproto.server.createAppPassword", anna.text("accessJwt"), object{"name": "app"}).text("password")
	code := w.mailed(requestAccountDelete, anna.text("accessJwt"), "anna@example.com", "delete_account")
	other := w.mailed(requestAccountDelete, bert.text("accessJwt"), "bert@example.com", "delete_account")
	tests := map[string]struct {
		did, password, code string
		status              int
		want                string
	}{
		"nobody's account":            {"did:web:nobody.example", "anna.test", code, http.StatusBadRequest, "InvalidRequest"},
		"another password":            {anna.text("did"), "wrong", code, http.StatusUnauthorized, "AuthenticationRequired"},
		"an app password":             {anna.text("did"), app, code, http.StatusUnauthorized, "AuthenticationRequired"},
		"another code":                {anna.text("did"), "anna.test", "AAAAA-AAAAA", http.StatusBadRequest, "InvalidToken"},
		"somebody else's code":        {anna.text("did"), "anna.test", other, http.StatusBadRequest, "InvalidToken"},
		"both wrong":                  {anna.text("did"), "wrong", "AAAAA-AAAAA", http.StatusUnauthorized, "AuthenticationRequired"},
		"a password too long for any": {"did:web:nobody.example", strings.Repeat("x", 513), code, http.StatusUnauthorized, "AuthenticationRequired"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.post(deleteAccount, "", object{"did": test.did, "password": test.password, "token": test.code}).is(t, test.status, test.want)
			w.login("anna.test", "anna.test")
		})
	}
}

func TestADeletionCodeOutlivesAFailedTryButNotAQuarterOfAnHour(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	anna := w.signUp("anna.test")
	request := func() object {
		code := w.mailed(requestAccountDelete, anna.text("accessJwt"), "anna@example.com", "delete_account")
		return object{"did": anna.text("did"), "password": "anna.test", "token": code}
	}
	late := request()
	w.pass(15 * time.Minute)
	w.post(deleteAccount, "", late).is(t, http.StatusBadRequest, "ExpiredToken")

	input := request()
	w.post(deleteAccount, "", object{"did": anna.text("did"), "password": "wrong", "token": input["token"]}).
		is(t, http.StatusUnauthorized, "AuthenticationRequired")
	w.post(deleteAccount, "", input).is(t, http.StatusOK, "")
}
