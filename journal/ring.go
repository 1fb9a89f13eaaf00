package journal

// A ring holds the last calls. It grows up to its bound, so that a journal that sees little costs little.
type ring struct {
	calls []*Call
	next  int // where the next call goes once the ring is full
	bound int
	last  uint64 // number of the newest call
}

// add gives a call its number and drops the oldest one if there is no room.
func (r *ring) add(c *Call) {
	r.last++
	c.number = r.last
	if len(r.calls) < r.bound {
		r.calls = append(r.calls, c)
		return
	}
	r.calls[r.next] = c
	r.next = (r.next + 1) % r.bound
}

// after lists the calls that are kept and have a greater number, oldest first.
func (r *ring) after(number uint64) []*Call {
	if number >= r.last {
		return nil
	}
	count := len(r.calls)
	if newer := r.last - number; newer < uint64(count) {
		count = int(newer) //nolint:gosec // less than len(r.calls)
	}
	list := make([]*Call, 0, count)
	for i := len(r.calls) - count; i < len(r.calls); i++ {
		list = append(list, r.calls[(r.next+i)%len(r.calls)])
	}
	return list
}

// clear drops all calls. Numbers go on from where they are.
func (r *ring) clear() {
	r.calls, r.next = nil, 0
}
