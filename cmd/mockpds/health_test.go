package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestHealth(t *testing.T) {
	t.Parallel()
	p := start(t, nil, "")
	sick := httptest.NewServer(http.NotFoundHandler())
	defer sick.Close()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	tests := map[string]struct {
		url  string
		code int
		says string
	}{
		"healthy":        {p.base, 0, ""},
		"slash":          {p.base + "/", 0, ""},
		"another server": {sick.URL, 1, "404"},
		"no server":      {gone.URL, 1, "nothing listens there"},
		"no scheme":      {strings.TrimPrefix(p.base, "http://"), 0, ""},
		"no host":        {"http://", 2, "no URL"},
	}
	for name, test := range tests {
		got := runToEnd(t, nil, "", "health", test.url)
		if got.code != test.code || !strings.Contains(got.stderr, test.says) {
			t.Errorf("%s: exit %d, want %d: %s", name, got.code, test.code, got.stderr)
		}
	}
}

func TestHealthAsksWhereTheServerOfTheSameEnvironmentListens(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"": "http://localhost:2583", "0.0.0.0:80": "http://127.0.0.1:80", ":80": "http://127.0.0.1:80",
		"[::]:80": "http://127.0.0.1:80", "pds.test:80": "http://pds.test:80", "[::1]:80": "http://[::1]:80",
	}
	for addr, want := range tests {
		if got, err := serverURL("health", environment{"MOCKPDS_ADDR": addr}, nil); err != nil || got.String() != want {
			t.Errorf("%q is asked at %s, want %s; error %v", addr, got, want, err)
		}
	}
	p := start(t, nil, "")
	env := environment{"MOCKPDS_ADDR": strings.TrimPrefix(p.base, "http://")}
	if got := runToEnd(t, env, "", "health"); got.code != 0 {
		t.Errorf("exit %d: %s", got.code, got.stderr)
	}
}

func TestHealthOfAWrongAddressIsAMistakeInTheEnvironment(t *testing.T) {
	t.Parallel()
	for _, addr := range []string{"2583", "localhost", "127.0.0.1:http", "127.0.0.1:65536"} {
		got := runToEnd(t, environment{"MOCKPDS_ADDR": addr}, "", "health")
		if got.code != 2 || !strings.Contains(got.stderr, "MOCKPDS_ADDR: ") || !strings.Contains(got.stderr, addr) {
			t.Errorf("%q: exit %d: %s", addr, got.code, got.stderr)
		}
	}
}
