package server_test

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"mockpds/internal/clock"
	"mockpds/server"
)

// steer sends a request to the control API with a Host of its own, and other headers.
func (w *world) steer(verb, host string, headers ...string) reply {
	w.t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), verb, w.url+"/_mock/clock", http.NoBody)
	if err != nil {
		w.t.Fatal(err)
	}
	r.Host = host
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return w.do(r)
}

func TestTheControlAPIAnswersBrowsersOnlyAtHostsThatNoPageCanBeLedBy(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{PublicURL: "https://pds.example.com:2583", HandleDomain: ".users.example.org"})
	fine := []string{
		"127.0.0.1:2583", "192.0.2.1", "[::1]:2583", "[::1]", "localhost", "localhost:2583", "LOCALHOST", "pds:2583",
		"pds.localhost", "host.docker.internal:2583", "pds.space.svc.cluster.local", "pds.example.com", "PDS.example.com.:1",
		"users.example.org", "alice.users.example.org:2583",
	}
	foreign := []string{
		"evil.example.net", "example.com:2583", "pds.example.com.evil.example.net", "evilusers.example.org", "localhost.example.net",
		"127.0.0.1.example.net", "evillocal.net", "alice.test",
	}
	marks := map[string][]string{
		"fetch":     {"Sec-Fetch-Site", "same-origin"},
		"languages": {"Accept-Language", "", "User-Agent", "curl/8.5.0"},
		"browser":   {"User-Agent", "Mozilla/5.0 (X11; Linux x86_64)"},
	}
	for name, mark := range marks {
		for _, host := range fine {
			if r := w.steer(http.MethodGet, host, mark...); r.status != http.StatusOK {
				t.Errorf("by %s at %s: %d %s", name, host, r.status, r.raw)
			}
		}
		for _, host := range foreign {
			w.steer(http.MethodGet, host, mark...).is(t, http.StatusForbidden, "ForeignHost")
			w.steer(http.MethodPost, host, "Origin", "http://"+host).is(t, http.StatusForbidden, "ForeignHost")
			w.steer(http.MethodGet, host).is(t, http.StatusOK, "") // a program's request
			nodes := []string{"Accept-Language", "*", "Sec-Fetch-Mode", "cors", "User-Agent", "node"}
			w.steer(http.MethodPost, host, nodes...).is(t, http.StatusOK, "")
		}
	}
}

func TestHostsOfAMovedServerStaySteerable(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{PublicURL: "http://one.example.com"})
	w.send(http.MethodPost, "/_mock/public-url", "", object{"publicUrl": "http://two.example.com"}).is(t, 200, "")
	for _, host := range []string{"one.example.com", "two.example.com"} {
		w.steer(http.MethodGet, host, "Sec-Fetch-Site", "same-origin").is(t, 200, "")
	}
}

func TestPagesOfAnotherOriginMayNotSteer(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	const host = "localhost:2583"
	foreign := [][]string{
		{"Sec-Fetch-Site", "cross-site"},
		{"Sec-Fetch-Site", "same-site"},
		{"Sec-Fetch-Site", "cross-site", "Origin", "http://localhost:2583"},
		{"Origin", "http://localhost:3000"},
		{"Origin", "null"},
	}
	for _, mark := range foreign {
		for _, verb := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodDelete, http.MethodOptions} {
			r := w.steer(verb, host, mark...)
			if r.status != http.StatusForbidden || r.header.Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("%s with %v: %d, header %v", verb, mark, r.status, r.header)
			}
		}
		r := w.steer(http.MethodPost, host, mark...)
		r.is(t, http.StatusForbidden, "CrossOrigin")
		if r.text("message") == "" || !strings.HasPrefix(r.header.Get("Content-Type"), "application/json") {
			t.Errorf("the refusal is %s %s", r.header.Get("Content-Type"), r.raw)
		}
	}
	for _, mark := range [][]string{nil, {"Sec-Fetch-Site", "same-origin"}, {"Sec-Fetch-Site", "none"}, {"Origin", "http://localhost:2583"}} {
		r := w.steer(http.MethodPost, host, mark...)
		r.is(t, http.StatusOK, "")
		if r.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("header %v", r.header)
		}
	}
}

