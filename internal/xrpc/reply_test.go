package xrpc_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"mockpds/internal/xrpc"
)

func write(t *testing.T, body string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	xrpc.WriteBody(w, call(t, http.MethodGet, "/", nil, headers...), http.StatusOK, "text/plain", []byte(body))
	return w
}

func TestALargeReplyIsCompressedAsTheClientLikesIt(t *testing.T) {
	t.Parallel()
	for accepted, want := range map[string]string{
		"":                               "",
		"gzip":                           "gzip",
		"deflate":                        "deflate",
		"gzip, deflate, br":              "gzip",
		"deflate, gzip;q=0.5":            "deflate",
		"GZIP":                           "gzip",
		"*":                              "gzip",
		"gzip;q=0, *":                    "deflate",
		"gzip;q=0":                       "",
		"identity":                       "",
		"gzip;q=x":                       "",
		"*;q=0, deflate;q=0.1, gzip;q=0": "deflate",
	} {
		w := write(t, strings.Repeat("a", 1024), "Accept-Encoding", accepted)
		if got := w.Header().Get("Content-Encoding"); got != want {
			t.Errorf("%q: %q, want %q", accepted, got, want)
		}
		if w := write(t, strings.Repeat("a", 1023), "Accept-Encoding", accepted); w.Header().Get("Content-Encoding") != "" {
			t.Errorf("%q: a small reply is compressed", accepted)
		}
	}
}

func TestAClientThatHasTheReplyIsToldSo(t *testing.T) {
	t.Parallel()
	tag := write(t, "text").Header().Get("ETag")
	for asked, want := range map[string]int{
		tag: http.StatusNotModified, strings.TrimPrefix(tag, "W/"): http.StatusNotModified, `"x", ` + tag: http.StatusNotModified, "*": http.StatusNotModified,
		`"x"`: http.StatusOK, "": http.StatusOK,
	} {
		if w := write(t, "text", "If-None-Match", asked); w.Code != want {
			t.Errorf("%s: %d, want %d", asked, w.Code, want)
		}
	}
	if w := write(t, "text", "If-None-Match", tag, "Cache-Control", "no-cache"); w.Code != http.StatusOK {
		t.Errorf("to a client that wants no cached copy: %d", w.Code)
	}
}

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
