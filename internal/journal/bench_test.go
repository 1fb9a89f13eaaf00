package journal_test

import (
	"strconv"
	"testing"

	"mockpds/internal/journal"
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
		p.journal.Append(&journal.RawCall{
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

// BenchmarkTarget is what it costs to look at the path of a usual request, among many secrets.
func BenchmarkTarget(b *testing.B) {
	var o journal.Options
	for n := range 10_000 {
		o.Secrets = append(o.Secrets, journal.Secret{Class: "password", Text: "password-" + strconv.Itoa(n)})
	}
	j := journal.New(o)
	b.ReportAllocs()
	for b.Loop() {
		j.Target("GET", "/xrpc/com.atproto.server.getSession")
	}
}

// BenchmarkEntries is what it costs to read a full journal, where many secrets are known.
func BenchmarkEntries(b *testing.B) {
	var o journal.Options
	for n := range 10_000 {
		o.Secrets = append(o.Secrets, journal.Secret{Class: "password", Text: "password-" + strconv.Itoa(n)})
	}
	o.Secrets = append(o.Secrets, journal.Secret{Class: "password", Text: "pass-{n}", Count: 1_000_000})
	p := newPlay(b, o)
	tab := p.login("alice.test", "")
	for range 5_000 {
		p.getSession(tab)
		p.end(p.call("POST", "com.atproto.server.createSession", posts(loginBody("bob.test", "password-77")), refused(401, "AuthenticationRequired")))
	}
	b.ReportAllocs()
	for b.Loop() {
		p.journal.Entries(journal.Filter{})
	}
}
