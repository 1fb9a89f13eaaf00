package main

import (
	"bytes"
	"fmt"
	"io"
	"sync"

	"mockpds/internal/clock"
	"mockpds/internal/findings"
)

// collected is what clients did wrong in all the worlds that a server had, also by calls that are not kept any more. They are safe for concurrent use.
type collected struct {
	mu  sync.Mutex // guards all
	all []findings.Finding
}

func (f *collected) add(more []findings.Finding) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all = append(f.all, more...)
}

// found is an error: so many findings.
type found int

func (n found) Error() string {
	if n == 1 {
		return "1 finding: a client did something wrong"
	}
	return fmt.Sprintf("%d findings: clients did something wrong", int(n))
}

// tell prints the findings. It returns nil if there are none.
func (f *collected) tell(w io.Writer) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.all) == 0 {
		return nil
	}
	var text bytes.Buffer
	printFindings(&text, f.all)
	writeInTime(w, text.Bytes())
	return found(len(f.all))
}

// writeInTime writes a text at the end of the program, and gives up after a second of real time: nobody may read it.
func writeInTime(w io.Writer, text []byte) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = w.Write(text)
	}()
	select {
	case <-done:
	case <-clock.After(logDeadline):
	}
}
