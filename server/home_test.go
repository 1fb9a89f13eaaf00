package server_test

import (
	"net/http"
	"testing"

	"mockpds/server"
)

func TestThePublicURLCanBeMovedAndAResetBringsItBack(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{PublicURL: "http://one.test:2583"})
	move := func(to string) reply {
		return w.send(http.MethodPost, "/_mock/public-url", "", object{"publicUrl": to})
	}
	for _, test := range []struct {
		to     string
		status int
		home   string
	}{
		{"https://two.test/", 200, "https://two.test"},
		{"two.test", 400, "https://two.test"},
		{"https://two.test/path", 400, "https://two.test"},
		{"", 200, w.url},
	} {
		if r := move(test.to); r.status != test.status {
			t.Errorf("moving to %q: %d %s, want %d", test.to, r.status, r.raw, test.status)
		}
		if at := home(t, w); at != test.home {
			t.Errorf("after moving to %q DID documents name %s, want %s", test.to, at, test.home)
		}
	}
	w.send(http.MethodPost, "/_mock/reset", "", nil).is(t, 200, "")
	if at := home(t, w); at != "http://one.test:2583" {
		t.Errorf("after a reset DID documents name %s", at)
	}
}

func home(t *testing.T, w *world) string {
	t.Helper()
	doc, _ := w.login("alice.test", "alice-pass").json["didDoc"].(object)
	return serviceEndpoint(t, doc)
}
