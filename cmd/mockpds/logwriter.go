package main

import (
	"bytes"
	"io"
	"sync"
	"time"

	"mockpds/internal/clock"
)

const (
	// logDelay is how long, in real time, a line of the log waits for others to be written with it.
	logDelay = 10 * time.Millisecond
	// logRoom is how many bytes wait to be written. Lines that do not fit are dropped.
	logRoom = 1 << 20
	// logDeadline is how long, in real time, the end of the program waits for the last lines to be
	// written.
	logDeadline = time.Second
)

// A logWriter writes lines to a writer that may be slow, stuck, full or closed. Its Write neither
// waits nor fails: lines that cannot be written are dropped and counted, and the number is told as
// soon as lines can be written again. It is safe for concurrent use.
type logWriter struct {
	to   io.Writer
	tell func(dropped int) []byte // returns the line that tells the number

	some   chan struct{} // holds a value when there is something to write
	hurry  chan struct{} // holds a value when it is to be written at once
	ending chan struct{} // closed by Close
	done   chan struct{} // closed when the last line was written

	mu      sync.Mutex // guards the fields below
	pending []byte     // whole lines
	dropped int        // lines that were not told of yet
}

// newLogWriter returns a logWriter whose caller must call Close once.
func newLogWriter(to io.Writer, tell func(dropped int) []byte) *logWriter {
	l := &logWriter{
		to: to, tell: tell,
		some: make(chan struct{}, 1), hurry: make(chan struct{}, 1),
		ending: make(chan struct{}), done: make(chan struct{}),
	}
	go l.writeLines()
	return l
}

// Write takes whole lines.
func (l *logWriter) Write(p []byte) (int, error) {
	l.mu.Lock()
	if len(l.pending)+len(p) > logRoom {
		l.dropped += bytes.Count(p, newline)
	} else {
		l.pending = append(l.pending, p...)
	}
	l.mu.Unlock()
	signalTo(l.some)
	return len(p), nil
}

// Flush has what is pending written without delay. It does not wait for it.
func (l *logWriter) Flush() {
	signalTo(l.hurry)
}

// Close waits until everything is written, for one second at most. What is written to l later is
// lost.
func (l *logWriter) Close() {
	close(l.ending)
	select {
	case <-l.done:
	case <-clock.After(logDeadline):
	}
}

// writeLines writes lines together: a busy server would otherwise spend more on writing each line
// than on making it.
func (l *logWriter) writeLines() {
	defer close(l.done)
	var torn []byte
	for ended := false; !ended; {
		select {
		case <-l.some:
		case <-l.ending:
			ended = true
		}
		select {
		case <-clock.After(logDelay):
		case <-l.hurry:
		case <-l.ending:
			ended = true
		}
		torn = l.writePending(torn)
	}
}

// writePending writes the rest of a line of which only the beginning was written, and then what is
// pending. It returns such a rest.
func (l *logWriter) writePending(torn []byte) []byte {
	l.mu.Lock()
	lines, dropped := append(torn, l.pending...), l.dropped
	l.pending, l.dropped = l.pending[:0], 0
	l.mu.Unlock()
	if dropped > 0 {
		lines = append(lines, l.tell(dropped)...)
	}
	if len(lines) == 0 {
		return nil
	}
	n, err := l.to.Write(lines)
	if err == nil {
		return nil
	}
	rest, lines := cutTornLine(lines, n)
	lost := bytes.Count(lines, newline)
	if dropped > 0 && lost > 0 {
		lost += dropped - 1 // the line that would have told of them is lost, too
	}
	l.mu.Lock()
	l.dropped += lost
	l.mu.Unlock()
	return rest
}

// cutTornLine splits what was not written of some lines into the rest of a line that was begun, and
// the others.
func cutTornLine(lines []byte, written int) (rest, others []byte) {
	if written == 0 || lines[written-1] == '\n' {
		return nil, lines[written:]
	}
	end := written + bytes.IndexByte(lines[written:], '\n') + 1
	return bytes.Clone(lines[written:end]), lines[end:]
}

var newline = []byte("\n")

// signalTo leaves a value in a channel with room for one, unless it holds one.
func signalTo(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
