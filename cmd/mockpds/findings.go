package main

import (
	"fmt"
	"io"
	"sync"

	"mockpds/internal/journal"
)

// findings are what clients did wrong in all the worlds that a server had, also by calls that are not kept any more. They are safe for concurrent use.
type findings struct {
	mu  sync.Mutex // guards all
	all []journal.Finding
}

func (f *findings) add(more []journal.Finding) {
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
func (f *findings) tell(w io.Writer) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.all) == 0 {
		return nil
	}
	printFindings(w, f.all)
	return found(len(f.all))
}
