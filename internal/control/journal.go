package control

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"mockpds/internal/clock"
	"mockpds/internal/findings"
	"mockpds/internal/journal"
)

// eventStream is the content type of server-sent events.
const eventStream = "text/event-stream"

// Calls lists the calls of the PDS that are kept and that a filter chooses, the oldest first. Requests under /_mock/ and OPTIONS
// requests are none. A call is there as soon as it is answered.
func (c *Control) Calls(f journal.Filter) []*journal.Call {
	return c.Journal.Calls(f)
}

// WaitForCalls waits until there are n calls that a filter chooses, those included that are there already, and gives the first n. When
// ctx is done first it gives those that there are, and a *journal.NearMiss that tells of the call that came closest.
func (c *Control) WaitForCalls(ctx context.Context, f journal.Filter, n int) ([]*journal.Call, error) {
	return c.Journal.Wait(ctx, f, n)
}

// ClearJournal forgets the calls that a filter chooses, and findings with them. Sessions stay known by name. A reset, another world and
// a restore forget all calls, and the sessions too.
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

// FindingsOf says what the calls that are kept show that clients do wrong, as far as a filter chooses any of the calls that show it.
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
	Method  string `query:"method" doc:"NSID, its last part, or a pattern in which * stands for any text; a path if it begins with /"`
	Verb    string `query:"verb" doc:"GET, POST and so on"`
	Account string `query:"account" doc:"handle or DID"`
	Host    string `query:"host" doc:"that the call was sent to, with its port"`
	Session string `query:"session" doc:"alice#2, or alice#2/g5 for one generation (# is %23 in a URL)"`
	Token   string `query:"token" doc:"none, access, refresh, service, basic or unreadable"`
	Status  *int   `query:"status" doc:"of the reply; 0 where the server made none"`
	Error   string `query:"error" doc:"name of the error that was answered"`
	Fault   string `query:"fault" doc:"id of a fault or hold that the call met, or a pattern in which * stands for any text"`
	Lost    bool   `query:"lost" doc:"true: only calls whose reply the client cannot have read"`
	Since   int    `query:"since" doc:"number of a call: only those after it"`
	Limit   int    `query:"limit" doc:"how many: with since the first ones after it, else the newest; all of them without it"`
}

