package server_test

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
)

// Compressed bodies are read as the reference reads them.
func TestOAuthReadsCompressedBodies(t *testing.T) {
	t.Parallel()
	w := start(t, approving())
	f := w.client("atproto")
	form := f.asked("atproto", "")
	form.Set("client_id", f.id)
	plain := []byte(form.Encode())
	gzipped, deflated := gzipOf(t, plain), zlibOf(t, plain)
	long := gzipOf(t, append(bytes.Clone(plain), strings.Repeat("&x=y", 30_000)...))
	for name, c := range map[string]struct {
		encoding string
		body     []byte
		status   int
		message  string
	}{
		"plain":                 {"identity", plain, 201, ""},
		"gzip":                  {"gzip", gzipped, 201, ""},
		"another name for gzip": {"x-gzip", gzipped, 201, ""},
		"in upper case":         {"GZIP", gzipped, 201, ""},
		"deflate":               {"deflate", deflated, 201, ""},
		"twice":                 {"deflate, gzip", gzipOf(t, deflated), 201, ""},
		"in the wrong order":    {"gzip, deflate", gzipOf(t, deflated), 500, "Server error"},
		"too often":             {"identity,identity,identity,identity,gzip", gzipped, 415, `Unsupported content-encoding: "gzip"`},
		"an unknown coding":     {"foo", plain, 415, `Unsupported content-encoding: "foo"`},
		"a coding without name": {"gzip,", gzipped, 415, `Unsupported content-encoding: ""`},
		"not as it says":        {"gzip", plain, 500, "Server error"},
		"cut short":             {"gzip", gzipped[:len(gzipped)-4], 500, "Server error"},
		"with junk behind it":   {"gzip", append(bytes.Clone(gzipped), "junk"...), 500, "Server error"},
		"long once unpacked":    {"gzip", long, 413, "Payload too large"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, w.url+"/oauth/par", bytes.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("Content-Encoding", c.encoding)
			got := w.do(r)
			if got.status != c.status || got.text("error_description") != c.message {
				t.Errorf("got %d %s", got.status, got.raw)
			}
		})
	}
}

func gzipOf(t *testing.T, body []byte) []byte {
	t.Helper()
	return written(t, body, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
}

func zlibOf(t *testing.T, body []byte) []byte {
	t.Helper()
	return written(t, body, func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) })
}

func written(t *testing.T, body []byte, by func(io.Writer) io.WriteCloser) []byte {
	t.Helper()
	var out bytes.Buffer
	w := by(&out)
	if _, err := w.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
