package server_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"mockpds/server"
)

// BenchmarkJournal is what a getSession costs with a journal and without one: in the handler alone,
// and as a client sees it. The journal is full, so that each call also drops one.
//
//	go test -run '^$' -bench Journal -count 5 ./server
func BenchmarkJournal(b *testing.B) {
	for name, caller := range map[string]func(*testing.B, http.Handler,
		string) func(){"handler": handlerCaller, "http": httpCaller} {
		b.Run(name, func(b *testing.B) {
			pds, token := benchmarked(b, 0)
			with := caller(b, pds, token)
			pds, token = benchmarked(b, -1)
			without := caller(b, pds, token)
			for range 10_000 {
				with()
				without()
			}
			compare(b, with, without)
		})
	}
}

// compare makes two kinds of calls by turns, so that what else the machine does is shared between
// them, and says what the one takes, what the other takes, and how many times as long that is.
func compare(b *testing.B, with, without func()) {
	const turn = 20
	var took [2]time.Duration
	for b.Loop() {
		for i, call := range [...]func(){with, without} {
			before := b.Elapsed()
			for range turn {
				call()
			}
			took[i] += b.Elapsed() - before
		}
	}
	for i, unit := range [...]string{"ns/with", "ns/without"} {
		b.ReportMetric(float64(took[i].Nanoseconds())/float64(turn*b.N), unit)
	}
	b.ReportMetric(float64(took[0])/float64(took[1]), "x-without")
}

// benchmarked is a server whose journal keeps some number of calls, and what a client of its proves
// itself with.
func benchmarked(b *testing.B, entries int) (*server.PDS, string) {
	pds, err := server.New(server.Config{JournalEntries: entries})
	if err != nil {
		b.Fatal(err)
	}
	return pds, "Bearer " + loggedIn(b, pds).AccessJwt
}

const getSessionPath = "/xrpc/com.atproto.server.getSession"

func handlerCaller(b *testing.B, h http.Handler, token string) func() {
	return func() {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, getSessionPath, http.NoBody)
		r.Header.Set("Authorization", token)
		h.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
}

func httpCaller(b *testing.B, h http.Handler, token string) func() {
	s := httptest.NewServer(h)
	b.Cleanup(s.Close)
	r, err := http.NewRequest(http.MethodGet, s.URL+getSessionPath, http.NoBody)
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set("Authorization", token)
	return func() {
		answer, err := s.Client().Do(r)
		if err != nil {
			b.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, answer.Body)
		_ = answer.Body.Close()
	}
}
