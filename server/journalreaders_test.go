package server_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"

	"mockpds/internal/findings"
	"mockpds/server"
)

// A stuckReader takes one write and then no more, until it is let go or its request ends.
type stuckReader struct {
	http.ResponseWriter

	writes int
	begun  chan struct{}
	goOn   chan struct{}
}

func (s *stuckReader) Write(b []byte) (int, error) {
	if s.writes++; s.writes == 2 {
		close(s.begun)
		<-s.goOn
	}
	return s.ResponseWriter.Write(b)
}

// TestNoCallWaitsForAReader lets somebody ask for what the journal knows and then read nothing,
// while calls are made and the world is reset.
func TestNoCallWaitsForAReader(t *testing.T) {
	t.Parallel()
	for _, path := range []string{
		"journal", "journal.ndjson", "journal.har", "lineage", "sessions", "findings", "journal/wait?n=3",
		"journal/follow", "journal/follow?findings=true",
	} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			w := start(t, server.Config{})
			w.login("alice.test", "alice-pass")
			w.login("bob.test", "bob-pass")
			for _, name := range []string{"@alice.test", "@bob.test"} {
				w.post("com.atproto.server.createSession", "",
					object{"identifier": name, "password": "x"})
			}
			ctx, leave := context.WithCancel(t.Context())
			reader := &stuckReader{
				httptest.NewRecorder(), 0, make(chan struct{}),
				make(chan struct{}),
			}
			read := make(chan struct{})
			go func() {
				defer close(read)
				r := httptest.NewRequestWithContext(ctx, http.MethodGet, w.url+"/_mock/"+path,
					http.NoBody)
				w.pds.ServeHTTP(reader, r)
			}()
			if strings.HasPrefix(path, "journal/wait") {
				close(reader.goOn) // its answer is one write
			} else {
				<-reader.begun
			}
			alice := w.login("alice.test", "alice-pass")
			w.get(getSession, alice.text("accessJwt")).is(t, http.StatusOK, "")
			w.post(refreshSession, alice.text("refreshJwt"), nil).is(t, http.StatusOK, "")
			w.send(http.MethodGet, "/_mock/findings", "", nil).is(t, http.StatusOK, "")
			w.send(http.MethodPost, "/_mock/reset", "", nil).is(t, http.StatusOK, "")
			leave()
			if !strings.HasPrefix(path, "journal/wait") {
				close(reader.goOn)
			}
			<-read
		})
	}
}

// TestAReaderWhoHasGoneIsNotWrittenFor ends a request after the first items were written.
func TestAReaderWhoHasGoneIsNotWrittenFor(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	for range 50 {
		w.login("alice.test", "alice-pass")
	}
	for _, path := range []string{"journal", "journal.ndjson", "journal.har", "lineage", "sessions"} {
		ctx, leave := context.WithCancel(t.Context())
		reader := &stuckReader{httptest.NewRecorder(), 0, make(chan struct{}), make(chan struct{})}
		go func() {
			<-reader.begun
			leave()
			close(reader.goOn)
		}()
		w.pds.ServeHTTP(reader, httptest.NewRequestWithContext(ctx, http.MethodGet,
			w.url+"/_mock/"+path, http.NoBody))
		if reader.writes < 2 || reader.writes > 10 {
			t.Errorf("%s: %d writes for a reader who went after the second", path, reader.writes)
		}
	}
}

// TestAResetDoesNotWaitForFindings takes findings so slowly that a reset which waited would never
// end.
func TestAResetDoesNotWaitForFindings(t *testing.T) {
	t.Parallel()
	goOn := make(chan struct{})
	var told []string
	w := start(t, server.Config{Findings: func(list []findings.Finding) {
		<-goOn
		for _, f := range list {
			told = append(told, f.ID)
		}
	}})
	for range 3 {
		w.post("com.atproto.server.createSession", "",
			object{"identifier": "@alice.test", "password": "x"})
		w.send(http.MethodPost, "/_mock/reset", "", nil).is(t, http.StatusOK, "")
	}
	w.login("alice.test", "alice-pass")
	close(goOn)
	w.pds.TellFindings()
	if len(told) != 3 {
		t.Errorf("told %v, want a finding of each world", told)
	}
}

// TestReadersWhoLeaveCostLittle lets six clients read a full journal, or follow it with findings,
// and leave in the midst of it, while calls are made. It runs alone, as it looks at the heap.
func TestReadersWhoLeaveCostLittle(t *testing.T) {
	w := start(t, server.Config{})
	token := w.login("alice.test", "alice-pass").text("accessJwt")
	call := func() int {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/xrpc/"+getSession, http.NoBody)
		r.Header.Set("Authorization", "Bearer "+token)
		answer := httptest.NewRecorder()
		w.pds.ServeHTTP(answer, r)
		return answer.Code
	}
	for range 10_000 {
		call()
	}
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for range 3 {
		var readers sync.WaitGroup
		for i := range 6 {
			path := []string{"journal", "journal.har", "journal/follow?findings=true"}[i%3]
			ctx, leave := context.WithCancel(t.Context())
			r := httptest.NewRequestWithContext(ctx, http.MethodGet, w.url+"/_mock/"+path, http.NoBody)
			readers.Go(func() { w.pds.ServeHTTP(&leavingReader{leave: leave}, r) })
		}
		for range 100 {
			if status := call(); status != http.StatusOK {
				t.Fatalf("getSession is answered %d beside readers", status)
			}
		}
		runtime.ReadMemStats(&now)
		readers.Wait()
	}
	const most = 60 << 20
	if now.HeapAlloc > before.HeapAlloc+most {
		t.Errorf("the heap grew from %d MB to %d", before.HeapAlloc>>20, now.HeapAlloc>>20)
	}
}

// A leavingReader leaves after some bytes, and keeps none of them.
type leavingReader struct {
	header http.Header
	read   int
	leave  func()
}

func (l *leavingReader) Header() http.Header {
	if l.header == nil {
		l.header = http.Header{}
	}
	return l.header
}

func (l *leavingReader) WriteHeader(int) {}

func (l *leavingReader) Flush() {}

func (l *leavingReader) Write(b []byte) (int, error) {
	if l.read += len(b); l.read > 1<<20 {
		l.leave()
	}
	return len(b), nil
}
