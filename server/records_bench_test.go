package server_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"mockpds/server"
)

// BenchmarkCreateRecord measures what it costs to write a post against asking for the session, in
// one run. The store holds some 200,000 posts and then refuses.
//
//	go test -run '^$' -bench CreateRecord ./server
func BenchmarkCreateRecord(b *testing.B) {
	pds, err := server.New(server.Config{})
	if err != nil {
		b.Fatal(err)
	}
	token := loggedIn(b, pds).AccessJwt
	call := func(verb, method, body string) []byte {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(verb, "/xrpc/"+method, strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer "+token)
		if body != "" {
			r.Header.Set("Content-Type", "application/json")
		}
		if pds.ServeHTTP(w, r); w.Code != http.StatusOK {
			b.Fatalf("%s: %d %s", method, w.Code, w.Body)
		}
		return w.Body.Bytes()
	}
	var own struct{ DID string }
	if err := json.Unmarshal(call(http.MethodGet, "com.atproto.server.getSession", ""), &own); err != nil {
		b.Fatal(err)
	}
	post := `{"repo":"` + own.DID + `","collection":"app.bsky.feed.post","record":{"$type":"app.bsky.feed.post",` +
		`"text":"the weather is fine, and so is the server","createdAt":"2025-01-01T00:00:00.000Z"}}`
	var session float64
	b.Run("getSession", func(b *testing.B) {
		session = perCall(b, func() { call(http.MethodGet, "com.atproto.server.getSession", "") })
	})
	b.Run("createRecord", func(b *testing.B) {
		record := perCall(b, func() { call(http.MethodPost, "com.atproto.repo.createRecord", post) })
		if session > 0 {
			b.ReportMetric(record/session, "x-getSession")
		}
	})
}
