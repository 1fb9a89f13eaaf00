package journal_test

import (
	"bytes"
	"strings"
	"sync"
	"testing"

	"mockpds/internal/journal"
	"mockpds/internal/journal/journaltest"
)

func TestAJournalKeepsTheNewestCallsAndNeverRepeatsANumber(t *testing.T) {
	j := journal.New(journal.Options{Entries: 3})
	p := journaltest.New(journal.Options{})
	p.Journal = j
	for want := int(1); want <= 5; want++ {
		if got := p.End(p.Call("GET", "a.b.c")); got != want {
			t.Fatalf("call has number %d, want %d", got, want)
		}
	}
	numbers(t, j.Calls(journal.Filter{}), 3, 4, 5)
	numbers(t, j.Calls(journal.Filter{Since: 4}), 5)
	numbers(t, j.Calls(journal.Filter{Since: 5}))
	numbers(t, j.Calls(journal.Filter{Since: 99}))
	j.Clear(journal.Filter{})
	numbers(t, j.Calls(journal.Filter{}))
	p.End(p.Call("GET", "a.b.c"))
	numbers(t, j.Calls(journal.Filter{}), 6)
	j.Reset()
	p.End(p.Call("GET", "a.b.c"))
	numbers(t, j.Calls(journal.Filter{}), 7)
	if j.Last() != 7 {
		t.Errorf("last number is %d, want 7", j.Last())
	}
}

func numbers(t *testing.T, entries []*journal.Call, want ...int) {
	t.Helper()
	got := make([]int, 0, len(entries))
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
	p := journaltest.New(journal.Options{})
	seen := make([][]int, clients)
	var all sync.WaitGroup
	for i := range clients {
		all.Go(func() {
			for range each {
				seen[i] = append(seen[i], j.Append(p.Call("GET", "a.b.c")).Number)
				if len(j.Calls(journal.Filter{Limit: 1})) == 0 {
					t.Error("no call to read after one was appended")
				}
			}
		})
	}
	all.Wait()
	used := map[int]bool{}
	for _, list := range seen {
		for _, n := range list {
			if used[n] {
				t.Fatalf("number %d came twice", n)
			}
			used[n] = true
		}
	}
	entries := j.Calls(journal.Filter{})
	if len(entries) != bound {
		t.Fatalf("%d calls are kept, want %d", len(entries), bound)
	}
	for i, e := range entries {
		if want := int(clients*each - bound + i + 1); e.Number != want {
			t.Fatalf("call %d is kept in the place of %d", e.Number, want)
		}
	}
}

func TestWhatOneCallHoldsIsBounded(t *testing.T) {
	p := journaltest.New(journal.Options{})
	huge := strings.Repeat("x", 1<<20)
	p.End(p.Call("POST", "a.b.c", func(c *journal.RawCall) {
		c.Path, c.Query = "/"+huge, "q="+huge
		c.RequestHeader = map[string][]string{"X-Huge": {huge, huge}}
		c.RequestBody, c.ReplyBody = []byte(`"`+huge+`"`), []byte(`"`+huge[:8<<10]+`"`)
	}))
	e := p.Journal.Calls(journal.Filter{})[0]
	size := len(e.Path) + len(e.Query)
	for _, h := range e.Request.Headers {
		size += len(h.Name) + len(h.Value)
	}
	if size > 32<<10 {
		t.Errorf("path, query and headers are %d bytes", size)
	}
	if e.Request.Body != "‹no type, 1048578 bytes: longer than 65536›" || !e.Request.Truncated ||
		e.Request.Bytes != 1<<20+2 {
		t.Errorf("request body: %q, truncated %t, %d bytes", e.Request.Body, e.Request.Truncated,
			e.Request.Bytes)
	}
	if e.Reply.Body != `"`+huge[:4<<10-1] || !e.Reply.Truncated || e.Reply.Bytes != 8<<10+2 {
		t.Errorf("reply body: %q, truncated %t, %d bytes", e.Reply.Body, e.Reply.Truncated,
			e.Reply.Bytes)
	}
}

func TestAnEntryDoesNotChangeWithWhatTheServerDoesNext(t *testing.T) {
	p := journaltest.New(journal.Options{})
	headers := map[string][]string{"X-Test": {"before"}}
	p.End(p.Call("GET", "a.b.c", func(c *journal.RawCall) { c.ReplyHeader = headers }))
	headers["X-Test"][0] = "after"
	got := p.Journal.Calls(journal.Filter{})[0].Reply.Headers
	if len(got) != 1 || got[0].Value != "before" {
		t.Errorf("headers are %v", got)
	}
}

func TestNDJSONIsOneLineForEachEntry(t *testing.T) {
	p := journaltest.New(journal.Options{})
	p.Login("alice.test", "")
	p.End(p.Call("GET", "a.b.c"))
	var b bytes.Buffer
	if err := journal.WriteNDJSON(&b, p.Journal.Calls(journal.Filter{})); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	if len(lines) != 2 || !strings.HasPrefix(lines[0], `{"number":1,`) ||
		!strings.Contains(lines[0], `"minted":"alice#1/g1"`) {
		t.Errorf("got %s", b.String())
	}
}
