package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"mockpds/server"
)

const (
	requestPasswordReset = "com.atproto.server.requestPasswordReset"
	resetPassword        = "com.atproto.server.resetPassword"
)

// resetCode asks for a password reset, and reads the code that is mailed.
func (w *world) resetCode(email string) string {
	w.t.Helper()
	w.post(requestPasswordReset, "", object{"email": email}).is(w.t, http.StatusOK, "")
	codes := w.mail(email, "reset_password")
	if len(codes) == 0 {
		w.t.Fatalf("nothing mailed to %s", email)
	}
	return codes[len(codes)-1]
}

func TestAPasswordResetEndsSessionsAndKeepsAppPasswords(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	anna := w.signUp("anna.test")
	app := w.post("com.atproto.server.createAppPassword", anna.text("accessJwt"), object{"name": "app"}).text("password")
	appSession := w.login("anna.test", app)

	code := w.resetCode("anna@example.com")
	w.post(resetPassword, "", object{"token": strings.ToLower(code), "password": "next"}).is(t, http.StatusOK, "")

	w.post("com.atproto.server.refreshSession", anna.text("refreshJwt"), nil).is(t, http.StatusBadRequest, "ExpiredToken")
	w.post("com.atproto.server.refreshSession", appSession.text("refreshJwt"), nil).is(t, http.StatusBadRequest, "ExpiredToken")
	w.get("com.atproto.server.getSession", anna.text("accessJwt")).is(t, http.StatusOK, "")
	w.post("com.atproto.server.createSession", "", object{"identifier": "anna.test", "password": "anna.test"}).
		is(t, http.StatusUnauthorized, "AuthenticationRequired")
	w.login("anna.test", "next")
	w.login("anna.test", app)
	w.post(resetPassword, "", object{"token": code, "password": "again"}).is(t, http.StatusBadRequest, "InvalidToken")
}

func TestRefusedPasswordResets(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	w.signUp("anna.test")
	code := w.resetCode("anna@example.com")
	tests := map[string]struct {
		method string
		input  object
		want   string
	}{
		"an address that nobody has":       {requestPasswordReset, object{"email": "nobody@example.com"}, "InvalidRequest"},
		"a handle":                         {requestPasswordReset, object{"email": "anna.test"}, "InvalidRequest"},
		"an empty address":                 {requestPasswordReset, object{"email": ""}, "InvalidRequest"},
		"a code that nobody was sent":      {resetPassword, object{"token": "AAAAA-AAAAA", "password": "x"}, "InvalidToken"},
		"an empty code":                    {resetPassword, object{"token": "", "password": "x"}, "InvalidToken"},
		"a password that is too long":      {resetPassword, object{"token": code, "password": strings.Repeat("x", 257)}, "InvalidRequest"},
		"length comes before the code":     {resetPassword, object{"token": "AAAAA-AAAAA", "password": strings.Repeat("x", 257)}, "InvalidRequest"},
		"length counts UTF-16 code units":  {resetPassword, object{"token": code, "password": strings.Repeat("😀", 129)}, "InvalidRequest"},
		"the longest password, wrong code": {resetPassword, object{"token": "x", "password": strings.Repeat("x", 256)}, "InvalidToken"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.post(test.method, "", test.input).is(t, http.StatusBadRequest, test.want)
		})
	}
}

func TestAResetCodeIsGoodForAQuarterOfAnHour(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	w.signUp("anna.test")
	code := w.resetCode("anna@example.com")
	w.pass(15 * time.Minute)
	w.post(resetPassword, "", object{"token": code, "password": "next"}).is(t, http.StatusBadRequest, "ExpiredToken")
	w.post(resetPassword, "", object{"token": w.resetCode("anna@example.com"), "password": "next"}).is(t, http.StatusOK, "")
}
