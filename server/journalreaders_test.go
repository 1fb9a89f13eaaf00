package server_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
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
		"journal", "journal.ndjson", "journal.har", "lineage", "findings", "journal/wait?n=3",
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
			reader := &stuckReader{httptest.NewRecorder(), 0, make(chan struct{}),
				make(chan struct{})}
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

// TestAReaderWhoHasGoneIsNotWrittenFor ends a request after the first calls were written.
func TestAReaderWhoHasGoneIsNotWrittenFor(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	for range 50 {
		w.get("com.atproto.server.describeServer", "")
	}
	for _, path := range []string{"journal", "journal.ndjson", "journal.har"} {
		ctx, leave := context.WithCancel(t.Context())
		reader := &stuckReader{httptest.NewRecorder(), 0, make(chan struct{}), make(chan struct{})}
		go func() {
			<-reader.begun
			leave()
			close(reader.goOn)
		}()
		w.pds.ServeHTTP(reader, httptest.NewRequestWithContext(ctx, http.MethodGet,
			w.url+"/_mock/"+path, http.NoBody))
		if reader.writes > 10 {
			t.Errorf("%s: %d writes for a reader who had gone", path, reader.writes)
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
