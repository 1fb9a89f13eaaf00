package journal

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"time"

	"mockpds/internal/redact"
)

// Options say how much a journal remembers. Zero fields have defaults.
type Options struct {
	Entries     int // calls kept; default 10,000
	Bytes       int // of text in the calls that are kept; default, and at most, 32 MiB
	Sessions    int // sessions kept, the most recently used ones; default 1,000
	Generations int // latest generations kept of each session; default 50

	// Recognize returns whose a token is, and of which kind, session and generation as far as that
	// is known. It is called from any goroutine. If it is nil, no token is recognized.
	Recognize func(text string) (Token, bool)

	// BeforeDrop is given what is kept before any of it is dropped: each time that half of what can
	// be kept has come since, and with a Clear and a Reset. The calls up to upTo may be gone when
	// it is called next. It is called from any goroutine, and must not block: a client may be
	// waiting. Nil is not called.
	BeforeDrop func(kept Record, upTo int)
}

// A Record is what a journal keeps at one time. It does not change.
type Record struct {
	Calls   []*Call   // the oldest first
	Lineage []Lineage // in the order in which sessions were opened
	Last    int       // number of the newest call; 0 before the first
	World   int       // counts the resets
	Version int       // equal for equal records of a journal
}

// A Journal is safe for concurrent use.
type Journal struct {
	options  Options
	redactor redact.Redactor
	memo     *memo

	mu      sync.Mutex // guards the fields below
	calls   []*Call    // kept, the oldest first
	bytes   int        // of text in them
	last    int        // number of the newest call
	world   int
	version int // counts all changes
	lineage lineage
	given   progress
	changed chan struct{} // closed at the next call; nil while nobody waits
}

// progress is what has come since BeforeDrop was called last.
type progress struct {
	last   int // number of the newest call at that time
	opened int // sessions
	bytes  int // of text in calls
}

// New returns an empty journal.
func New(o Options) *Journal {
	o.Entries = cmp.Or(max(o.Entries, 0), 10_000)
	o.Bytes = min(cmp.Or(max(o.Bytes, 0), 32<<20), 32<<20)
	o.Sessions = cmp.Or(max(o.Sessions, 0), 1_000)
	o.Generations = cmp.Or(max(o.Generations, 0), 50)
	j := &Journal{options: o, memo: newMemo()}
	j.redactor.Name = j.describe
	j.lineage.init(o)
	return j
}

// Append adds a call whose reply is written, and returns it as it is kept. Its number is one more
// than that of the call before. Calls stand in the order in which they ended. What their tokens and
// replies mean for sessions is noted too. Nothing of the RawCall is kept: it can be used for
// something else.
func (j *Journal) Append(raw *RawCall) *Call {
	whose := j.whose(raw)
	c := j.show(raw, whose)
	var kept Record
	j.mu.Lock()
	told := c.Error
	if raw.Truth != nil {
		told = raw.Truth.Error
	}
	switch told {
	case "ExpiredToken", "invalid_token", "invalid_grant":
		c.Why = j.lineage.whyRefused(c, whose)
	}
	c.Why = cmp.Or(raw.Note, c.Why)
	j.version++
	due, upTo := j.dropsSoon(c)
	if due {
		kept = j.record(time.Time{})
	}
	j.last++
	c.Number = j.last
	j.add(c)
	j.lineage.ended(raw, c.Number, whose)
	if j.changed != nil {
		close(j.changed)
		j.changed = nil
	}
	j.mu.Unlock()
	if due {
		j.options.BeforeDrop(kept, upTo)
	}
	return c
}

// dropsSoon reports whether BeforeDrop is due, and up to which number calls may be gone when it is
// due next. The journal is locked.
func (j *Journal) dropsSoon(c *Call) (due bool, upTo int) {
	if j.options.BeforeDrop == nil {
		return false, 0
	}
	j.given.bytes += c.size()
	if strings.HasSuffix(c.Minted, "/g1") {
		j.given.opened++
	}
	o := &j.options
	half := max(1, o.Entries/2)
	upTo = max(j.given.last, j.last+half-o.Entries)
	due = j.last >= j.given.last+half || j.given.opened >= max(1, o.Sessions/2) ||
		j.given.bytes >= o.Bytes/2
	if !due {
		return false, 0
	}
	j.given = progress{last: j.last}
	return true, upTo
}

// add keeps a call, and drops the oldest ones where there is no room. The journal is locked.
func (j *Journal) add(c *Call) {
	j.calls = append(j.calls, c)
	j.bytes += c.size()
	for len(j.calls) > j.options.Entries || j.bytes > j.options.Bytes && len(j.calls) > 1 {
		j.bytes -= j.calls[0].size()
		j.calls[0] = nil
		j.calls = j.calls[1:]
	}
}

// Redact returns a text without the tokens in it.
func (j *Journal) Redact(text string) string {
	return j.redactor.Text(text)
}

// Last is the number of the newest call, 0 before the first.
func (j *Journal) Last() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.last
}

// Version is that of the Record that the journal would return now.
func (j *Journal) Version() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.version
}

// Record returns all that is kept, with the states of sessions at a mock time.
func (j *Journal) Record(now time.Time) Record {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.record(now)
}

func (j *Journal) record(now time.Time) Record {
	return Record{slices.Clone(j.calls), j.lineage.snapshot(now), j.last, j.world, j.version}
}

// Clear forgets the calls that a filter chooses, and keeps the sessions, so that tokens in use are
// still known by name.
func (j *Journal) Clear(f Filter) {
	j.drop(f, func() {})
}

// Reset forgets calls, sessions and tokens, as when a new world begins in which sessions are
// counted from 1 again. The numbers of calls go on.
func (j *Journal) Reset() {
	j.drop(Filter{}, func() {
		j.lineage.init(j.options)
		j.memo.forget()
		j.world++
	})
}

// drop forgets the calls that a filter chooses, and does something else in the same step.
func (j *Journal) drop(f Filter, also func()) {
	j.mu.Lock()
	var kept Record
	if j.options.BeforeDrop != nil {
		kept = j.record(time.Time{})
	}
	j.calls = slices.DeleteFunc(slices.Clone(j.calls), f.Matches)
	j.bytes = 0
	for _, c := range j.calls {
		j.bytes += c.size()
	}
	j.version++
	j.given = progress{last: j.last}
	also()
	j.mu.Unlock()
	if j.options.BeforeDrop != nil {
		j.options.BeforeDrop(kept, kept.Last)
	}
}

// afterOrChange returns the kept calls with a greater number, and a channel that is closed when the
// next call comes.
func (j *Journal) afterOrChange(number int) ([]*Call, <-chan struct{}) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.changed == nil {
		j.changed = make(chan struct{})
	}
	return j.tail(number), j.changed
}

// tail copies the kept calls with a greater number. The journal is locked.
func (j *Journal) tail(number int) []*Call {
	from, found := slices.BinarySearchFunc(j.calls, number,
		func(c *Call, n int) int { return cmp.Compare(c.Number, n) })
	if found {
		from++
	}
	return slices.Clone(j.calls[from:])
}
