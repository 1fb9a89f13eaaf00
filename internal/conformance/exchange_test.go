package conformance_test

import (
	"strings"
	"testing"

	"mockpds/internal/conformance"
)

func TestReadReply(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		method, wire string
		status       int
		body         string
	}{
		"length":        {"GET", "HTTP/1.1 200 OK|Content-Length: 3||abcdef", 200, "abc"},
		"chunks":        {"GET", "HTTP/1.1 200 OK|Transfer-Encoding: chunked||3|abc|1;x=y|d|0||", 200, "abcd"},
		"until closed":  {"GET", "HTTP/1.1 404 Not Found|||abc", 404, "|abc"},
		"no reason":     {"GET", "HTTP/1.1 401|Content-Length: 0||", 401, ""},
		"HEAD":          {"HEAD", "HTTP/1.1 200 OK|Content-Length: 3||", 200, ""},
		"no content":    {"GET", "HTTP/1.1 204 No Content|||", 204, ""},
		"after interim": {"POST", "HTTP/1.1 100 Continue||HTTP/1.1 413 Big|Content-Length: 1||x", 413, "x"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status, _, body, err := conformance.ReadReply(tc.method, strings.ReplaceAll(tc.wire, "|", "\r\n"))
			want := strings.ReplaceAll(tc.body, "|", "\r\n")
			if err != nil || status != tc.status || body != want {
				t.Errorf("got %d %q, %v, want %d %q", status, body, err, tc.status, want)
			}
		})
	}
}

func TestReadReplyFails(t *testing.T) {
	t.Parallel()
	for name, wire := range map[string]string{
		"nothing":         "",
		"not HTTP":        "SSH-2.0-x|",
		"cut in the head": "HTTP/1.1 200 OK|Content-Le",
		"cut in the body": "HTTP/1.1 200 OK|Content-Length: 3||ab",
		"cut in a chunk":  "HTTP/1.1 200 OK|Transfer-Encoding: chunked||5|ab",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if status, _, _, err := conformance.ReadReply("GET", strings.ReplaceAll(wire, "|", "\r\n")); err == nil {
				t.Errorf("got status %d, want an error", status)
			}
		})
	}
}
