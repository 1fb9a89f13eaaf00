package server_test

import (
	"net/http"
	"testing"
	"time"

	"mockpds/server"
)

const (
	requestEmailConfirmation = "com.atproto.server.requestEmailConfirmation"
	confirmEmail             = "com.atproto.server.confirmEmail"
	requestEmailUpdate       = "com.atproto.server.requestEmailUpdate"
	updateEmail              = "com.atproto.server.updateEmail"
)

// mailed asks a method to mail a code of a kind, and reads it.
func (w *world) mailed(method, token, to, kind string) string {
	w.t.Helper()
	w.post(method, token, nil).is(w.t, http.StatusOK, "")
	codes := w.mail(to, kind)
	if len(codes) == 0 {
		w.t.Fatalf("%s mailed no %s to %s", method, kind, to)
	}
	return codes[len(codes)-1]
}

// confirm confirms an account's address.
func (w *world) confirm(token, email string) {
	w.t.Helper()
	code := w.mailed(requestEmailConfirmation, token, email, "confirm_email")
	w.post(confirmEmail, token, object{"email": email, "token": code}).is(w.t, http.StatusOK, "")
}

// hasEmail fails the test unless a session shows an address, confirmed or not.
func (w *world) hasEmail(token, email string, confirmed bool) {
	w.t.Helper()
	s := w.get("com.atproto.server.getSession", token)
	if s.json["email"] != email || s.json["emailConfirmed"] != confirmed {
		w.t.Errorf("email is %v, confirmed %v; want %s, %v", s.json["email"], s.json["emailConfirmed"], email, confirmed)
	}
}

func TestANewAddressIsConfirmedAnew(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	token := w.signUp("anna.test").text("accessJwt")

	if r := w.post(requestEmailUpdate, token, nil); r.json["tokenRequired"] != false || len(w.mail("anna@example.com", "update_email")) != 0 {
		t.Errorf("an unconfirmed address needs no code to be changed: %s", r.raw)
	}
	w.confirm(token, "anna@example.com")
	w.hasEmail(token, "anna@example.com", true)

	w.post(updateEmail, token, object{"email": "new@example.com"}).is(t, http.StatusBadRequest, "TokenRequired")
	code := w.mailed(requestEmailUpdate, token, "anna@example.com", "update_email")
	w.post(updateEmail, token, object{"email": "New@Example.com", "token": code}).is(t, http.StatusOK, "")
	w.hasEmail(token, "new@example.com", false)
	w.confirm(token, "new@example.com")
	w.hasEmail(token, "new@example.com", true)
}

func TestRefusedConfirmations(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		email string
		wait  time.Duration
		spoil func(w *world, token, code string) string // reports the code to try
		want  string
	}{
		"another address":      {email: "other@example.com", want: "InvalidEmail"},
		"another code":         {spoil: func(*world, string, string) string { return "AAAAA-AAAAA" }, want: "InvalidToken"},
		"no code":              {spoil: func(*world, string, string) string { return "" }, want: "InvalidToken"},
		"in the last second":   {wait: 15*time.Minute - time.Second},
		"too late":             {wait: 15 * time.Minute, want: "ExpiredToken"},
		"a newer code is sent": {spoil: mailAnother, want: "InvalidToken"},
		"a code is used twice": {spoil: useCode, want: "InvalidToken"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := start(t, server.Config{})
			token := w.signUp("anna.test").text("accessJwt")
			code := w.mailed(requestEmailConfirmation, token, "anna@example.com", "confirm_email")
			if test.spoil != nil {
				code = test.spoil(w, token, code)
			}
			w.pass(test.wait)
			email := "anna@example.com"
			if test.email != "" {
				email = test.email
			}
			status := http.StatusBadRequest
			if test.want == "" {
				status = http.StatusOK
			}
			w.post(confirmEmail, token, object{"email": email, "token": code}).is(t, status, test.want)
		})
	}
}

func mailAnother(w *world, token, code string) string {
	w.t.Helper()
	w.mailed(requestEmailConfirmation, token, "anna@example.com", "confirm_email")
	return code
}

func useCode(w *world, token, code string) string {
	w.t.Helper()
	w.post(confirmEmail, token, object{"email": "ANNA@example.com", "token": code}).is(w.t, http.StatusOK, "")
	return code
}

func TestRefusedAddressChanges(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	token := w.signUp("anna.test").text("accessJwt")
	w.signUp("bert.test")
	tests := map[string]struct {
		input object
		want  string
	}{
		"somebody else's address":        {object{"email": "BERT@example.com"}, "InvalidRequest"},
		"no address":                     {object{"email": "nonsense"}, "InvalidRequest"},
		"a code that nobody asked for":   {object{"email": "new@example.com", "token": "AAAAA-AAAAA"}, "InvalidToken"},
		"the address is looked at first": {object{"email": "nonsense", "token": "AAAAA-AAAAA"}, "InvalidRequest"},
		"a switch that is no boolean":    {object{"email": "new@example.com", "emailAuthFactor": "on"}, "InvalidRequest"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.post(updateEmail, token, test.input).is(t, http.StatusBadRequest, test.want)
			w.hasEmail(token, "anna@example.com", false)
		})
	}
}

