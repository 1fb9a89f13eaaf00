package journal_test

import (
	"testing"

	"mockpds/journal"
)

// BenchmarkAppend is what a call of getSession costs that nobody looks at. The headers are made outside of it, as a server
// has them anyway.
func BenchmarkAppend(b *testing.B) {
	p := newPlay(b, journal.Options{})
	tab := p.login("alice.test", "")
	request := map[string][]string{
		"Authorization": {"Bearer " + tab.access}, "Accept": {"*/*"}, "Accept-Encoding": {"gzip"}, "User-Agent": {"test"},
		"Connection": {"keep-alive"}, "Accept-Language": {"*"},
	}
	reply := map[string][]string{
		"Content-Type": {"application/json; charset=utf-8"}, "Cache-Control": {"private"}, "Vary": {"Authorization"},
		"Access-Control-Allow-Origin": {"*"}, "X-Powered-By": {"test"},
	}
	body := make([]byte, 900)
	b.ReportAllocs()
	for b.Loop() {
		p.journal.Append(&journal.Call{
			Began: noon, RealTime: noon, Verb: "GET", VerbDue: "GET", Method: "com.atproto.server.getSession",
			Path: "/xrpc/com.atproto.server.getSession", Status: 200,
			RequestHeader: request, ReplyHeader: reply, ReplyBody: body,
		})
	}
}

// BenchmarkEntry is what it costs to read one call.
func BenchmarkEntry(b *testing.B) {
	p := newPlay(b, journal.Options{})
	p.login("alice.test", "")
	b.ReportAllocs()
	for b.Loop() {
		p.journal.Entries(journal.Filter{})
	}
}

// BenchmarkFindings is what it costs to look at a full journal.
func BenchmarkFindings(b *testing.B) {
	p := newPlay(b, journal.Options{})
	tab := p.login("alice.test", "")
	for range 5_000 {
		p.getSession(tab)
		p.end(p.call("POST", "com.atproto.server.createSession", posts(loginBody("bob.test", "wrong-pass")), refused(401, "AuthenticationRequired")))
	}
	b.ReportAllocs()
	for b.Loop() {
		p.journal.Findings()
	}
}
