package findings

import (
	"context"
	"slices"
	"sync"

	"mockpds/internal/journal"
)

// A Collector hands findings over before the calls that show them are dropped, each once in a
// world, by its rule and its subject. It works in the background: only Wait waits for it.
type Collector struct {
	options Options
	tell    func([]Finding)
	told    map[told]bool // used by one look at a time

	mu   sync.Mutex    // guards last
	last chan struct{} // closed when the look that was taken last is over; nil before the first
}

// told is a finding that was handed over.
type told struct {
	world         int
	rule, subject string
}

// NewCollector makes a collector that hands findings to tell, from one goroutine at a time.
func NewCollector(o Options, tell func([]Finding)) *Collector {
	return &Collector{options: o, tell: tell, told: map[told]bool{}}
}

// Take looks over a record soon, and hands over what it shows by calls up to a number.
func (c *Collector) Take(r journal.Record, upTo int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	before, over := c.last, make(chan struct{})
	c.last = over
	go func() {
		defer close(over)
		if before != nil {
			<-before
		}
		c.look(r, upTo)
	}()
}

// Wait returns when all that was taken was looked over.
func (c *Collector) Wait() {
	c.mu.Lock()
	last := c.last
	c.mu.Unlock()
	if last != nil {
		<-last
	}
}

// look hands over what is due and was not handed over before.
func (c *Collector) look(r journal.Record, upTo int) {
	list, _ := In(context.Background(), r, c.options) // it fails only with its context
	list = slices.DeleteFunc(list, func(f Finding) bool {
		key := told{r.World, f.ID, f.Subject}
		due := slices.ContainsFunc(f.calls,
			func(call *journal.Call) bool { return call.Number <= upTo })
		if !due || c.told[key] {
			return true
		}
		c.told[key] = true
		return false
	})
	if len(list) > 0 {
		c.tell(list)
	}
}