func TestAPageWithTheTokenMaySteerFromAnyOrigin(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{ControlToken: "open-sesame"})
	page := []string{"Origin", "http://localhost:6006", "Sec-Fetch-Site", "same-site"}
	preflight := append([]string{
		"Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "authorization,content-type",
	}, page...)
	r := w.steer(http.MethodOptions, "pds.example.net", preflight...)
	if r.status != http.StatusNoContent || r.header.Get("Access-Control-Allow-Origin") != "*" ||
		r.header.Get("Access-Control-Allow-Headers") != "authorization,content-type" {
		t.Errorf("preflight: %d %v", r.status, r.header)
	}
	r = w.steer(http.MethodPost, "pds.example.net", append(page, "Authorization", "Bearer open-sesame")...)
	if r.status != http.StatusOK || r.header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("with the token: %d %v %s", r.status, r.header, r.raw)
	}
	w.steer(http.MethodPost, "localhost:2583", append(page, "Authorization", "Bearer wrong")...).is(t, 403, "CrossOrigin")
}

func TestATokenIsAskedForByEveryVerb(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	w := start(t, server.Config{ControlToken: "open-sesame", Log: slog.New(slog.NewTextHandler(&log, nil))})
	tests := map[string]struct {
		authorization string
		status        int
		name          string
	}{
		"none":          {"", 401, "TokenRequired"},
		"right":         {"Bearer open-sesame", 200, ""},
		"right, scheme": {"bearer open-sesame", 200, ""},
		"wrong":         {"Bearer open-sesam", 401, "TokenRequired"},
		"longer":        {"Bearer open-sesame open-sesame", 401, "TokenRequired"},
		"empty":         {"Bearer ", 401, "TokenRequired"},
		"other scheme":  {"Basic open-sesame", 401, "TokenRequired"},
	}
	for name, test := range tests {
		for _, path := range []string{"/_mock/clock", "/_mock/openapi.json"} {
			r := w.send(http.MethodGet, path, test.authorization, nil)
			if r.status != test.status || r.text("error") != test.name {
				t.Errorf("%s: %s answers %d %s", name, path, r.status, r.raw)
			}
			if challenge := r.header.Get("WWW-Authenticate"); (challenge == "Bearer") != (r.status == 401) || strings.Contains(r.raw, "sesame") {
				t.Errorf("%s: %s, challenge %q", name, r.raw, challenge)
			}
		}
	}
	w.steer(http.MethodGet, "pds.example.net", "Sec-Fetch-Site", "same-origin", "Authorization", "Bearer open-sesame").is(t, 200, "")
	w.send(http.MethodGet, "/_mock/nothing", "", nil).is(t, 401, "TokenRequired")
	w.login("alice.test", "alice-pass") // which needs no token of the control API
	if strings.Contains(log.String(), "sesame") {
		t.Errorf("the log tells the token: %s", &log)
	}
}

func TestTheControlAPICanBeElsewhere(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{ControlElsewhere: true})
	if r := w.send(http.MethodGet, "/_mock/clock", "", nil); r.status != http.StatusNotFound {
		t.Errorf("the address of the PDS answers %d %s", r.status, r.raw)
	}
	w.login("alice.test", "alice-pass")
	other := httptest.NewServer(w.pds.ControlHandler())
	t.Cleanup(other.Close)
	control := &world{t, other.URL, w.pds, w.clock}
	control.send(http.MethodGet, "/_mock/clock", "", nil).is(t, 200, "")
	control.get("com.atproto.server.describeServer", "").is(t, 404, "NotFound")
}

func TestServeControlEndsWithItsContext(t *testing.T) {
	t.Parallel()
	pds, err := server.New(server.Config{ControlElsewhere: true, Clock: &clock.Clock{}})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- pds.ServeControl(ctx, l) }()
	w := &world{t: t, url: "http://" + l.Addr().String()}
	w.send(http.MethodGet, "/_mock/clock", "", nil).is(t, 200, "")
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
