package server

import "sync"

// An era tells access tokens that are of this world from those that sessions of another one were given: a reset leaves no sessions, and
// what was minted after a snapshot never happened once it is restored.
type era struct {
	mu       sync.Mutex // guards the fields below
	began    uint64     // serial of the last token before the world began
	from, to uint64     // serials of tokens that never happened: above from, up to to
}

// begin starts a world in which no token that was minted so far has a session.
func (e *era) begin(minted uint64) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.began, e.from, e.to = minted, 0, 0
}

// goBack is for a world as it was when so many tokens had been minted as were then. More than there are now were minted elsewhere.
func (e *era) goBack(then, minted uint64) {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case then > minted:
		e.began, e.from, e.to = minted, 0, 0
	case then < minted:
		e.from, e.to = then, minted
		if then < e.began {
			e.began = 0
		}
	}
}

// isForeign tells of an access token whether it is of another world.
func (e *era) isForeign(serial uint64) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return serial <= e.began || serial > e.from && serial <= e.to
}
