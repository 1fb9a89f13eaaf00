package xrpc_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"mockpds/internal/xrpc"
)

func TestTheEntityTagIsTheLengthAndSHA1OfTheBody(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"":                      `W/"0-2jmj7l5rSw0yVb/vlWAYkK/YBwk"`,
		"abc":                   `W/"3-qZk+NkcGgWq6PiVxeFDCbJzQ2J0"`,
		strings.Repeat("x", 16): `W/"10-`,
	} {
		w := httptest.NewRecorder()
		xrpc.WriteBody(w, httptest.NewRequest(http.MethodPost, "/", http.NoBody), http.StatusOK, "text/plain", []byte(body))
		if got := w.Header().Get("ETag"); !strings.HasPrefix(got, want) {
			t.Errorf("%q: %s, want %s", body, got, want)
		}
	}
}
