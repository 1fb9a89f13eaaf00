package main

import (
	"io"
	"sync"
	"time"

	"mockpds/internal/clock"
)

const (
	// batchTime is how long, in real time, a line of the log may wait for others to be written with it.
	batchTime = 10 * time.Millisecond
	// batchSize is from how many bytes on they are not waited for.
	batchSize = 32 << 10
)

// A batch is a writer that hands on what is written to it in large pieces, and not at once: a busy server would otherwise spend more on
// writing each line of its log than on making it. It is safe for concurrent use.
type batch struct {
	to io.Writer

	mu      sync.Mutex // guards the fields below, and to
	pending []byte
	waiting bool // for batchTime to pass
}

// Write never fails: where the writer behind it does, there is nobody to tell.
func (b *batch) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.pending = append(b.pending, p...)
	switch {
	case len(b.pending) >= batchSize:
		b.handOn()
	case !b.waiting:
		b.waiting = true
		go b.flushLater()
	}
	return len(p), nil
}

func (b *batch) flushLater() {
	<-clock.After(batchTime)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.waiting = false
	b.handOn()
}

// Flush hands on what there is.
func (b *batch) Flush() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.handOn()
}

// handOn writes nothing where there is nothing: after the last Flush the writer behind may be somebody else's.
func (b *batch) handOn() {
	if len(b.pending) == 0 {
		return
	}
	_, _ = b.to.Write(b.pending)
	b.pending = b.pending[:0]
}
