package server_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"mockpds/server"
)

// BenchmarkJournal is what a getSession costs with a journal and without one: in the handler alone, and as a client sees it. The
// journal is full, so that each call also drops one.
//
//	go test -run '^$' -bench Journal -count 5 ./server
func BenchmarkJournal(b *testing.B) {
	for name, entries := range map[string]int{"with": 0, "without": -1} {
		pds, err := server.New(server.Config{JournalEntries: entries})
		if err != nil {
			b.Fatal(err)
		}
		token := "Bearer " + loggedIn(b, pds).AccessJwt
		b.Run("handler/"+name, func(b *testing.B) { benchmarkHandler(b, pds, token) })
		b.Run("http/"+name, func(b *testing.B) { benchmarkHTTP(b, pds, token) })
	}
}

const getSessionPath = "/xrpc/com.atproto.server.getSession"

func benchmarkHandler(b *testing.B, h http.Handler, token string) {
	call := func() {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, getSessionPath, http.NoBody)
		r.Header.Set("Authorization", token)
		h.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
	for range 10_000 {
		call()
	}
	b.ReportAllocs()
	for b.Loop() {
		call()
	}
}

func benchmarkHTTP(b *testing.B, h http.Handler, token string) {
	s := httptest.NewServer(h)
	defer s.Close()
	r, err := http.NewRequest(http.MethodGet, s.URL+getSessionPath, http.NoBody)
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set("Authorization", token)
	call := func() {
		answer, err := s.Client().Do(r)
		if err != nil {
			b.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, answer.Body)
		_ = answer.Body.Close()
	}
	for range 10_000 {
		call()
	}
	b.ReportAllocs()
	for b.Loop() {
		call()
	}
}
