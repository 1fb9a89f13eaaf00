package syntax_test

import (
	"strings"
	"testing"
	"time"

	indigo "github.com/bluesky-social/indigo/atproto/syntax"

	"mockpds/internal/syntax"
)

var forms = []struct {
	name   string
	valid  func(string) bool
	indigo func(string) bool
}{
	{"DID", syntax.IsDID, parses(indigo.ParseDID)},
	{"handle", syntax.IsHandle, parses(indigo.ParseHandle)},
	{"AT identifier", syntax.IsAtIdentifier, parses(indigo.ParseAtIdentifier)},
	{"NSID", syntax.IsNSID, parses(indigo.ParseNSID)},
	{"record key", syntax.IsRecordKey, parses(indigo.ParseRecordKey)},
	{"TID", syntax.IsTID, parses(indigo.ParseTID)},
}

func parses[T any](parse func(string) (T, error)) func(string) bool {
	return func(s string) bool {
		_, err := parse(s)
		return err == nil
	}
}

// FuzzForms holds each form against another implementation, indigo's.
func FuzzForms(f *testing.F) {
	for _, s := range []string{
		"", ".", "..", "a", "a.b", "a.b.c", "alice.test", "Alice.Test", "a-.test", "-a.test", "a..test", "alice.1st", "4chan.org",
		"did:plc:ewvi7nxzyoun6zhxrhs64oiz", "did:web:localhost%3A2583", "did:a:", "did:a:b:", "did:a:b%", "did:A:b", "did::b", "did:a", "DID:a:b",
		"did:plc:EWVI7NXZYOUN6ZHXRHS64OIZ", "did:a:::b", "com.atproto.server.createSession", "com.atproto.x-y", "com.1st.name", "1com.a.name", "com.a.1name",
		"3jzfcijpj2z2a", "zzzzzzzzzzzzz", "jzzzzzzzzzzzz", "3jzfcijpj2z2", "3JZFCIJPJ2Z2A", "self", "a:b~c_d-e.f", "a/b", "é.test", "a.test\n",
		strings.Repeat("a", 63) + ".test", strings.Repeat("a", 64) + ".test", strings.Repeat("a.", 125) + "abc", strings.Repeat("a.", 126) + "ab",
		strings.Repeat("k", 512), strings.Repeat("k", 513), "did:a:" + strings.Repeat("b", 2042), "did:a:" + strings.Repeat("b", 2043),
		"a.b." + strings.Repeat("c", 63), "a.b." + strings.Repeat("c", 64), strings.Repeat("a.", 127) + strings.Repeat("c", 63),
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, form := range forms {
			if form.valid(s) != form.indigo(s) {
				t.Errorf("is %q a %s: %v, but indigo says %v", s, form.name, form.valid(s), form.indigo(s))
			}
		}
	})
}

func TestATURIs(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]syntax.ATURI{
		"at://alice.test":                               {Authority: "alice.test"},
		"at://did:web:a.test/app.bsky.feed.post":        {Authority: "did:web:a.test", Collection: "app.bsky.feed.post"},
		"at://alice.test/app.bsky.feed.post/self":       {Authority: "alice.test", Collection: "app.bsky.feed.post", Key: "self"},
		"at://alice.test#/a%20b":                        {Authority: "alice.test"},
		"at://alice.test/":                              {},
		"at://alice.test/app.bsky.feed.post/":           {},
		"at://alice.test/app.bsky.feed.post/a/b":        {},
		"at://alice.test#":                              {},
		"at://alice.test#/%zz":                          {},
		"at://alice.test#/%ff":                          {},
		"at://alice":                                    {},
		"alice.test":                                    {},
		"AT://alice.test":                               {},
		"at://alice.test#/" + strings.Repeat("a", 8192): {},
	} {
		if got, ok := syntax.ParseATURI(s); got != want || ok != (want != syntax.ATURI{}) {
			t.Errorf("ParseATURI(%.60q) = %v, %v, want %v", s, got, ok, want)
		}
	}
}

func TestTIDs(t *testing.T) {
	t.Parallel()
	at := time.Date(2024, 5, 6, 7, 8, 9, 123_456_000, time.UTC)
	tid := syntax.TID(at, 1023)
	if want := indigo.NewTIDFromTime(at, 1023).String(); tid != want {
		t.Errorf("TID(%v, 1023) = %s, want %s", at, tid, want)
	}
	if !syntax.IsTID(tid) || !syntax.TIDTime(tid).Equal(at) {
		t.Errorf("TIDTime(%s) = %v, want %v", tid, syntax.TIDTime(tid), at)
	}
}

func TestPLCDIDs(t *testing.T) {
	t.Parallel()
	for did, want := range map[string]bool{
		"did:plc:ewvi7nxzyoun6zhxrhs64oiz":  true,
		"did:plc:ewvi7nxzyoun6zhxrhs64oi1":  false,
		"did:plc:ewvi7nxzyoun6zhxrhs64oizz": false,
		"did:web:ewvi7nxzyoun6zhxrhs64oiz":  false,
	} {
		if syntax.IsPLC(did) != want {
			t.Errorf("IsPLC(%s) = %v", did, !want)
		}
	}
}
