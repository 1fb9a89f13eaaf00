package journal_test

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"io"
	"math/rand"
	"strings"
	"testing"

	"mockpds/internal/journal"
)

// pack compresses a body.
func pack(t *testing.T, to func(io.Writer) io.WriteCloser, body string) string {
	t.Helper()
	var b bytes.Buffer
	z := to(&b)
	if _, err := io.WriteString(z, body); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// noise is text that does not get smaller by being compressed.
func noise(n int) string {
	random := rand.New(rand.NewSource(1)) //nolint:gosec // it need not be a secret
	b := make([]byte, n)
	for i := range b {
		b[i] = '0' + byte(random.Intn(64))
	}
	return string(b)
}

func TestRulesLookIntoCompressedBodiesAsFarAsTheyAreKept(t *testing.T) {
	toGzip := func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }
	toZlib := func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) }
	token := `{"refreshJwt":"` + newPlay(t, journal.Options{}).login("alice.test", "").refresh + `"`
	for _, c := range []struct {
		name, coding, body string
		found              bool
	}{
		{"gzip", "gzip", pack(t, toGzip, token+"}"), true},
		{"in capitals", "GZIP", pack(t, toGzip, token+"}"), true},
		{"deflate", "deflate", pack(t, toZlib, token+"}"), true},
		{"more than is kept", "gzip", pack(t, toGzip, token+`,"noise":"`+noise(16<<10)+`"}`), true},
		{"further on than is kept", "gzip", pack(t, toGzip, `{"noise":"`+noise(16<<10)+`",`+token[1:]+"}"), false},
		{"much in little, and before that", "gzip", pack(t, toGzip, token+strings.Repeat(" ", 3<<20)), true},
		{"much in little, and after that", "gzip", pack(t, toGzip, strings.Repeat(" ", 3<<20)+token), false},
		{"not compressed as it says", "gzip", token + "}", true},
		{"compressed in another way", "br", pack(t, toGzip, token+"}"), false},
	} {
		p := newPlay(t, journal.Options{})
		p.end(p.call("POST", "com.atproto.server.refreshSession", posts(c.body), refused(401, "AuthMissing"), func(call *journal.RawCall) {
			call.RequestHeader["Content-Encoding"] = []string{c.coding}
		}))
		if found := len(p.journal.Findings()) > 0; found != c.found {
			t.Errorf("%s: found is %t, want %t", c.name, found, c.found)
		}
	}
}
