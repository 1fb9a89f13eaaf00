package journal_test

import (
	"io"
	"strings"
	"testing"

	"mockpds/internal/journal"
	"mockpds/internal/journal/journaltest"
)

// BenchmarkAppend is what a call of getSession costs that nobody looks at. The headers are made
// outside of it, as a server has them anyway.
func BenchmarkAppend(b *testing.B) {
	p := journaltest.New(journal.Options{})
	tab := p.Login("alice.test", "")
	request := map[string][]string{
		"Authorization": {"Bearer " + tab.Access}, "Accept": {"*/*"}, "Accept-Encoding": {"gzip"},
		"User-Agent": {"test"},
		"Connection": {"keep-alive"}, "Accept-Language": {"*"},
	}
	reply := map[string][]string{
		"Content-Type": {"application/json; charset=utf-8"}, "Cache-Control": {"private"},
		"Vary":                        {"Authorization"},
		"Access-Control-Allow-Origin": {"*"}, "X-Powered-By": {"test"},
	}
	body := []byte(`{"did":"did:plc:alice","active":true,"x":["` + strings.Repeat(`a","`, 200) +
		`"]}`)
	b.ReportAllocs()
	for b.Loop() {
		p.Journal.Append(&journal.RawCall{
			Began: journaltest.Noon, RealTime: journaltest.Noon, Verb: "GET", VerbDue: "GET",
			Method: "com.atproto.server.getSession",
			Path:   "/xrpc/com.atproto.server.getSession", Status: 200,
			RequestHeader: request, ReplyHeader: reply, ReplyBody: body,
		})
	}
}

// BenchmarkRead is what it costs to read a full journal of log-ins and calls as JSON.
func BenchmarkRead(b *testing.B) {
	p := journaltest.New(journal.Options{})
	for range 5_000 {
		p.GetSession(p.Login("alice.test", ""))
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := journal.WriteNDJSON(io.Discard, p.Journal.Calls(journal.Filter{})); err != nil {
			b.Fatal(err)
		}
	}
}
