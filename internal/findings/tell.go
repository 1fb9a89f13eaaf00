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

	mu      sync.Mutex // guards the fields below
	waiting []look
	working bool
	idle    sync.Cond // of mu: working became false
	told    map[told]bool
}

// A look is a record to look over. Due are the findings that calls up to a number show.
type look struct {
	journal.Record

	upTo int
}

// told is a finding that was handed over.
type told struct {
	world         int
	rule, subject string
}

// NewCollector makes a collector that hands findings to tell, from one goroutine at a time.
func NewCollector(o Options, tell func([]Finding)) *Collector {
	c := &Collector{options: o, tell: tell, told: map[told]bool{}}
	c.idle.L = &c.mu
	return c
}

// Take looks over a record soon, and hands over what it shows by calls up to a number.
func (c *Collector) Take(r journal.Record, upTo int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waiting = append(c.waiting, look{r, upTo})
	if !c.working {
		c.working = true
		go c.work()
	}
}

// Wait returns when all that was taken was looked over.
func (c *Collector) Wait() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.working {
		c.idle.Wait()
	}
}

func (c *Collector) work() {
	for {
		c.mu.Lock()
		if len(c.waiting) == 0 {
			c.working = false
			c.idle.Broadcast()
			c.mu.Unlock()
			return
		}
		next := c.waiting[0]
		c.waiting = c.waiting[1:]
		c.mu.Unlock()
		c.look(next)
	}
}

// look hands over what is due and was not handed over before. Only the working goroutine calls it,
// and uses told.
func (c *Collector) look(l look) {
	list, _ := In(context.Background(), l.Record, c.options) // it fails only with its context
	list = slices.DeleteFunc(list, func(f Finding) bool {
		key := told{l.World, f.ID, f.Subject}
		due := slices.ContainsFunc(f.calls,
			func(call *journal.Call) bool { return call.Number <= l.upTo })
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
