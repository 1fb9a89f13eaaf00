package journal_test

import (
	"bytes"
	"strings"
	"sync"
	"testing"

	"mockpds/internal/journal"
)

func TestAJournalKeepsTheNewestCallsAndNeverRepeatsANumber(t *testing.T) {
	j := journal.New(journal.Options{Entries: 3})
	p := newPlay(t, journal.Options{})
	p.journal = j
	for want := uint64(1); want <= 5; want++ {
		if got := p.end(p.call("GET", "a.b.c")); got != want {
			t.Fatalf("call has number %d, want %d", got, want)
		}
	}
	numbers(t, j.Entries(journal.Filter{}), 3, 4, 5)
	numbers(t, j.Entries(journal.Filter{Since: 4}), 5)
	numbers(t, j.Entries(journal.Filter{Since: 5}))
	numbers(t, j.Entries(journal.Filter{Since: 99}))
	j.Clear()
	numbers(t, j.Entries(journal.Filter{}))
	p.end(p.call("GET", "a.b.c"))
	numbers(t, j.Entries(journal.Filter{}), 6)
	j.Reset()
	p.end(p.call("GET", "a.b.c"))
	numbers(t, j.Entries(journal.Filter{}), 7)
	if j.Last() != 7 {
		t.Errorf("last number is %d, want 7", j.Last())
	}
}

func numbers(t *testing.T, entries []journal.Call, want ...uint64) {
	t.Helper()
	got := make([]uint64, 0, len(entries))
	for _, e := range entries {
		got = append(got, e.Number)
	}
	if len(got) != len(want) {
		t.Errorf("got calls %v, want %v", got, want)
		return
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got calls %v, want %v", got, want)
			return
		}
	}
}

func TestNoCallIsLostUnderLoad(t *testing.T) {
	const clients, each, bound = 16, 200, 1000
	j := journal.New(journal.Options{Entries: bound})
	p := newPlay(t, journal.Options{})
	seen := make([][]uint64, clients)
	var all sync.WaitGroup
	for i := range clients {
		all.Go(func() {
			for range each {
				seen[i] = append(seen[i], j.Append(p.call("GET", "a.b.c")))
				if len(j.Entries(journal.Filter{Limit: 1})) == 0 {
					t.Error("no call to read after one was appended")
				}
			}
		})
	}
	all.Wait()
	used := map[uint64]bool{}
	for _, list := range seen {
		for _, n := range list {
			if used[n] {
				t.Fatalf("number %d came twice", n)
			}
			used[n] = true
		}
	}
	entries := j.Entries(journal.Filter{})
	if len(entries) != bound {
		t.Fatalf("%d calls are kept, want %d", len(entries), bound)
	}
	for i, e := range entries {
		if want := uint64(clients*each - bound + i + 1); e.Number != want {
			t.Fatalf("call %d is kept in the place of %d", e.Number, want)
		}
	}
}

func TestWhatOneCallHoldsIsBounded(t *testing.T) {
	j := journal.New(journal.Options{Bodies: 10})
	p := newPlay(t, journal.Options{})
	p.journal = j
	huge := strings.Repeat("x", 1<<20)
	p.end(p.call("POST", "a.b.c", func(c *journal.RawCall) {
		c.Path, c.Query = "/"+huge, "q="+huge
		c.RequestHeader = map[string][]string{"X-Huge": {huge, huge}}
		c.RequestBody, c.ReplyBody = []byte(`{"a":`+huge), []byte("short")
		c.ReplyBytes = 77
	}))
	e := j.Entries(journal.Filter{})[0]
	size := len(e.Path) + len(e.Query)
	for _, h := range e.Request.Headers {
		size += len(h.Name) + len(h.Value)
	}
	if size > 32<<10 {
		t.Errorf("path, query and headers are %d bytes", size)
	}
	if e.Request.Body != `{"a":`+huge[:5] || !e.Request.Truncated || e.Request.Bytes != 1<<20+5 {
		t.Errorf("request body: %q, truncated %t, %d bytes", e.Request.Body, e.Request.Truncated, e.Request.Bytes)
	}
	if e.Reply.Body != "short" || !e.Reply.Truncated || e.Reply.Bytes != 77 {
		t.Errorf("reply body: %q, truncated %t, %d bytes", e.Reply.Body, e.Reply.Truncated, e.Reply.Bytes)
	}
	if none := journal.New(journal.Options{Bodies: -1}); none.BodyLimit() != 0 {
		t.Errorf("a journal without bodies keeps %d bytes", none.BodyLimit())
	}
}

func TestAnEntryDoesNotChangeWithWhatTheServerDoesNext(t *testing.T) {
	p := newPlay(t, journal.Options{})
	headers := map[string][]string{"X-Test": {"before"}}
	p.end(p.call("GET", "a.b.c", func(c *journal.RawCall) { c.ReplyHeader = headers }))
	headers["X-Test"][0] = "after"
	got := p.journal.Entries(journal.Filter{})[0].Reply.Headers
	if len(got) != 1 || got[0].Value != "before" {
		t.Errorf("headers are %v", got)
	}
}

func TestNDJSONIsOneLineForEachEntry(t *testing.T) {
	p := newPlay(t, journal.Options{})
	p.login("alice.test", "")
	p.end(p.call("GET", "a.b.c"))
	var b bytes.Buffer
	if err := journal.WriteNDJSON(&b, p.journal.Entries(journal.Filter{})); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	if len(lines) != 2 || !strings.HasPrefix(lines[0], `{"number":1,`) || !strings.Contains(lines[0], `"minted":"alice#1/g1"`) {
		t.Errorf("got %s", b.String())
	}
}
