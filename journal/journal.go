package journal

import (
	"cmp"
	"strings"
	"sync"
)

// Options say how much a journal remembers. Zero fields have defaults.
type Options struct {
	Entries     int // calls kept; default 10,000
	Bodies      int // bytes kept of each body; default 4 KiB, negative for none
	Sessions    int // sessions kept, the most recently used ones; default 1,000
	Generations int // latest generations kept of each session; default 50

	// ExpectAppPasswords says that clients are to log in with app passwords: to use the account's own is then a finding.
	ExpectAppPasswords bool

	// Recognise tells whose a token is that the journal was not told of, and of which kind, session and generation as far as
	// that is known. It is called for each call with such a token, from any goroutine. Nil tells nothing.
	Recognise func(text string) (Token, bool)
}

// A Journal is safe for concurrent use.
type Journal struct {
	options Options
	scratch sync.Pool // of *[]byte

	mu      sync.Mutex // guards the fields below, and the number and lineage behind each call
	ring    ring
	lineage lineage
	changed chan struct{} // closed at the next call; nil while nobody waits
}

// New makes an empty journal.
func New(o Options) *Journal {
	o.Entries = cmp.Or(max(o.Entries, 0), 10_000)
	o.Bodies = max(0, cmp.Or(o.Bodies, 4<<10))
	o.Sessions = cmp.Or(max(o.Sessions, 0), 1_000)
	o.Generations = cmp.Or(max(o.Generations, 0), 50)
	j := &Journal{options: o, ring: ring{bound: o.Entries}}
	j.lineage.init(o)
	return j
}

// BodyLimit is how many bytes of a body are kept. More need not be captured.
func (j *Journal) BodyLimit() int {
	return j.options.Bodies
}

// Append takes over a call whose reply is written, and returns its number: from 1, one more for each call, and never used
// again. Calls stand in the order in which they ended. What their tokens and replies mean for sessions is noted too.
// A call is appended once.
func (j *Journal) Append(c *Call) uint64 {
	j.settle(c)
	j.recognise(c)
	j.mu.Lock()
	defer j.mu.Unlock()
	j.ring.add(c)
	j.lineage.ended(c)
	if j.changed != nil {
		close(j.changed)
		j.changed = nil
	}
	return c.number
}

// settle brings a call into bounds.
func (j *Journal) settle(c *Call) {
	scratch, ok := j.scratch.Get().(*[]byte)
	if !ok {
		scratch = new([]byte)
	}
	*scratch = c.settle(j.options.Bodies, *scratch)
	j.scratch.Put(scratch)
}

// recognise finds out what a call was authorized with, as far as the server has not said it.
func (j *Journal) recognise(c *Call) {
	scheme, proof, _ := strings.Cut(c.requestHeaders.get("Authorization"), " ")
	switch {
	case scheme == "":
		c.TokenKind = cmp.Or(c.TokenKind, KindNone)
		return
	case strings.EqualFold(scheme, "Basic"):
		c.TokenKind = cmp.Or(c.TokenKind, KindBasic)
		return
	}
	if ref, ok := j.find(proof); ok {
		c.session = ref.session
		c.TokenKind = cmp.Or(c.TokenKind, ref.kind)
		c.DID, c.Handle = cmp.Or(c.DID, ref.session.DID), cmp.Or(c.Handle, ref.session.Handle)
		c.Session, c.Generation = cmp.Or(c.Session, ref.session.Number), cmp.Or(c.Generation, ref.generation)
		return
	}
	if j.options.Recognise != nil {
		if t, ok := j.options.Recognise(proof); ok {
			c.TokenKind, c.DID = cmp.Or(c.TokenKind, t.Kind), cmp.Or(c.DID, t.DID)
			c.Session, c.Generation = cmp.Or(c.Session, t.Session), cmp.Or(c.Generation, t.Generation)
		}
	}
	if c.TokenKind == "" {
		c.TokenKind = kindOf(proof)
	}
}

// Last is the number of the newest call, 0 before the first.
func (j *Journal) Last() uint64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.ring.last
}

// Clear forgets the calls and keeps the sessions, so that tokens in use are still known by name.
func (j *Journal) Clear() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.ring.clear()
}

// Reset forgets calls, sessions and tokens, as when a new world begins in which sessions are counted from 1 again. The
// numbers of calls go on.
func (j *Journal) Reset() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.ring.clear()
	j.lineage.init(j.options)
}

// after lists the kept calls with a greater number.
func (j *Journal) after(number uint64) []*Call {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.ring.after(number)
}

// afterOrChange is after, and a channel that is closed when the next call comes.
func (j *Journal) afterOrChange(number uint64) ([]*Call, <-chan struct{}) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.changed == nil {
		j.changed = make(chan struct{})
	}
	return j.ring.after(number), j.changed
}
