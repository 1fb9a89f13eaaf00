package control

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"mockpds/internal/clock"
	"mockpds/internal/journal"
)

// eventStream is the content type of server-sent events.
const eventStream = "text/event-stream"

// Calls lists the calls of the PDS that are kept and that a filter chooses, the oldest first. Requests under /_mock/ and OPTIONS
// requests are none. A call is there as soon as it is answered.
func (c *Control) Calls(f journal.Filter) []journal.Call {
	return c.Journal.Entries(f)
}

// WaitForCalls waits until there are n calls that a filter chooses, those included that are there already, and gives the first n. When
// ctx is done first it gives those that there are, and a *journal.NearMiss that tells of the call that came closest.
func (c *Control) WaitForCalls(ctx context.Context, f journal.Filter, n int) ([]journal.Call, error) {
	return c.Journal.Wait(ctx, f, n)
}

// ClearJournal forgets the calls, and findings with them. Sessions stay known by name. A reset, another world and a restore do the
// same, and forget the sessions too.
func (c *Control) ClearJournal() {
	c.Journal.Clear()
}

func (c *Control) clearJournal(context.Context, nothing) (nothing, error) {
	c.ClearJournal()
	return nothing{}, nil
}

// Findings says what the calls that are kept show that clients do wrong.
func (c *Control) Findings() []journal.Finding {
	return c.Journal.Findings()
}

func (c *Control) findings(context.Context, nothing) ([]journal.Finding, error) {
	return c.Findings(), nil
}

// callQuery chooses calls.
type callQuery struct {
	Method  string `query:"method" doc:"NSID, its last part, or a pattern in which * stands for any text; a path if it begins with /"`
	Verb    string `query:"verb" doc:"GET, POST and so on"`
	Account string `query:"account" doc:"handle or DID"`
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
		Method: q.Method, Verb: q.Verb, Account: q.Account, Session: q.Session, Token: journal.TokenKind(q.Token),
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
	f.Since = uint64(q.Since)
	return f, nil
}

func (c *Control) listCalls(_ context.Context, q callQuery) ([]journal.Call, error) {
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

func (c *Control) awaitCalls(ctx context.Context, q waitQuery) ([]journal.Call, error) {
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
func (c *Control) FollowCalls(ctx context.Context, f journal.Filter, see func(journal.Call) error) error {
	for e := range c.Journal.Follow(ctx, f) {
		if err := see(e); err != nil {
			return err
		}
	}
	return nil
}

// settleTime is how long FollowFindings lets calls come in before it looks at them, in real time: a client makes several in a row, and each
// look is at all that are kept.
const settleTime = 200 * time.Millisecond

// FollowFindings is FollowCalls, and sends also what the calls show that clients do wrong: each finding once, by its rule and subject, soon after
// the call that completes it, and of those only what is about a call that the filter chooses.
func (c *Control) FollowFindings(ctx context.Context, f journal.Filter, see func(journal.Call) error, tell func(journal.Finding) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	news := findingNews{control: c, filter: f, tell: tell, told: map[string]bool{}}
	var settled <-chan time.Time
	for calls := c.callsUntil(ctx, f); ; {
		select {
		case e, more := <-calls:
			if !more {
				return news.look()
			}
			if err := see(e); err != nil {
				return err
			}
			if settled == nil {
				settled = clock.After(settleTime)
			}
		case <-settled:
			settled = nil
			if err := news.look(); err != nil {
				return err
			}
		}
	}
}

// callsUntil is the calls that a filter chooses, as they come, until ctx is done.
func (c *Control) callsUntil(ctx context.Context, f journal.Filter) <-chan journal.Call {
	calls := make(chan journal.Call)
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

// findingNews tells findings that have not been told.
type findingNews struct {
	control *Control
	filter  journal.Filter
	tell    func(journal.Finding) error
	told    map[string]bool
}

func (n *findingNews) look() error {
	for _, f := range n.control.Findings() {
		key := f.ID + " " + f.Subject // further calls may come to be part of it
		if n.told[key] || !slices.ContainsFunc(f.Entries, n.chosen) {
			continue
		}
		n.told[key] = true
		if err := n.tell(f); err != nil {
			return err
		}
	}
	return nil
}

// chosen tells whether the filter chooses the call with a number.
func (n *findingNews) chosen(number uint64) bool {
	f := n.filter
	f.Since, f.Limit = max(f.Since, number-1), 1
	if f.Since == 0 {
		f.Limit = 0 // which would choose the newest
	}
	calls := n.control.Calls(f)
	return len(calls) > 0 && calls[0].Number == number
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
	if last := c.Journal.Last(); q.LastEventID > q.Since && uint64(q.LastEventID) <= last { //nolint:gosec // above since; a greater one is of an earlier run
		q.Since = q.LastEventID
	}
	f, err := q.filter()
	return func(w io.Writer, flush func()) {
		_, _ = io.WriteString(w, ": calls follow\n\n") // the client has gone: FollowCalls ends
		flush()
		see := func(e journal.Call) error {
			defer flush()
			return writeEvent(w, "id: "+strconv.FormatUint(e.Number, 10)+"\nevent: call\n", e)
		}
		if !q.Findings {
			_ = c.FollowCalls(ctx, f, see)
			return
		}
		_ = c.FollowFindings(ctx, f, see, func(found journal.Finding) error {
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

func (c *Control) save(q callQuery, as func(io.Writer, []journal.Call) error) (stream, error) {
	f, err := q.filter()
	return func(w io.Writer, _ func()) {
		_ = as(w, c.Calls(f)) // the client has gone: there is nobody to tell
	}, err
}
