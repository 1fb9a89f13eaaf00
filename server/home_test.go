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
		{"HTTPS://Two.Test:443", 200, "https://two.test"},
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

func TestForwardedHeadersAreCheckedBeforeTheyAreBelieved(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	for _, test := range []struct {
		header []string
		home   string
	}{
		{nil, "http://asked.test:1"},
		{[]string{"X-Forwarded-Proto", "https"}, "https://asked.test:1"},
		{[]string{"X-Forwarded-Proto", "HTTPS, http"}, "https://asked.test:1"},
		{[]string{"X-Forwarded-Proto", "javascript"}, "http://asked.test:1"},
		{[]string{"X-Forwarded-Host", "Pds.Test"}, "http://pds.test"},
		{[]string{"X-Forwarded-Host", "pds.test:8443"}, "http://pds.test:8443"},
		{[]string{"X-Forwarded-Host", "pds.test:80"}, "http://pds.test"},
		{[]string{"X-Forwarded-Host", "[::1]:8443"}, "http://[::1]:8443"},
		{[]string{"X-Forwarded-Host", "pds.test:port"}, "http://asked.test:1"},
		{[]string{"X-Forwarded-Host", "evil.test/path?"}, "http://asked.test:1"},
		{[]string{"X-Forwarded-Host", "user@evil.test"}, "http://asked.test:1"},
		{[]string{"X-Forwarded-Host", "pds.test", "X-Forwarded-Port", "8443"}, "http://pds.test:8443"},
		{[]string{"X-Forwarded-Host", "pds.test:1", "X-Forwarded-Port", "8443"}, "http://pds.test:1"},
		{[]string{"X-Forwarded-Host", "pds.test", "X-Forwarded-Port", "x"}, "http://pds.test"},
		{[]string{"X-Forwarded-Host", "pds.test", "X-Forwarded-Port", "443", "X-Forwarded-Proto", "https"}, "https://pds.test"},
		{[]string{"Forwarded", `for=192.0.2.60;proto=https;host="pds.test:8443", for=10.0.0.1;host=b.test`}, "https://pds.test:8443"},
		{[]string{"Forwarded", `Proto=ftp; Host=pds.test`}, "http://pds.test"},
		{[]string{"Forwarded", `host=a.test`, "X-Forwarded-Host", "b.test"}, "http://b.test"},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.url+"/.well-known/did.json", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = "asked.test:1"
		for i := 0; i < len(test.header); i += 2 {
			r.Header.Set(test.header[i], test.header[i+1])
		}
		if at := serviceEndpoint(t, w.do(r).json); at != test.home {
			t.Errorf("%v: %s, want %s", test.header, at, test.home)
		}
	}
}
