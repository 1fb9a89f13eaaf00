package journal_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"mockpds/internal/journal"
)

// anyCall makes a call of a text: its lines say what is in it, and what they do not say is as usual.
func anyCall(p *play, text string) *journal.RawCall {
	c := p.call("POST", "com.atproto.server.createSession")
	for i, line := range strings.Split(text, "\n") {
		switch i % 16 {
		case 0:
			c.RequestBody = []byte(line)
		case 1:
			c.ReplyBody = []byte(line)
		case 2:
			c.RequestHeader["X-Test"] = []string{line}
		case 3:
			c.RequestHeader["X-Test"] = append(c.RequestHeader["X-Test"], line)
		case 4:
			c.ReplyHeader["X-"+line] = []string{line}
		case 5:
			c.ReplyHeader["X-Empty"] = nil
		case 6:
			c.Query, c.Host = line, line
		case 7:
			c.DID, c.Handle, c.Client = line, line, line
		case 8:
			c.Began = c.Began.Add(time.Duration(len(line)) * time.Hour)
			c.RealTime = c.RealTime.Add(-time.Duration(len(line)) * time.Nanosecond)
		case 9:
			c.Duration, c.Session, c.Generation = time.Duration(len(line)), len(line), -len(line)
		case 10:
			c.Fault = &journal.Fault{Rule: line, Effect: "drop"}
		case 11:
			c.Lost, c.VerbDue = true, line
		case 12:
			c.RequestBytes, c.ReplyBytes = int64(len(line))<<40, -1
		case 13:
			c.ReplyHeader["X-Long"] = []string{strings.Repeat(line, 300)}
		case 14:
			c.ErrorName, c.TokenKind = line, journal.TokenKind(line)
		default:
			c.Began = time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC)
		}
	}
	return c
}

// The law: what a call reads like does not depend on the calls before it, whose likeness saves memory.
func FuzzACallReadsTheSameWhateverCameBefore(f *testing.F) {
	usual := "{\"identifier\":\"alice.test\"}\n{\"active\":true,\"did\":\"did:plc:alice\"}\none\ntwo\nthree\n\nq=1\nbob"
	all := strings.Repeat("a\n", 15) + "a"
	f.Add("", "", "")
	f.Add(usual, usual, strings.ReplaceAll(usual, "alice", "bobby"))
	f.Add(usual, strings.ReplaceAll(usual, "alice", "al"), "\n\n\n\n")
	f.Add("", usual, all)
	f.Add(all, strings.ReplaceAll(all, "a", strings.Repeat("abcdefghijklmnop", 4)), strings.ReplaceAll(all, "a", strings.Repeat("abcd-fghijklm_op", 4)))
	f.Fuzz(func(t *testing.T, first, second, third string) {
		if len(first)+len(second)+len(third) > 2000 {
			return
		}
		read := func(calls ...string) journal.Call {
			p := newPlay(t, journal.Options{})
			p.end(p.call("GET", "a.b.c")) // from which real time is counted
			for _, text := range calls {
				p.journal.Append(anyCall(p, text))
			}
			entries := p.journal.Entries(journal.Filter{})
			if last := p.journal.Entries(journal.Filter{Limit: 1}); !reflect.DeepEqual(last, entries[len(entries)-1:]) {
				t.Fatalf("the last call reads\n%.2000v backward and\n%.2000v forward", fmt.Sprintf("%+v", last), fmt.Sprintf("%+v", entries[len(entries)-1]))
			}
			entries[len(entries)-1].Number = 0
			return entries[len(entries)-1]
		}
		if after, alone := read(first, second, first, third), read(third); !reflect.DeepEqual(after, alone) {
			t.Errorf("a call reads\n%.2000v after others, and alone\n%.2000v", fmt.Sprintf("%+v", after), fmt.Sprintf("%+v", alone))
		}
	})
}

func TestAJournalKeepsNoMoreThanItsBytes(t *testing.T) {
	p := newPlay(t, journal.Options{Bytes: 200 << 10})
	for i := range 500 {
		p.end(p.call("POST", "a.b.c", posts(fmt.Sprintf("{%4000d}", i)), func(c *journal.RawCall) {
			c.ReplyBody = []byte(strings.Repeat(string(rune('a'+i%26)), 4000-i))
		}))
	}
	entries := p.journal.Entries(journal.Filter{})
	if n := len(entries); n < 24 || n > 100 {
		t.Fatalf("%d calls of 8 KB are kept in 200 KiB", n)
	}
	for i, e := range entries {
		if want := uint64(500 - len(entries) + i + 1); e.Number != want {
			t.Fatalf("call %d is kept in the place of %d", e.Number, want)
		}
	}
}

func TestCallsThatAreAlikeTakeLittleMemory(t *testing.T) {
	p := newPlay(t, journal.Options{Bytes: 1 << 20})
	for range 10_000 {
		tab := p.login("alice.test", "")
		p.getSession(tab)
	}
	if n := len(p.journal.Entries(journal.Filter{})); n < 8_000 {
		t.Errorf("%d calls are kept in 1 MiB", n)
	}
}

func TestManyPagesAreReadInOrder(t *testing.T) {
	p := newPlay(t, journal.Options{Entries: 3000})
	for i := range 5000 {
		p.end(p.call("POST", "a.b.c", posts(fmt.Sprintf(`{"n":%0*d}`, 10+i%80, i))))
	}
	for _, f := range []journal.Filter{{}, {Since: 2100}, {Since: 4321}, {Limit: 700}, {Since: 2500, Limit: 700}} {
		entries := p.journal.Entries(f)
		first := uint64(2001)
		switch {
		case f.Since > 0:
			first = f.Since + 1
		case f.Limit > 0:
			first = uint64(5000 - f.Limit + 1)
		}
		want := 5000 - int(first) + 1
		if f.Limit > 0 {
			want = min(want, f.Limit)
		}
		if len(entries) != want || entries[0].Number != first {
			t.Fatalf("%+v: %d calls from #%d, want %d from #%d", f, len(entries), entries[0].Number, want, first)
		}
		for i, e := range entries {
			n := int(first) + i - 1
			if body := fmt.Sprintf(`{"n":%0*d}`, 10+n%80, n); e.Number != first+uint64(i) || e.Request.Body != body {
				t.Fatalf("%+v: call %d is #%d with %s, want %s", f, i, e.Number, e.Request.Body, body)
			}
		}
	}
}
