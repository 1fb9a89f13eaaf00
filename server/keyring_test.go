package server_test

import (
	"maps"
	"net/http"
	"testing"

	"mockpds/server"
)

// comeBack deletes an account and signs up with its DID again, by a service token of the account.
func (w *world) comeBack(a reply, input object) reply {
	w.t.Helper()
	did := a.text("did")
	token := w.get("com.atproto.server.getServiceAuth?lxm="+createAccount+"&aud="+w.pds.ServiceDID(), a.text("accessJwt")).text("token")
	w.post("com.atproto.admin.deleteAccount", admin, object{"did": did}).is(w.t, http.StatusOK, "")
	in := object{"did": did, "handle": "back.test", "email": "back@example.com", "password": "x"}
	maps.Copy(in, input)
	return w.post(createAccount, token, in)
}

func TestAnAccountThatCameBackHasAKeyThatItsDocumentDoesNotShow(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	first := w.signUp("former.test")
	published := func() string {
		return asJSON(t, w.send(http.MethodGet, "/"+first.text("did")+"/data", "", nil).json["verificationMethods"])
	}
	before := published()
	a := w.comeBack(first, nil)
	a.is(t, http.StatusOK, "")
	token := a.text("accessJwt")

	if r := w.get("com.atproto.server.checkAccountStatus", token); r.json["validDid"] != false || r.json["activated"] != false {
		t.Errorf("checkAccountStatus: %s", r.raw)
	}
	w.post("com.atproto.server.activateAccount", token, nil).is(t, http.StatusBadRequest, "InvalidRequest")
	if published() != before || asJSON(t, w.get(recommended, token).json["verificationMethods"]) == before {
		t.Error("the document shows another key than before, or the account has the one that it shows")
	}
	w.comeBack(a, nil).is(t, http.StatusUnauthorized, "BadJwtSignature")

	w.mock(http.MethodPost, "accounts", object{"handle": "back.test", "did": a.text("did"), "password": "p"}).is(t, http.StatusOK, "")
	if r := w.get("com.atproto.server.checkAccountStatus", w.login("back.test", "p").text("accessJwt")); r.json["validDid"] != true {
		t.Errorf("an account that a test made: %s", r.raw)
	}
}
