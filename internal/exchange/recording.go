package exchange

import (
	"context"
	"io"
	"net/http"
	"strconv"

	"mockpds/internal/clock"
	"mockpds/internal/journal"
)

// A recording is what an exchange collects for the journal. The journal gets the call before the
// client can know that it has the whole reply, so that a test that waits for the client finds the
// call.
type recording struct {
	call   journal.RawCall
	kept   *journal.Call // as the journal keeps it; nil before it has it
	sent   *requestBody  // body of the request; nil when it has none
	length int64         // that the reply's header declares; negative for none
	plain  bool          // the body that is kept is not the compressed one that is written
	gone   bool          // the client had gone when the reply began
}

// Record tells the journal of each call. A browser's preflight is not a call.
func (g *Ring) Record(next http.Handler) http.Handler {
	if g.NoCalls {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodOptions {
			x := exchangeOf(r.Context())
			g.record(x, r)
			defer x.end() // also when the connection is aborted
		}
		next.ServeHTTP(w, r)
	})
}

// Call returns the journal's call of a request in whose context something happens, or nil if none
// is kept.
func Call(ctx context.Context) *journal.RawCall {
	if x := exchangeOf(ctx); x != nil && x.journal != nil {
		return &x.call
	}
	return nil
}

// record begins to record an exchange and the body of its request.
func (g *Ring) record(x *exchange, r *http.Request) {
	x.journal = g.Journal
	c := &x.call
	c.RealTime, c.Client = x.began, ClientAddress(r)
	c.Began = g.Clock.At(c.RealTime)
	c.Verb, c.Host, c.RequestHeader = r.Method, Host(r), r.Header
	c.Origin = g.Origin(r)
	c.Path, c.Query = r.URL.EscapedPath(), r.URL.RawQuery
	name, method := g.Calls.Lookup(r)
	c.Method = name
	if method != nil {
		c.VerbDue = method.Verb
	}
	if r.Body != nil && r.Body != http.NoBody {
		x.sent = &requestBody{ReadCloser: r.Body}
		r.Body = x.sent
	}
}

// noteStatus notes the status of the reply.
func (x *exchange) noteStatus(status int) {
	if x.journal == nil || x.call.Status != 0 {
		return
	}
	x.call.Status = status
	x.gone = x.request.Context().Err() != nil
	x.length = -1
	if length, err := strconv.ParseInt(x.Header().Get("Content-Length"), 10, 64); err == nil {
		x.length = length
	}
}

// noteBody notes part of the reply's body, before it is written.
func (x *exchange) noteBody(b []byte) {
	if x.journal == nil {
		return
	}
	last := x.length >= 0 && x.written >= x.length
	switch {
	case x.plain:
	case last && x.call.ReplyBytes == 0: // as nearly always; the journal copies what it keeps
		x.call.ReplyBytes, x.call.ReplyBody = int64(len(b)), b[:min(len(b), journal.BodyLimit)]
	default:
		x.keep(b)
	}
	if last {
		x.end()
	}
}

// ReadPlain keeps a body as it is before it is compressed, for the journal.
func (x *exchange) ReadPlain(body []byte) {
	x.plain = true
	x.keep(body)
}

func (x *exchange) keep(b []byte) {
	if x.journal == nil {
		return
	}
	c := &x.call
	c.ReplyBytes += int64(len(b))
	if kept := b[:min(len(b), journal.BodyLimit-len(c.ReplyBody))]; c.ReplyBody == nil && x.plain {
		c.ReplyBody = kept // it does not change any more
	} else {
		c.ReplyBody = append(c.ReplyBody, kept...)
	}
}

// noteUnsent notes a reply that was made and is not sent.
func (x *exchange) noteUnsent(reply *keptReply) {
	x.call.Status, x.call.ReplyHeader = reply.status, reply.header
	x.keep(reply.plainBody())
}

// end completes the call and passes it to the journal, once.
func (x *exchange) end() {
	if x.journal == nil {
		return
	}
	c := &x.call
	c.Duration = clock.Wall().Sub(x.began)
	if c.ReplyHeader == nil {
		c.ReplyHeader = x.Header()
	}
	if x.sent != nil {
		if c.Status != 0 {
			x.sent.readRest(x.request)
		}
		c.RequestBody, c.RequestBytes = x.sent.start, max(x.sent.read, x.request.ContentLength)
	}
	if x.applied.rule != "" {
		c.Fault = &journal.Fault{Rule: x.applied.rule, Effect: x.applied.effect}
	}
	cutShort := x.written < x.length && x.request.Method != http.MethodHead
	c.Lost = x.applied.lost || c.Status == 0 || x.gone || cutShort
	x.kept = x.journal.Append(c)
	x.journal = nil
}

// A requestBody is the body of a request. It keeps the first bytes that are read of it.
type requestBody struct {
	io.ReadCloser

	start []byte
	read  int64
	ended bool
}

// Read reads the body.
func (o *requestBody) Read(b []byte) (int, error) {
	n, err := o.ReadCloser.Read(b)
	o.read += int64(n)
	o.start = append(o.start, b[:min(n, journal.BodyLimit-len(o.start))]...)
	o.ended = o.ended || err != nil
	return n, err
}

// readRest reads the rest of the first bytes if no handler read the body, as net/http does before
// it sends the reply. Like net/http it does not wait if the connection is closed anyway, or if
// the client waits to be asked for the body.
func (o *requestBody) readRest(r *http.Request) {
	if left := journal.BodyLimit - len(o.start); left > 0 && !o.ended && !r.Close &&
		r.Header.Get("Expect") == "" {
		_, _ = io.CopyN(io.Discard, o, int64(left)) // an error means that there is no more
	}
}
