package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"mockpds/internal/clock"
	"mockpds/server"
)

// A world is a PDS under test, called over real HTTP, with the clock that the test moves.
type world struct {
	t     *testing.T
	url   string
	pds   *server.PDS
	clock *clock.Clock
}

func start(t *testing.T, config server.Config) *world {
	t.Helper()
	if config.Clock == nil {
		config.Clock = &clock.Clock{}
	}
	pds, err := server.New(config)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(pds)
	t.Cleanup(s.Close)
	return &world{t, s.URL, pds, config.Clock}
}

// A reply is an answer with its JSON body, if it has one.
type reply struct {
	status int
	header http.Header
	raw    string
	json   map[string]any
}

// text is a string of the reply's body.
func (r reply) text(key string) string {
	s, _ := r.json[key].(string)
	return s
}

// is fails the test unless the reply has a status and, for a refusal, an error name.
func (r reply) is(t *testing.T, status int, name string) {
	t.Helper()
	if r.status != status || r.text("error") != name {
		t.Errorf("got %d %q, want %d %q; body: %s", r.status, r.text("error"), status, name, r.raw)
	}
}

// get calls a query; post calls a procedure with a JSON body, or without any when body is nil. The
// token goes into the Authorization header: as a Bearer token, or as it stands when there is a
// space in it.
func (w *world) get(method, token string) reply {
	w.t.Helper()
	return w.send(http.MethodGet, "/xrpc/"+method, token, nil)
}

func (w *world) post(method, token string, body any) reply {
	w.t.Helper()
	return w.send(http.MethodPost, "/xrpc/"+method, token, body)
}

func (w *world) send(verb, path, token string, body any) reply {
	w.t.Helper()
	var payload io.Reader = http.NoBody
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			w.t.Fatal(err)
		}
		payload = bytes.NewReader(data)
	}
	r, err := http.NewRequestWithContext(context.Background(), verb, w.url+path, payload)
	if err != nil {
		w.t.Fatal(err)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" && !strings.Contains(token, " ") {
		token = "Bearer " + token
	}
	if token != "" {
		r.Header.Set("Authorization", token)
	}
	return w.do(r)
}

// transport is not the default one, whose idle connections every httptest.Server closes at its end.
var transport = http.DefaultTransport.(*http.Transport).Clone()

func (w *world) do(r *http.Request) reply {
	w.t.Helper()
	answer, err := transport.RoundTrip(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	got := reply{status: answer.StatusCode, header: answer.Header, raw: string(raw)}
	_ = json.Unmarshal(raw, &got.json) // not every reply is JSON
	return got
}

// object is a JSON body.
type object = map[string]any

// login opens a session of an account and fails the test when that is refused.
func (w *world) login(identifier, password string) reply {
	w.t.Helper()
	r := w.post("com.atproto.server.createSession", "", object{"identifier": identifier, "password": password})
	if r.status != http.StatusOK {
		w.t.Fatalf("log in as %s: %d %s", identifier, r.status, r.raw)
	}
	return r
}

// signUp makes an account whose password is its handle.
func (w *world) signUp(handle string) reply {
	w.t.Helper()
	name, _, _ := strings.Cut(handle, ".")
	r := w.post("com.atproto.server.createAccount", "",
		object{"handle": handle, "email": name + "@example.com", "password": handle})
	if r.status != http.StatusOK {
		w.t.Fatalf("sign up as %s: %d %s", handle, r.status, r.raw)
	}
	return r
}

// admin is the Authorization header of an administrator: admin:admin-pass.
const admin = "Basic YWRtaW46YWRtaW4tcGFzcw=="

// mail lists the mailed codes of a kind to an address, the latest last.
func (w *world) mail(to, kind string) []string {
	w.t.Helper()
	var messages []struct{ Kind, Token string }
	r := w.send(http.MethodGet, "/_mock/mail?to="+to, "", nil)
	if err := json.Unmarshal([]byte(r.raw), &messages); err != nil {
		w.t.Fatal(err)
	}
	var codes []string
	for _, m := range messages {
		if m.Kind == kind {
			codes = append(codes, m.Token)
		}
	}
	return codes
}

// pass moves the clock.
func (w *world) pass(d time.Duration) {
	w.clock.Advance(d)
}

// listen starts a world that is served the way the program serves.
func listen(t *testing.T, config server.Config) *world {
	t.Helper()
	config.Clock = &clock.Clock{}
	pds, err := server.New(config)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- pds.Serve(ctx, l) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return &world{t, "http://localhost:" + portOf(l), pds, config.Clock}
}

func portOf(l net.Listener) string {
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}
