package control

import (
	"context"
	"encoding/json"
	"io"
	"strconv"
	"time"

	"mockpds/internal/clock"
	"mockpds/internal/journal"
)

// eventStream is the content type of server-sent events.
const eventStream = "text/event-stream"

// To look for findings is to look at all calls that are kept, and a client makes several calls in a
// row. So a follower of findings waits between a call and the look: for shortestRest of real time,
// or ten times as long as the last look took, but not for longer than longestRest.
const (
	shortestRest = 200 * time.Millisecond
	longestRest  = 800 * time.Millisecond
)

// A follower sends events to somebody who follows the journal.
type follower struct {
	control  *Control
	filter   journal.Filter
	findings bool            // whether they are wanted
	told     map[string]bool // findings, by rule and subject
	send     func(head string, v any) error
}

// follow sends the calls that are kept and then each one as it comes, and what they show, until ctx
// is done or sending fails. The filter's Limit does not count.
func (f *follower) follow(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	rest := shortestRest
	var rested <-chan time.Time
	for calls := f.control.callsUntil(ctx, f.filter); ; {
		select {
		case c, more := <-calls:
			if !more {
				return context.Cause(ctx)
			}
			if err := f.send("id: "+strconv.Itoa(c.Number)+"\nevent: call\n", c); err != nil {
				return err
			}
			if rested == nil && f.findings {
				rested = clock.After(rest)
			}
		case <-rested:
			rested = nil
			began := clock.Wall()
			if err := f.look(ctx); err != nil {
				return err
			}
			rest = min(max(shortestRest, 10*clock.Wall().Sub(began)), longestRest)
		}
	}
}

// look sends the findings that were not sent before.
func (f *follower) look(ctx context.Context) error {
	list, err := f.control.FindingsOf(ctx, f.filter)
	for _, found := range list {
		key := found.ID + " " + found.Subject // further calls may come to be part of it
		if f.told[key] {
			continue
		}
		f.told[key] = true
		if err := f.send("event: finding\n", found); err != nil {
			return err
		}
	}
	return err
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

// followQuery chooses calls. A browser that lost its connection says in a header which was the last
// it saw.
type followQuery struct {
	callQuery

	Findings    bool `query:"findings" doc:"true: send findings, too, as they become true"`
	LastEventID int  `header:"Last-Event-ID" doc:"in place of since, as browsers send it"`
}

// followCalls sends calls as server-sent events: of type call, with the call's number as id and the
// call as data; and of type finding if they are asked for. A comment comes first, so that the
// client knows at once that it is connected.
func (c *Control) followCalls(ctx context.Context, q followQuery) (stream, error) {
	last := q.LastEventID // one that is greater than the journal's last is of an earlier run
	if last > q.Since && last <= c.Journal.Last() {
		q.Since = last
	}
	filter, err := q.filter()
	return func(w io.Writer, flush func()) {
		_, _ = io.WriteString(w, ": calls follow\n\n") // the next write fails if the client has gone
		flush()
		f := follower{c, filter, q.Findings, map[string]bool{}, func(head string, v any) error {
			defer flush()
			return writeEvent(w, head, v)
		}}
		_ = f.follow(ctx) // the client has gone
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
