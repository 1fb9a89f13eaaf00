package main

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
)

func tellPlainly(dropped int) []byte { return fmt.Appendf(nil, "dropped %d\n", dropped) }

// A countingWriter counts what is written to it.
type countingWriter struct {
	strings.Builder
	writes int
}

func (w *countingWriter) Write(b []byte) (int, error) {
	w.writes++
	return w.Builder.Write(b)
}

func TestLinesOfTheLogAreWrittenTogetherAndInOrder(t *testing.T) {
	t.Parallel()
	to := &countingWriter{}
	l := newLogWriter(to, tellPlainly)
	var want strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(l, "line %d\n", i)
		fmt.Fprintf(&want, "line %d\n", i)
	}
	l.Close()
	if to.String() != want.String() {
		t.Errorf("%d bytes were written, want %d", to.Len(), want.Len())
	}
	if to.writes > 1000 {
		t.Errorf("10000 lines were written in %d pieces", to.writes)
	}
}

func TestManyWritersLoseNoLine(t *testing.T) {
	t.Parallel()
	to := &countingWriter{}
	l := newLogWriter(to, tellPlainly)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 1000 {
				fmt.Fprintln(l, "line")
			}
		})
	}
	all.Wait()
	l.Close()
	if got := strings.Count(to.String(), "line\n"); got != 8000 || to.Len() != 8000*5 {
		t.Errorf("%d lines in %d bytes", got, to.Len())
	}
}

// A stuckWriter takes nothing until it is let go.
type stuckWriter struct {
	bytes.Buffer
	entered chan struct{}
	letGo   chan struct{}
	once    sync.Once
}

func (w *stuckWriter) Write(b []byte) (int, error) {
	w.once.Do(func() { close(w.entered) })
	<-w.letGo
	return w.Buffer.Write(b)
}

func TestALogThatNobodyReadsHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	to := &stuckWriter{entered: make(chan struct{}), letGo: make(chan struct{})}
	l := newLogWriter(to, tellPlainly)
	fmt.Fprintln(l, "first")
	<-to.entered
	line := strings.Repeat("x", 1023) + "\n"
	for range 3 * logRoom / len(line) { // returns, though nothing is written
		fmt.Fprint(l, line)
	}
	close(to.letGo)
	l.Close()
	want := "first\n" + strings.Repeat(line, logRoom/len(line)) + fmt.Sprintf("dropped %d\n", 2*logRoom/len(line))
	if got := to.String(); got != want {
		t.Errorf("written were %d bytes, %d lines, the last %q; want %d bytes", len(got), strings.Count(got, "\n"), got[max(0, len(got)-40):], len(want))
	}
}

func TestTheEndDoesNotWaitForALogThatNobodyReads(t *testing.T) {
	t.Parallel()
	to := &stuckWriter{entered: make(chan struct{}), letGo: make(chan struct{})}
	l := newLogWriter(to, tellPlainly)
	fmt.Fprintln(l, "line")
	l.Close() // or the test ends by its time limit
	close(to.letGo)
	<-l.done
}

// A fullWriter has room for so many bytes, as a disk has.
type fullWriter struct {
	bytes.Buffer
	room int
}

func (w *fullWriter) Write(b []byte) (int, error) {
	n := min(len(b), w.room)
	w.room -= n
	w.Buffer.Write(b[:n])
	if n < len(b) {
		return n, errors.New("no space left")
	}
	return n, nil
}

func TestLinesThatDidNotFitAreToldOnceThereIsRoom(t *testing.T) {
	t.Parallel()
	to := &fullWriter{room: 14}
	l := &logWriter{to: to, tell: tellPlainly}
	write := func(text string, rest []byte) []byte {
		l.pending = append(l.pending, text...)
		return l.writePending(rest)
	}
	rest := write("line 1\nline 2\nline 3\n", nil) // the third does not fit
	rest = write("line 4\n", rest)
	to.room = 3
	rest = write("line 5\n", rest) // of which three bytes are written
	to.room = 1000
	rest = write("line 6\n", rest)
	want := "line 1\nline 2\nline 5\nline 6\ndropped 2\n"
	if got := to.String(); got != want || len(rest) > 0 {
		t.Errorf("written is %q, want %q", got, want)
	}
}
