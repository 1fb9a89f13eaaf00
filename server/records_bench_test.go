package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"mockpds/fixtures"
	"mockpds/internal/clock"
	"mockpds/server"
)

// A logIn is a client of a server that the benchmarks call without a network.
type logIn struct {
	pds http.Handler
	session
	DID string
}

// postsOf returns the log-in of an account that has posts from the start.
func postsOf(b *testing.B, posts int) *logIn {
	var text strings.Builder
	text.WriteString("accounts: [{handle: alice.test, password: alice-pass, records: [")
	for i := range posts {
		fmt.Fprintf(&text, "{collection: app.bsky.feed.post, rkey: p%d, value: {text: fine}},", i)
	}
	text.WriteString("]}]")
	world, err := server.LoadWorld("f.yaml", []byte(text.String()), fixtures.Options{Seed: server.DefaultSeed})
	if err != nil {
		b.Fatal(err)
	}
	pds, err := server.New(server.Config{World: &world})
	if err != nil {
		b.Fatal(err)
	}
	return newLogIn(b, pds)
}

func newLogIn(b *testing.B, pds http.Handler) *logIn {
	in := &logIn{pds: pds, session: loggedIn(b, pds)}
	if err := json.Unmarshal(in.call(b, "com.atproto.server.getSession", in.AccessJwt, ""), in); err != nil {
		b.Fatal(err)
	}
	return in
}

func (in *logIn) call(b *testing.B, method, token, body string) []byte {
	verb := http.MethodPost
	if strings.HasSuffix(method, "getSession") {
		verb = http.MethodGet
	}
	w := httptest.NewRecorder()
	r := httptest.NewRequest(verb, "/xrpc/"+method, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	if in.pds.ServeHTTP(w, r); w.Code != http.StatusOK {
		b.Fatalf("%s: %d %s", method, w.Code, w.Body)
	}
	return w.Body.Bytes()
}

// takesTimes reports as a metric how many times as long a call takes as another one. They are made
// in turn, so that what else the machine does weighs on both.
func takesTimes(b *testing.B, metric string, call, other func()) {
	var taken, otherTaken time.Duration
	for b.Loop() {
		begun := clock.Wall()
		call()
		between := clock.Wall()
		other()
		taken, otherTaken = taken+between.Sub(begun), otherTaken+clock.Wall().Sub(between)
	}
	b.ReportMetric(float64(taken)/float64(otherTaken), metric)
}

// BenchmarkCreateRecord measures what it costs to write a post against asking for the session. The
// store holds some 200,000 posts and then refuses.
//
//	go test -run '^$' -bench CreateRecord ./server
func BenchmarkCreateRecord(b *testing.B) {
	alice := postsOf(b, 0)
	post := `{"repo":"` + alice.DID + `","collection":"app.bsky.feed.post","record":{"$type":"app.bsky.feed.post",` +
		`"text":"the weather is fine, and so is the server","createdAt":"2025-01-01T00:00:00.000Z"}}`
	takesTimes(b, "x-getSession",
		func() { alice.call(b, "com.atproto.repo.createRecord", alice.AccessJwt, post) },
		func() { alice.call(b, "com.atproto.server.getSession", alice.AccessJwt, "") })
}

// BenchmarkBesideRecords measures calls of sessions on a server that keeps 10,000 records against
// the same calls on one that keeps none.
//
//	go test -run '^$' -bench BesideRecords ./server
func BenchmarkBesideRecords(b *testing.B) {
	sessionCalls(b, "x-without-records", postsOf(b, 10_000), postsOf(b, 0))
}

// sessionCalls reports as a metric how many times as long each call of sessions takes on one server
// as on the other.
func sessionCalls(b *testing.B, metric string, with, without *logIn) {
	for _, method := range []string{"createSession", "refreshSession", "getSession"} {
		call := func(in *logIn) func() {
			token, body := "", ""
			switch method {
			case "createSession":
				body = `{"identifier":"alice.test","password":"alice-pass"}`
			case "refreshSession":
				token = in.RefreshJwt
			default:
				token = in.AccessJwt
			}
			return func() { in.call(b, "com.atproto.server."+method, token, body) }
		}
		b.Run(method, func(b *testing.B) { takesTimes(b, metric, call(with), call(without)) })
	}
}
