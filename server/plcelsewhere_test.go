package server_test

import (
	"net/http"
	"strings"
	"testing"

	"mockpds/server"
)

func TestAPLCDirectoryElsewhereCounts(t *testing.T) {
	t.Parallel()
	plc := start(t, server.Config{})
	w := start(t, server.Config{PLCURL: plc.url})
	alice := w.login("alice.test", "alice-pass")
	token, did := alice.text("accessJwt"), alice.text("did")
	elsewhere := func() string { return plc.send(http.MethodGet, "/"+did+"/data", "", nil).raw }
	const rename = "com.atproto.identity.updateHandle"

	w.post(rename, token, object{"handle": "ally.test"}).is(t, http.StatusOK, "")
	if data := elsewhere(); !strings.Contains(data, `"at://ally.test"`) {
		t.Errorf("after a change of handle, the directory says %s", data)
	}

	code := w.mailed(requestPLCSignature, token, "alice@example.com", "plc_operation")
	services := object{"atproto_pds": object{"type": "AtprotoPersonalDataServer", "endpoint": w.url}}
	signed := w.post(signPLC, token, object{"token": code, "services": services})
	signed.is(t, http.StatusOK, "")
	w.post(submitPLC, token, object{"operation": signed.json["operation"]}).is(t, http.StatusOK, "")
	if data := elsewhere(); !strings.Contains(data, w.url) {
		t.Errorf("after an operation, the directory says %s", data)
	}
	w.post(submitPLC, token, object{"operation": signed.json["operation"]}).is(t, http.StatusBadRequest, "InvalidRequest")
	if own := w.send(http.MethodGet, "/"+did+"/data", "", nil).raw; own != elsewhere() {
		t.Errorf("here it is %s", own)
	}
	if r := w.send(http.MethodPost, "/"+did, "", signed.json["operation"]); r.header.Get("Location") != plc.url+"/"+did {
		t.Errorf("a submission is passed on to %q", r.header.Get("Location"))
	}

	carol := w.signUp("carol.test")
	w.post(rename, carol.text("accessJwt"), object{"handle": "caroline.test"}).is(t, http.StatusOK, "")
}

func TestAPLCDirectoryElsewhereMayFail(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{PLCURL: "http://127.0.0.1:1"})
	alice := w.login("alice.test", "alice-pass")
	token := alice.text("accessJwt")
	w.post("com.atproto.identity.updateHandle", token, object{"handle": "ally.test"}).is(t, http.StatusBadGateway, "InvalidRequest")
	if r := w.get("com.atproto.server.getSession", token); r.text("handle") != "alice.test" {
		t.Errorf("after a change that failed: %s", r.raw)
	}
	if _, err := server.New(server.Config{PLCURL: "plc.directory"}); err == nil {
		t.Error("a URL that is none was taken")
	}
}
