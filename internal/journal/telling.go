package journal

import (
	"slices"
	"time"
)

// A telling hands findings over before the calls that show them drop out of the journal, and each but once. It looks at all calls each
// time that half of what is kept may have come since the last time, and takes what begins before that: the calls that show it may be
// there for the last time, and those that could clear a client of it have had half a journal to come in.
type telling struct {
	looked  uint64             // number of the newest call at the last look
	written int                // bytes of calls at the last look
	opened  int                // sessions since the last look
	told    map[[2]string]bool // by rule and subject
}

// begin begins to tell of a new world.
func (t *telling) begin() {
	t.told = map[[2]string]bool{}
}

// A look is what is there to find findings in, at one time.
type look struct {
	options  Options
	stretch  stretch
	sessions []Lineage
	told     map[[2]string]bool
	upTo     uint64 // findings that begin with later calls are not taken
}

// look is all that is kept now. The journal is locked.
func (j *Journal) look() *look {
	return &look{j.options, j.stretch(0), j.lineage.snapshot(time.Time{}), j.telling.told, j.tape.last}
}

// lookIfDue is a look at what may soon be dropped, once so much has come with a call; nil before that. The journal is locked.
func (j *Journal) lookIfDue(c *call) *look {
	t, o := &j.telling, &j.options
	if c.mints && c.brings.generation == 1 {
		t.opened++
	}
	bound := uint64(o.Entries) //nolint:gosec // not negative
	half := max(1, bound/2)
	enough := j.tape.last >= t.looked+half || t.opened >= max(1, o.Sessions/2) ||
		j.tape.written-t.written >= o.Bytes/3 // as a whole page drops out, the older half may lack one
	if o.Tell == nil || !enough {
		return nil
	}
	l := j.look()
	l.upTo = t.looked
	if next := j.tape.last + half; next > bound {
		l.upTo = max(l.upTo, next-bound)
	}
	t.looked, t.written, t.opened = j.tape.last, j.tape.written, 0
	return l
}

// TellFindings hands over what the calls that are kept show, and was not told before, to the one who takes findings. Without such a one
// it does nothing.
func (j *Journal) TellFindings() {
	if j.options.Tell == nil {
		return
	}
	j.mu.Lock()
	l := j.look()
	j.mu.Unlock()
	j.tell(l)
}

func (j *Journal) tell(l *look) {
	if l == nil {
		return
	}
	news := slices.DeleteFunc(l.found(), func(f found) bool {
		return !slices.ContainsFunc(f.calls, func(c *call) bool { return c.number <= l.upTo })
	})
	if news = j.untold(l, news); len(news) > 0 {
		j.options.Tell(j.findings(news))
	}
}

// untold chooses the findings that were not told yet, and notes that they are.
func (j *Journal) untold(l *look, list []found) []found {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.DeleteFunc(list, func(f found) bool {
		key := [2]string{f.ID, f.subject}
		known := l.told[key]
		l.told[key] = true
		return known
	})
}
