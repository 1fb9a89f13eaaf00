package journal

import (
	"cmp"
	"strings"
	"sync"
	"time"
)

// Options say how much a journal remembers. Zero fields have defaults.
type Options struct {
	Entries     int // calls kept; default 10,000
	Bytes       int // of memory for the calls that are kept, or a little more; default 32 MiB
	Bodies      int // bytes kept of each body; default 4 KiB, negative for none
	Sessions    int // sessions kept, the most recently used ones; default 1,000
	Generations int // latest generations kept of each session; default 50

	// ExpectAppPasswords says that clients are to log in with app passwords: to use the account's own is then a finding.
	ExpectAppPasswords bool

	// Tell takes findings before they are lost: as the calls that show them drop out, before a Clear and before a Reset. Each is told
	// once, by its rule and subject. It is called from any goroutine. Nil is not told.
	Tell func([]Finding)

	// Recognise tells whose a token is that the journal was not told of or has forgotten, and of which kind, session and generation
	// as far as that is known. It is called for each call with such a token, and when one is to be shown, from any goroutine. Nil
	// tells nothing.
	Recognise func(text string) (Token, bool)

	// Secrets are texts that are taken out wherever they stand.
	Secrets []Secret
	// MoreSecrets tells of those that change: all of a world but the first few, and which world that is. A number that is not that of
	// the server's world stands for a world of which nothing is known yet. It is called when calls are read, often, and from any
	// goroutine; IsName likewise. Nil tells of none.
	MoreSecrets func(world uint64, known int) (more []Secret, now uint64)
	// IsName tells whether an account is called so, or was it. Such a text is shown even if it is a secret too.
	IsName func(text string) bool
}

// A Journal is safe for concurrent use.
type Journal struct {
	options Options
	known   knownSecrets

	mu      sync.Mutex // guards the fields below, and the lineage behind each call
	start   time.Time  // real time at which the first call began
	tape    tape
	cutter  cutter
	lineage lineage
	telling telling
	changed chan struct{} // closed at the next call; nil while nobody waits
}

// New makes an empty journal.
func New(o Options) *Journal {
	o.Entries = cmp.Or(max(o.Entries, 0), 10_000)
	o.Bytes = cmp.Or(max(o.Bytes, 0), 32<<20)
	o.Bodies = max(0, cmp.Or(o.Bodies, 4<<10))
	o.Sessions = cmp.Or(max(o.Sessions, 0), 1_000)
	o.Generations = cmp.Or(max(o.Generations, 0), 50)
	j := &Journal{options: o, tape: tape{bound: o.Entries, room: o.Bytes}}
	j.known.options = &j.options
	j.lineage.init(o)
	j.telling.begin()
	return j
}

// BodyLimit is how many bytes of a body are kept. More need not be captured.
func (j *Journal) BodyLimit() int {
	return j.options.Bodies
}

// Append adds a call whose reply is written, and returns its number: from 1, one more for each call, and never used
// again. Calls stand in the order in which they ended. What their tokens and replies mean for sessions is noted too.
// Nothing of the RawCall is kept: it and what it refers to can be used for something else.
func (j *Journal) Append(handed *RawCall) uint64 {
	c := call{RawCall: *handed}
	c.settle(j.options.Bodies)
	var due *look
	defer func() { j.tell(due) }() // when the journal is unlocked again
	j.mu.Lock()
	defer j.mu.Unlock()
	j.recognise(&c)
	if j.start.IsZero() {
		j.start = c.RealTime
	}
	c.sinceStart = c.RealTime.Sub(j.start)
	c.mints, c.brings, c.ownPassword = c.minting.label.session != 0, c.minting.label, c.minting.ownPassword
	j.lineage.name(&c)
	c.token.generation = c.Generation
	if c.ErrorName == "ExpiredToken" {
		c.why = j.lineage.whyRefused(&c)
	}
	j.cutter.cutMinted(&c)
	j.tape.add(&c)
	j.lineage.ended(&c)
	if j.changed != nil {
		close(j.changed)
		j.changed = nil
	}
	due = j.lookIfDue(&c)
	return c.number
}

// recognise finds out what a call was authorized with, as far as the server has not said it. The journal is locked, but not while the
// server is asked.
func (j *Journal) recognise(c *call) {
	scheme, proof, _ := strings.Cut(firstValue(c.RequestHeader, "Authorization"), " ")
	switch {
	case scheme == "":
		c.TokenKind = cmp.Or(c.TokenKind, KindNone)
		return
	case strings.EqualFold(scheme, "Basic"):
		c.TokenKind = cmp.Or(c.TokenKind, KindBasic)
		return
	}
	if ref, ok := j.lineage.tokens.find(proof); ok {
		c.TokenKind = cmp.Or(c.TokenKind, ref.kind)
		c.DID, c.Handle = cmp.Or(c.DID, ref.owner.did), cmp.Or(c.Handle, ref.owner.handle)
		c.Session, c.Generation = cmp.Or(c.Session, ref.session), cmp.Or(c.Generation, ref.generation)
		c.named, c.token, c.tokenDID, c.proof = true, ref.label(), ref.owner.did, proof
		return
	}
	j.mu.Unlock()
	defer j.mu.Lock()
	if j.options.Recognise != nil {
		if t, ok := j.options.Recognise(proof); ok {
			c.TokenKind, c.proof = cmp.Or(c.TokenKind, t.Kind), proof
			c.DID, c.Handle = cmp.Or(c.DID, t.DID), cmp.Or(c.Handle, t.Handle)
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
	return j.tape.last
}

// Clear forgets the calls and keeps the sessions, so that tokens in use are still known by name.
func (j *Journal) Clear() {
	j.TellFindings()
	j.mu.Lock()
	defer j.mu.Unlock()
	j.tape.clear()
}

// Reset forgets calls, sessions and tokens, as when a new world begins in which sessions are counted from 1 again. The
// numbers of calls go on.
func (j *Journal) Reset() {
	j.TellFindings()
	j.mu.Lock()
	defer j.mu.Unlock()
	j.tape.clear()
	j.lineage.init(j.options)
	j.telling.begin()
}

// after is the kept calls with a greater number.
func (j *Journal) after(number uint64) stretch {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.stretch(number)
}

// afterOrChange is after, and a channel that is closed when the next call comes.
func (j *Journal) afterOrChange(number uint64) (stretch, <-chan struct{}) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.changed == nil {
		j.changed = make(chan struct{})
	}
	return j.stretch(number), j.changed
}

func (j *Journal) stretch(number uint64) stretch {
	s := j.tape.after(number)
	s.start = j.start
	return s
}
