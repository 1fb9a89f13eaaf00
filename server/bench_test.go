package server_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/go-chi/chi/v5"

	"mockpds/server"
)

// The benchmarks drive the whole handler, without a network. Each has a sub-benchmark "ceiling": a
// chi handler that writes a reply of the same size and does no other work. The other one says how
// many times as long it takes: only that ratio means anything on another machine, or an hour later
// on the same one.
//
//	go test -run '^$' -bench 'Session$' ./server

func BenchmarkCreateSession(b *testing.B) {
	body := []byte(`{"identifier":"alice.test","password":"alice-pass"}`)
	benchmark(b, http.MethodPost, "com.atproto.server.createSession", body, func(session) string { return "" })
}

func BenchmarkGetSession(b *testing.B) {
	benchmark(b, http.MethodGet, "com.atproto.server.getSession", nil, func(s session) string { return s.AccessJwt })
}

func BenchmarkRefreshSession(b *testing.B) {
	benchmark(b, http.MethodPost, "com.atproto.server.refreshSession", nil, func(s session) string { return s.RefreshJwt })
}

// A session is the tokens of a session reply.
type session struct{ AccessJwt, RefreshJwt string }

func benchmark(b *testing.B, verb, method string, body []byte, token func(session) string) {
	pds, err := server.New(server.Config{})
	if err != nil {
		b.Fatal(err)
	}
	s := loggedIn(b, pds)
	call := func(h http.Handler) []byte {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(verb, "/xrpc/"+method, bytes.NewReader(body))
		if body != nil {
			r.Header.Set("Content-Type", "application/json")
		}
		if t := token(s); t != "" {
			r.Header.Set("Authorization", "Bearer "+t)
		}
		h.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			b.Fatalf("%s: %d %s", method, w.Code, w.Body)
		}
		return w.Body.Bytes()
	}
	reply := call(pds)
	ceiling := chi.NewRouter()
	ceiling.MethodFunc(verb, "/xrpc/"+method, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_, _ = w.Write(reply)
	})
	var limit float64
	b.Run("ceiling", func(b *testing.B) { limit = perCall(b, func() { call(ceiling) }) })
	b.Run("mockpds", func(b *testing.B) {
		if own := perCall(b, func() { call(pds) }); limit > 0 {
			b.ReportMetric(own/limit, "x-ceiling")
		}
	})
}

// perCall measures a call, and returns its nanoseconds.
func perCall(b *testing.B, call func()) float64 {
	b.ReportAllocs()
	for b.Loop() {
		call()
	}
	return float64(b.Elapsed().Nanoseconds()) / float64(b.N)
}

func loggedIn(b *testing.B, pds http.Handler) session {
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodPost, "/xrpc/com.atproto.server.createSession",
		bytes.NewReader([]byte(`{"identifier":"alice.test","password":"alice-pass"}`)))
	r.Header.Set("Content-Type", "application/json")
	pds.ServeHTTP(w, r)
	var s session
	if err := json.Unmarshal(w.Body.Bytes(), &s); err != nil {
		b.Fatal(err)
	}
	return s
}

// BenchmarkStart measures a server from nothing to its first log-in.
func BenchmarkStart(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		pds, err := server.New(server.Config{})
		if err != nil {
			b.Fatal(err)
		}
		loggedIn(b, pds)
	}
}
