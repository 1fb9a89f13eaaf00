package journal

import (
	"iter"
	"time"
)

// pageSize is how many bytes of calls one page holds, or a little more.
const pageSize = 64 << 10

// A tape holds the last calls, packed into pages. It grows up to its bounds, so that a journal that sees little costs little.
// What the garbage collector has to follow in thousands of calls would be most of what a journal costs: in a page there is
// nothing to follow.
type tape struct {
	pages []*page // oldest first
	bound int     // of calls
	room  int     // bytes of calls that are kept, and up to a page more
	bytes int     // in pages
	last  uint64  // number of the newest call

	written int // bytes of all calls so far
}

// A page is some calls one after the other. What was written to it does not change any more.
type page struct {
	first  uint64 // number of its first call
	data   []byte
	starts []uint32 // in data, of each call
	models models   // of the page that is written to
}

// add gives a call its number, and drops the oldest ones where there is no room.
func (t *tape) add(c *call) {
	t.last++
	c.number = t.last
	p := t.current()
	before := len(p.data)
	p.add(c)
	t.bytes += len(p.data) - before
	t.written += len(p.data) - before
	for len(t.pages) > 1 && (t.bytes > t.room || t.pages[1].first+uint64(t.bound) <= t.last+1) { //nolint:gosec // not negative
		t.bytes -= len(t.pages[0].data)
		t.pages = append(t.pages[:0], t.pages[1:]...)
	}
}

// current is the page that is written to.
func (t *tape) current() *page {
	if n := len(t.pages); n > 0 {
		p := t.pages[n-1]
		if len(p.data) < pageSize {
			return p
		}
		p.models = nil
	}
	p := &page{first: t.last, models: models{}}
	if len(t.pages) > 0 {
		p.data = make([]byte, 0, pageSize+pageSize/8) // the first page grows, as many journals never fill it
	}
	t.pages = append(t.pages, p)
	return p
}

// clear drops all calls. Numbers go on from where they are.
func (t *tape) clear() {
	t.pages, t.bytes = nil, 0
}

// after is what is on the tape now of the calls with a greater number.
func (t *tape) after(number uint64) stretch {
	if bound := uint64(t.bound); t.last > bound { //nolint:gosec // not negative
		number = max(number, t.last-bound)
	}
	s := stretch{after: number}
	for _, p := range t.pages {
		if p.first+uint64(len(p.starts)) > number+1 {
			s.pages = append(s.pages, page{first: p.first, data: p.data, starts: p.starts})
		}
	}
	return s
}

// A stretch is a part of a tape. It stays as it is while the tape goes on.
type stretch struct {
	start time.Time // of the journal
	pages []page
	after uint64 // calls up to that number do not belong to it
}

// forward yields the calls, the oldest first.
func (s stretch) forward() iter.Seq[*call] {
	return func(yield func(*call) bool) {
		for i := range s.pages {
			r := reader{page: &s.pages[i], start: s.start}
			for n := range r.page.starts {
				if r.page.first+uint64(n) > s.after && !yield(r.call(n)) { //nolint:gosec // an index
					return
				}
			}
		}
	}
}

// backward yields the calls, the newest first.
func (s stretch) backward() iter.Seq[*call] {
	return func(yield func(*call) bool) {
		for i := len(s.pages) - 1; i >= 0; i-- {
			r := reader{page: &s.pages[i], start: s.start}
			for n := len(r.page.starts) - 1; n >= 0 && r.page.first+uint64(n) > s.after; n-- { //nolint:gosec // an index
				if !yield(r.call(n)) {
					return
				}
			}
		}
	}
}
