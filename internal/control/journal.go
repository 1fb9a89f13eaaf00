package control

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"mockpds/internal/findings"
	"mockpds/internal/journal"
)

func (c *Control) listCalls(_ context.Context, f journal.Filter) ([]*journal.Call, error) {
	return c.Journal.Calls(f), nil
}

func (c *Control) clearJournal(_ context.Context, f journal.Filter) (nothing, error) {
	c.Journal.Clear(f)
	return nothing{}, nil
}

// FindingsOf says what the calls that are kept show that clients do wrong, as far as a filter
// chooses any of the calls that show it.
func (c *Control) FindingsOf(ctx context.Context, f journal.Filter) ([]findings.Finding, error) {
	all, err := c.Judge.Findings(ctx)
	list := []findings.Finding{}
	for _, one := range all {
		if one.Concerns(f) {
			list = append(list, one)
		}
	}
	return list, err
}

// callQuery chooses calls.
type callQuery struct {
	journal.Filter

	Status *int `query:"status" doc:"of the reply; 0 where the server made none"`
}

func (q *callQuery) filter() (journal.Filter, error) {
	f := q.Filter
	if q.Status != nil {
		f.Status = cmp.Or(*q.Status, journal.NoReply)
	}
	switch f.Token {
	case "", journal.KindNone, journal.KindAccess, journal.KindRefresh, journal.KindService,
		journal.KindBasic, journal.KindUnreadable:
	default:
		return f, invalid("token is %.80q: write none, access, refresh, service, basic or unreadable",
			q.Token)
	}
	switch {
	case q.Session != "" && !strings.Contains(q.Session, "#"):
		return f, invalid("session is %.80q: write alice#2, or alice#2/g5 for one generation; "+
			"# is %%23 in a URL", q.Session)
	case q.Status != nil && *q.Status < 0:
		return f, invalid("status is %d: write that of a reply, or 0 for calls to which the server "+
			"made none", *q.Status)
	case q.Since < 0 || q.Limit < 0:
		return f, invalid("since and limit are counted from 0")
	}
	return f, nil
}

// chosen serves a method for the calls that a query chooses.
func chosen[Out any](
	do func(context.Context, journal.Filter) (Out, error),
) func(context.Context, callQuery) (Out, error) {
	return func(ctx context.Context, q callQuery) (out Out, err error) {
		f, err := q.filter()
		if err != nil {
			return out, err
		}
		return do(ctx, f)
	}
}

// waitQuery says which calls to wait for, how many of them, and how long.
type waitQuery struct {
	callQuery
	patience
}

func (c *Control) awaitCalls(ctx context.Context, q waitQuery) ([]*journal.Call, error) {
	f, err := q.filter()
	if err != nil {
		return nil, err
	}
	ctx, cancel, err := q.limit(ctx)
	if err != nil {
		return nil, err
	}
	defer cancel()
	calls, err := c.Journal.Wait(ctx, f, q.N)
	if miss, ok := errors.AsType[*journal.NearMiss](err); ok {
		refusal := refuse(http.StatusGatewayTimeout, "NotSeen", "%v", miss)
		refusal.Closest = miss.Closest
		return nil, refusal
	}
	return calls, err
}

// patience says for how many calls to wait, and how long.
type patience struct {
	N              int `query:"n" doc:"how many calls; 1 without it"`
	TimeoutSeconds int `query:"timeoutSeconds" doc:"real time, 1 to 600; 5 without it"`
}

// limit returns a context that ends with the patience.
func (p patience) limit(ctx context.Context) (context.Context, context.CancelFunc, error) {
	const usual, longest = 5, 600
	if p.N < 0 {
		return ctx, nil, invalid("n is %d: write a number from 1", p.N)
	}
	if p.TimeoutSeconds < 0 || p.TimeoutSeconds > longest {
		return ctx, nil, invalid("timeoutSeconds is %d: write a number from 1 to %d",
			p.TimeoutSeconds, longest)
	}
	wait := time.Duration(cmp.Or(p.TimeoutSeconds, usual)) * time.Second
	ctx, cancel := context.WithTimeoutCause(ctx, wait, fmt.Errorf("waited %s", wait))
	return ctx, cancel, nil
}

// save serves the calls that a query chooses, in a form.
func (c *Control) save(
	as func(io.Writer, []*journal.Call) error,
) func(context.Context, callQuery) (stream, error) {
	return chosen(func(_ context.Context, f journal.Filter) (stream, error) {
		return func(w io.Writer, _ func()) {
			_ = as(w, c.Journal.Calls(f)) // the client has gone: there is nobody to tell
		}, nil
	})
}
