package xrpc_test

import (
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"mockpds/internal/xrpc"
)

// The law: whatever bodies came before, and however often, a reply's entity tag is that of its own body.
func TestTheEntityTagIsThatOfTheBody(t *testing.T) {
	bodies := make([]string, 0, 1500)
	for i := range 500 {
		bodies = append(bodies, fmt.Sprintf(`{"number":%d}`, i), strings.Repeat("x", i), strings.Repeat("y", 20*i))
	}
	for round := range 4 {
		for _, body := range bodies {
			w := httptest.NewRecorder()
			xrpc.WriteBody(w, httptest.NewRequest(http.MethodPost, "/", http.NoBody), http.StatusOK, "text/plain", []byte(body))
			sum := sha1.Sum([]byte(body))
			want := fmt.Sprintf(`W/"%x-%s"`, len(body), base64.RawStdEncoding.EncodeToString(sum[:]))
			if got := w.Header().Get("ETag"); got != want {
				t.Fatalf("round %d: the tag of %.40q is %s, want %s", round, body, got, want)
			}
		}
	}
}

// Headers that replies share must not be changed by a handler that adds to them.
func TestRepliesDoNotShareWhatIsAddedToTheirHeaders(t *testing.T) {
	reply := func(add bool) http.Header {
		w := httptest.NewRecorder()
		xrpc.WriteBody(w, httptest.NewRequest(http.MethodGet, "/", http.NoBody), http.StatusOK, "application/json; charset=utf-8", []byte("{}"))
		if add {
			for name := range w.Header() {
				w.Header().Add(name, "added")
			}
		}
		return w.Header()
	}
	for range 3 {
		reply(true)
		for name, values := range reply(false) {
			if len(values) != 1 {
				t.Errorf("%s: %q", name, values)
			}
		}
	}
}