func TestAnAddressChangeVoidsAllCodes(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	anna := w.signUp("anna.test")
	token := anna.text("accessJwt")
	confirmation := w.mailed(requestEmailConfirmation, token, "anna@example.com", "confirm_email")
	deletion := w.mailed(requestAccountDelete, token, "anna@example.com", "delete_account")
	w.post(updateEmail, token, object{"email": "anna@example.com"}).is(t, http.StatusOK, "")

	w.post(confirmEmail, token, object{"email": "anna@example.com", "token": confirmation}).is(t, http.StatusBadRequest, "InvalidToken")
	w.post(deleteAccount, "", object{"did": anna.text("did"), "password": "anna.test", "token": deletion}).is(t, http.StatusBadRequest, "InvalidToken")
}

func TestWhoMayManageAnAddress(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	anna := w.signUp("anna.test")
	app := w.post("com.atproto.server.createAppPassword", anna.text("accessJwt"), object{"name": "app"}).text("password")
	appToken := w.login("anna.test", app).text("accessJwt")
	w.post(requestEmailConfirmation, appToken, nil).is(t, http.StatusOK, "")
	w.post(confirmEmail, appToken, object{"email": "x", "token": "x"}).is(t, http.StatusBadRequest, "InvalidEmail")
	w.post(requestEmailUpdate, appToken, nil).is(t, http.StatusBadRequest, "InvalidToken")
	w.post(updateEmail, appToken, object{"email": "new@example.com"}).is(t, http.StatusBadRequest, "InvalidToken")
	w.post(updateEmail, "", object{"email": "new@example.com"}).is(t, http.StatusUnauthorized, "AuthMissing")

	gone := w.signUp("carl.test")
	w.post(adminDeleteAccount, admin, object{"did": gone.text("did")}).is(t, http.StatusOK, "")
	w.post(requestEmailConfirmation, gone.text("accessJwt"), nil).is(t, http.StatusForbidden, "AccountNotFound")
}

func TestAnAccountWithoutAddressStaysSo(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	token := w.post("com.atproto.server.createAccount", "", object{"handle": "dora.test", "email": "dora@example.com"}).text("accessJwt")
	w.post(requestEmailConfirmation, token, nil).is(t, http.StatusBadRequest, "InvalidRequest")
	w.post(requestEmailUpdate, token, nil).is(t, http.StatusBadRequest, "InvalidRequest")
	w.post(confirmEmail, token, object{"email": "", "token": "x"}).is(t, http.StatusBadRequest, "InvalidEmail")
	w.post(updateEmail, token, object{"email": "new@example.com"}).is(t, http.StatusOK, "")
	if s := w.get("com.atproto.server.getSession", token); s.json["email"] != nil {
		t.Errorf("the account got an address: %s", s.raw)
	}
}

func TestSignInCodesAreSwitchedWhereTheConfigSaysSo(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{EmailAuthFactor: true})
	token := w.signUp("anna.test").text("accessJwt")
	w.confirm(token, "anna@example.com")
	login := object{"identifier": "anna.test", "password": "anna.test"}
	set := func(input object) reply { return w.post(updateEmail, token, input) }

	set(object{"email": "anna@example.com", "emailAuthFactor": true}).is(t, http.StatusOK, "")
	w.hasEmail(token, "anna@example.com", true)
	w.post("com.atproto.server.createSession", "", login).is(t, http.StatusUnauthorized, "AuthFactorTokenRequired")

	set(object{"email": "anna@example.com", "emailAuthFactor": false}).is(t, http.StatusBadRequest, "TokenRequired")
	code := w.mailed(requestEmailUpdate, token, "anna@example.com", "update_email")
	set(object{"email": "anna@example.com", "emailAuthFactor": false, "token": code}).is(t, http.StatusOK, "")
	w.hasEmail(token, "anna@example.com", true)
	w.post("com.atproto.server.createSession", "", login).is(t, http.StatusOK, "")
	set(object{"email": "anna@example.com", "emailAuthFactor": false, "token": code}).is(t, http.StatusBadRequest, "InvalidToken")

	set(object{"email": "anna@example.com", "emailAuthFactor": true}).is(t, http.StatusOK, "")
	code = w.mailed(requestEmailUpdate, token, "anna@example.com", "update_email")
	set(object{"email": "new@example.com", "token": code}).is(t, http.StatusOK, "")
	w.post("com.atproto.server.createSession", "", login).is(t, http.StatusOK, "")
}

func TestSignInCodesStayAsTheyAreByDefault(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	token := w.signUp("anna.test").text("accessJwt")
	w.post(updateEmail, token, object{"email": "anna@example.com", "emailAuthFactor": true}).is(t, http.StatusOK, "")
	w.login("anna.test", "anna.test")
}