func (q *callQuery) filter() (journal.Filter, error) {
	f := journal.Filter{
		Method: q.Method, Verb: q.Verb, Account: q.Account, Host: q.Host, Session: q.Session, Token: journal.TokenKind(q.Token),
		ErrorName: q.Error, Fault: q.Fault, Lost: q.Lost, Limit: q.Limit,
	}
	if q.Status != nil {
		f.Status = cmp.Or(*q.Status, journal.NoReply)
	}
	switch f.Token {
	case "", journal.KindNone, journal.KindAccess, journal.KindRefresh, journal.KindService, journal.KindBasic, journal.KindUnreadable:
	default:
		return f, invalid("token is %.80q: write none, access, refresh, service, basic or unreadable", q.Token)
	}
	switch {
	case q.Session != "" && !strings.Contains(q.Session, "#"):
		return f, invalid("session is %.80q: write alice#2, or alice#2/g5 for one generation; # is %%23 in a URL", q.Session)
	case q.Status != nil && *q.Status < 0:
		return f, invalid("status is %d: write that of a reply, or 0 for calls to which the server made none", *q.Status)
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
func patience(ctx context.Context, n, timeoutSeconds int) (context.Context, context.CancelFunc, error) {
	switch {
	case n < 0:
		return ctx, nil, invalid("n is %d: write a number from 1", n)
	case timeoutSeconds < 0 || timeoutSeconds > longestWait:
		return ctx, nil, invalid("timeoutSeconds is %d: write a number from 1 to %d", timeoutSeconds, longestWait)
	case timeoutSeconds == 0:
		timeoutSeconds = usualWait
	}
	wait := time.Duration(timeoutSeconds) * time.Second
	ctx, cancel := context.WithTimeoutCause(ctx, wait, fmt.Errorf("waited %s", wait))
	return ctx, cancel, nil
}

// FollowCalls sends each call that a filter chooses to see, those that are kept and then each one as it comes, until ctx is done or
// see fails. The filter's Limit does not count.
func (c *Control) FollowCalls(ctx context.Context, f journal.Filter, see func(*journal.Call) error) error {
	for e := range c.Journal.Follow(ctx, f) {
		if err := see(e); err != nil {
			return err
		}
	}
	return nil
}

// A client makes several calls in a row, and to look for findings is to look at all calls that are kept: FollowFindings lets calls come
// in for settleTime of real time, or for so many times as long as the last look took.
const (
	settleTime = 200 * time.Millisecond
	restTimes  = 20
)

// FollowFindings is FollowCalls, and sends also what the calls show that clients do wrong: each finding once, by its rule and subject, soon after
// the call that completes it, and of those only what is about a call that the filter chooses.
func (c *Control) FollowFindings(ctx context.Context, f journal.Filter, see func(*journal.Call) error, tell func(findings.Finding) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	told := map[string]bool{}
	look := func(ctx context.Context) error {
		list, err := c.FindingsOf(ctx, f)
		for _, found := range list {
			key := found.ID + " " + found.Subject // further calls may come to be part of it
			if told[key] {
				continue
			}
			told[key] = true
			if err := tell(found); err != nil {
				return err
			}
		}
		return err
	}
	rest := settleTime
	var settled <-chan time.Time
	for calls := c.callsUntil(ctx, f); ; {
		select {
		case e, more := <-calls:
			if !more {
				return context.Cause(ctx)
			}
			if err := see(e); err != nil {
				return err
			}
			if settled == nil {
				settled = clock.After(rest)
			}
		case <-settled:
			settled = nil
			began := clock.Wall()
			if err := look(ctx); err != nil {
				return err
			}
			rest = max(settleTime, restTimes*clock.Wall().Sub(began))
		}
	}
}

// callsUntil is the calls that a filter chooses, as they come, until ctx is done.
func (c *Control) callsUntil(ctx context.Context, f journal.Filter) <-chan *journal.Call {
	calls := make(chan *journal.Call)
	go func() {
		defer close(calls)
		for e := range c.Journal.Follow(ctx, f) {
			select {
			case calls <- e:
			case <-ctx.Done():
				return
			}
		}
	}()
	return calls
}

// followQuery chooses calls. A browser that lost its connection says in a header which was the last it saw.
type followQuery struct {
	callQuery

	Findings    bool `query:"findings" doc:"true: send findings, too, as they become true"`
	LastEventID int  `header:"Last-Event-ID" doc:"in place of since, as browsers send it"`
}

// followCalls sends calls as server-sent events: of type call, with the call's number as id and the call as data; and of type finding if
// they are asked for. A comment comes first, so that the client knows at once that it is connected.
func (c *Control) followCalls(ctx context.Context, q followQuery) (stream, error) {
	if last := c.Journal.Last(); q.LastEventID > q.Since && q.LastEventID <= last { // a greater one is of an earlier run
		q.Since = q.LastEventID
	}
	f, err := q.filter()
	return func(w io.Writer, flush func()) {
		_, _ = io.WriteString(w, ": calls follow\n\n") // the client has gone: FollowCalls ends
		flush()
		see := func(e *journal.Call) error {
			defer flush()
			return writeEvent(w, "id: "+strconv.Itoa(e.Number)+"\nevent: call\n", e)
		}
		if !q.Findings {
			_ = c.FollowCalls(ctx, f, see)
			return
		}
		_ = c.FollowFindings(ctx, f, see, func(found findings.Finding) error {
			defer flush()
			return writeEvent(w, "event: finding\n", found)
		})
	}, err
}

// writeEvent writes a server-sent event.
func writeEvent(w io.Writer, head string, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, head+"data: "+string(data)+"\n\n")
	return err
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
