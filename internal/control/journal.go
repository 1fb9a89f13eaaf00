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

// Calls lists the calls of the PDS that are kept and that a filter chooses, the oldest first.
// Requests under /_mock/ and OPTIONS requests are none. A call is there as soon as it is answered.
func (c *Control) Calls(f journal.Filter) []*journal.Call {
	return c.Journal.Calls(f)
}

// WaitForCalls waits until there are n calls that a filter chooses, those included that are there
// already, and gives the first n. When ctx is done first it gives those that there are, and a
// *journal.NearMiss that tells of the call that came closest.
func (c *Control) WaitForCalls(ctx context.Context, f journal.Filter,
	n int,
) ([]*journal.Call, error) {
	return c.Journal.Wait(ctx, f, n)
}

// ClearJournal forgets the calls that a filter chooses, and findings with them. Sessions stay known
// by name. A reset, another world and a restore forget all calls, and the sessions too.
func (c *Control) ClearJournal(f journal.Filter) {
	c.Journal.Clear(f)
}

func (c *Control) clearJournal(_ context.Context, q callQuery) (nothing, error) {
	f, err := q.filter()
	if err == nil {
		c.ClearJournal(f)
	}
	return nothing{}, err
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

func (c *Control) findings(ctx context.Context, q callQuery) ([]findings.Finding, error) {
	f, err := q.filter()
	if err != nil {
		return nil, err
	}
	return c.FindingsOf(ctx, f)
}

// callQuery chooses calls.
type callQuery struct {
	Method  string `query:"method" doc:"NSID or its last part; a path if it begins with /; * is any text"`
	Verb    string `query:"verb" doc:"GET, POST and so on"`
	Account string `query:"account" doc:"handle or DID"`
	Host    string `query:"host" doc:"that the call was sent to, with its port"`
	Session string `query:"session" doc:"alice#2, or alice#2/g5 for a generation; # is %23 in a URL"`
	Token   string `query:"token" doc:"none, access, refresh, service, basic or unreadable"`
	Status  *int   `query:"status" doc:"of the reply; 0 where the server made none"`
	Error   string `query:"error" doc:"name of the error that was answered"`
	Fault   string `query:"fault" doc:"id of a fault or hold that the call met; * is any text"`
	Lost    bool   `query:"lost" doc:"true: only calls whose reply the client cannot have read"`
	Since   int    `query:"since" doc:"number of a call: only those after it"`
	Limit   int    `query:"limit" doc:"how many: with since the first after it, else the newest"`
}

func (q *callQuery) filter() (journal.Filter, error) {
	f := journal.Filter{
		Method: q.Method, Verb: q.Verb, Account: q.Account, Host: q.Host, Session: q.Session,
		Token:     journal.TokenKind(q.Token),
		ErrorName: q.Error, Fault: q.Fault, Lost: q.Lost, Limit: q.Limit,
	}
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
	f.Since = q.Since
	return f, nil
}

func (c *Control) listCalls(_ context.Context, q callQuery) ([]*journal.Call, error) {
	f, err := q.filter()
	if err != nil {
		return nil, err
	}
	return c.Calls(f), nil
}

// waitQuery says which calls to wait for, how many of them, and how long.
type waitQuery struct {
	callQuery

	N              int `query:"n" doc:"how many calls; 1 without it"`
	TimeoutSeconds int `query:"timeoutSeconds" doc:"real time, 1 to 600; 5 without it"`
}

func (c *Control) awaitCalls(ctx context.Context, q waitQuery) ([]*journal.Call, error) {
	f, err := q.filter()
	if err != nil {
		return nil, err
	}
	ctx, cancel, err := patience(ctx, q.N, q.TimeoutSeconds)
	if err != nil {
		return nil, err
	}
	defer cancel()
	calls, err := c.WaitForCalls(ctx, f, q.N)
	if miss, ok := errors.AsType[*journal.NearMiss](err); ok {
		refusal := refuse(http.StatusGatewayTimeout, "NotSeen", "%v", miss)
		refusal.Closest = miss.Closest
		return nil, refusal
	}
	return calls, err
}

// patience is how long a request waits for n of something.
func patience(
	ctx context.Context, n, timeoutSeconds int,
) (context.Context, context.CancelFunc, error) {
	switch {
	case n < 0:
		return ctx, nil, invalid("n is %d: write a number from 1", n)
	case timeoutSeconds < 0 || timeoutSeconds > longestWait:
		return ctx, nil, invalid("timeoutSeconds is %d: write a number from 1 to %d",
			timeoutSeconds, longestWait)
	case timeoutSeconds == 0:
		timeoutSeconds = usualWait
	}
	wait := time.Duration(timeoutSeconds) * time.Second
	ctx, cancel := context.WithTimeoutCause(ctx, wait, fmt.Errorf("waited %s", wait))
	return ctx, cancel, nil
}

// saveNDJSON writes calls one to a line.
func (c *Control) saveNDJSON(_ context.Context, q callQuery) (stream, error) {
	return c.save(q, journal.WriteNDJSON)
}

// saveHAR writes calls as an HTTP Archive.
func (c *Control) saveHAR(_ context.Context, q callQuery) (stream, error) {
	return c.save(q, journal.WriteHAR)
}

func (c *Control) save(q callQuery, as func(io.Writer, []*journal.Call) error) (stream, error) {
	f, err := q.filter()
	return func(w io.Writer, _ func()) {
		_ = as(w, c.Calls(f)) // the client has gone: there is nobody to tell
	}, err
}
