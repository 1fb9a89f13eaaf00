package main

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

// A pieces counts what is written to it.
type pieces struct {
	strings.Builder
	count   int
	written chan struct{} // has room for all that come
}

func (p *pieces) Write(b []byte) (int, error) {
	p.count++
	p.written <- struct{}{}
	return p.Builder.Write(b)
}

func TestLinesOfTheLogAreWrittenTogetherAndInOrder(t *testing.T) {
	to := &pieces{written: make(chan struct{}, 10_000)}
	b := &batch{to: to}
	var want strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(b, "line %d\n", i)
		fmt.Fprintf(&want, "line %d\n", i)
	}
	b.Flush()
	if to.String() != want.String() {
		t.Errorf("%d bytes were written, want %d", to.Len(), want.Len())
	}
	if to.count > 1000 {
		t.Errorf("%d lines were written in %d pieces", 10_000, to.count)
	}
}

func TestALineThatComesAloneIsWrittenByItself(t *testing.T) {
	to := &pieces{written: make(chan struct{}, 1)}
	b := &batch{to: to}
	fmt.Fprintln(b, "alone")
	<-to.written // or the test ends by its time limit
	b.mu.Lock()
	defer b.mu.Unlock()
	if to.String() != "alone\n" {
		t.Errorf("written is %q", to.String())
	}
}

func TestManyWritersLoseNoLine(t *testing.T) {
	to := &pieces{written: make(chan struct{}, 10_000)}
	b := &batch{to: to}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 1000 {
				fmt.Fprintln(b, "line")
			}
		})
	}
	all.Wait()
	b.Flush()
	b.mu.Lock()
	defer b.mu.Unlock()
	if got := strings.Count(to.String(), "line\n"); got != 8000 || to.Len() != 8000*5 {
		t.Errorf("%d lines in %d bytes", got, to.Len())
	}
}
