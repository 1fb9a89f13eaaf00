package findings

import (
	"context"
	"time"

	"mockpds/internal/journal"
)

// A Judge finds what the calls of a journal show. Requests that come at once share one look at
// them.
type Judge struct {
	journal *journal.Journal
	options Options

	turn chan struct{} // a lock on the fields below that a context can end the wait for
	last []Finding     // nil before the first look
	of   int           // version of the journal that last is of
}

// NewJudge makes a judge of a journal.
func NewJudge(j *journal.Journal, o Options) *Judge {
	judge := &Judge{journal: j, options: o, turn: make(chan struct{}, 1)}
	judge.turn <- struct{}{}
	return judge
}

// Findings says what the calls that are kept show that clients do wrong. It fails when ctx is done.
// The list is shared, and not to be changed.
func (j *Judge) Findings(ctx context.Context) ([]Finding, error) {
	asked := j.journal.Version()
	select {
	case <-j.turn:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	defer func() { j.turn <- struct{}{} }()
	if j.last != nil && j.of >= asked {
		return j.last, nil
	}
	record := j.journal.Record(time.Time{}) // no rule needs the states at a time
	list, err := In(ctx, record, j.options)
	if err != nil {
		return nil, err
	}
	j.last, j.of = list, record.Version
	return list, nil
}
