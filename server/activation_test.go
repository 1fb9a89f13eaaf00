package server_test

import (
	"net/http"
	"testing"

	"github.com/bluesky-social/indigo/atproto/syntax"

	"mockpds/server"
)

func TestADeactivatedAccountComesBack(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	a := w.signUp("back.test")
	token := a.text("accessJwt")
	check := func(activated bool) {
		t.Helper()
		r := w.get("com.atproto.server.checkAccountStatus", token)
		if r.json["activated"] != activated || r.json["validDid"] != true || r.json["repoBlocks"] != 2.0 {
			t.Errorf("checkAccountStatus: %d %s, want activated %t", r.status, r.raw, activated)
		}
	}
	check(true)
	w.post("com.atproto.server.deactivateAccount", token, object{}).is(t, http.StatusOK, "")
	check(false)
	w.post("com.atproto.server.activateAccount", token, nil).is(t, http.StatusOK, "")
	check(true)
	w.post("com.atproto.server.activateAccount", token, nil).is(t, http.StatusOK, "")

	w.post("com.atproto.server.deactivateAccount", token, object{}).is(t, http.StatusOK, "")
	w.decide(a.text("did"), object{"takedown": object{"applied": true}}).is(t, http.StatusOK, "")
	w.post("com.atproto.server.activateAccount", token, nil).is(t, http.StatusBadRequest, "AccountNotFound")
	w.decide(a.text("did"), object{"takedown": object{"applied": false}}).is(t, http.StatusOK, "")
	check(false)
}

func TestCheckAccountStatusNamesACommit(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	a := w.signUp("remi.test")
	r := w.get("com.atproto.server.checkAccountStatus", a.text("accessJwt"))
	if _, err := syntax.ParseCID(r.text("repoCommit")); err != nil || r.text("repoCommit")[:4] != "bafy" {
		t.Errorf("repoCommit %q: %v", r.text("repoCommit"), err)
	}
	if _, err := syntax.ParseTID(r.text("repoRev")); err != nil {
		t.Errorf("repoRev %q: %v", r.text("repoRev"), err)
	}
	status := w.get("com.atproto.sync.getRepoStatus?did="+a.text("did"), "")
	if status.text("rev") != r.text("repoRev") {
		t.Errorf("getRepoStatus says rev %q, checkAccountStatus %q", status.text("rev"), r.text("repoRev"))
	}
}

func TestAnAccountThatIsGoneCannotBeActivated(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	gone := w.signUp("gone.test")
	w.post("com.atproto.admin.deleteAccount", admin, object{"did": gone.text("did")}).is(t, http.StatusOK, "")
	activate := object{"deactivated": object{"applied": false}}

	w.post("com.atproto.server.activateAccount", gone.text("accessJwt"), nil).is(t, http.StatusInternalServerError, "InternalServerError")
	w.get("com.atproto.server.checkAccountStatus", gone.text("accessJwt")).is(t, http.StatusBadRequest, "NotFound")
	w.decide(gone.text("did"), activate).is(t, http.StatusInternalServerError, "InternalServerError")
	w.decide("did:web:nobody.test", activate).is(t, http.StatusInternalServerError, "InternalServerError")

	r := w.decide(nobody, activate)
	r.is(t, http.StatusBadRequest, "InvalidRequest")
	if want := "DID not registered: " + nobody; r.text("message") != want {
		t.Errorf("message %q, want %q", r.text("message"), want)
	}
}

func TestActivationRefused(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	owner := w.signUp("olga.test")
	byApp := w.login("olga.test", w.appPassword(owner.text("accessJwt"), "app")).text("accessJwt")
	w.post("com.atproto.server.activateAccount", "", nil).is(t, http.StatusUnauthorized, "AuthMissing")
	w.post("com.atproto.server.activateAccount", byApp, nil).is(t, http.StatusBadRequest, "InvalidToken")
	w.post("com.atproto.server.activateAccount", owner.text("accessJwt"), object{}).is(t, http.StatusBadRequest, "InvalidRequest")
	w.get("com.atproto.server.checkAccountStatus", byApp).is(t, http.StatusOK, "")
	w.get("com.atproto.server.checkAccountStatus", owner.text("refreshJwt")).is(t, http.StatusBadRequest, "InvalidToken")
}

func TestNobodyQueuesForSignUp(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	r := w.get("com.atproto.temp.checkSignupQueue", w.signUp("nina.test").text("accessJwt"))
	if r.raw != `{"activated":true}` {
		t.Errorf("got %d %s", r.status, r.raw)
	}
	w.get("com.atproto.temp.checkSignupQueue", "").is(t, http.StatusUnauthorized, "AuthMissing")
}
