package server_test

import (
	"net/http"
	"testing"

	"mockpds/fixtures"
	"mockpds/server"
)

func TestADIDDocumentNamesTheHostOfAnAccountThatLivesElsewhere(t *testing.T) {
	t.Parallel()
	world, err := server.LoadWorld("w.yaml", []byte("accounts: [{handle: alice.test, password: alice-pass, host: 'https://pds.test'}]"), fixtures.Options{})
	if err != nil {
		t.Fatal(err)
	}
	w := start(t, server.Config{World: &world})
	doc, _ := login(w).json["didDoc"].(object)
	if at := serviceEndpoint(t, doc); at != "https://pds.test" {
		t.Errorf("the document names %s", at)
	}
	for _, host := range []string{"pds.test", "https://pds.test/", "https://a@pds.test", "ftp://pds.test"} {
		w.mock(http.MethodPatch, "accounts/alice.test", object{"host": host}).is(t, http.StatusBadRequest, "InvalidAccount")
	}
	w.mock(http.MethodPatch, "accounts/alice.test", object{"host": nil}).is(t, http.StatusOK, "")
	if at := home(t, w); at != w.url {
		t.Errorf("without a host the document names %s", at)
	}
}

func TestALogInAtOneHostIsUsedAtAnother(t *testing.T) {
	t.Parallel()
	const host = "https://host.example.com"
	entryway := start(t, server.Config{Quirks: []string{"entryway-tokens"}})
	entryway.mock(http.MethodPatch, "accounts/alice.test", object{"host": host}).is(t, http.StatusOK, "")
	access := login(entryway).text("accessJwt")
	if at := home(t, entryway); at != host {
		t.Errorf("the client is sent to %s", at)
	}
	start(t, server.Config{PublicURL: host}).get(getSession, access).is(t, http.StatusOK, "")
	start(t, server.Config{PublicURL: host, Seed: "other keys"}).get(getSession, access).is(t, http.StatusBadRequest, "InvalidToken")
	start(t, server.Config{}).get(getSession, access).is(t, http.StatusBadRequest, "InvalidToken")
}
