package exchange

import (
	"context"
	"io"
	"net/http"
	"strconv"

	"mockpds/internal/clock"
	"mockpds/internal/journal"
	"mockpds/internal/xrpc"
)

// A recording is what an exchange keeps for the journal while it goes on. The call is handed over before the client can know that it
// has the whole answer, so that whoever waits for the client finds the call.
type recording struct {
	call   journal.RawCall
	kept   *journal.Call // as the journal keeps it; nil before it was handed over
	method *xrpc.Method  // that is called; nil for none of this server's
	room   int           // bytes kept of each body
	sent   *overheard    // body of the request; nil when it has none
	length int64         // that the reply's header declares; negative for none
	plain  bool          // the body that is kept is not the compressed one that is written
	gone   bool          // the client was not there any more when the reply began
}

// Record tells the journal of each call. A browser's preflight is no call.
func (g *Ring) Record(next http.Handler) http.Handler {
	if g.NoCalls {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if x := exchangeOf(r.Context()); x != nil && r.Method != http.MethodOptions {
			g.record(x, r)
			defer x.end() // also when the connection is aborted
		}
		next.ServeHTTP(w, r)
	})
}

// Call is the journal's call of a request in whose context something happens; nil when none is kept.
func Call(ctx context.Context) *journal.RawCall {
	if x := exchangeOf(ctx); x != nil && x.journal != nil {
		return &x.call
	}
	return nil
}

// record begins to record an exchange, whose request it listens to.
func (g *Ring) record(x *exchange, r *http.Request) {
	x.journal, x.room = g.Journal, g.Journal.BodyLimit()
	c := &x.call
	c.RealTime, c.Client = x.began, ClientAddress(r)
	c.Began = g.Clock.At(c.RealTime)
	c.Verb, c.Host, c.Path, c.Query, c.RequestHeader = r.Method, Host(r), r.URL.EscapedPath(), r.URL.RawQuery, r.Header
	name, method := g.Calls.Lookup(r)
	c.Method = name
	if method != nil {
		c.VerbDue = method.Verb
		x.method = method
	}
	if r.Body != nil && r.Body != http.NoBody {
		x.sent = &overheard{ReadCloser: r.Body, room: x.room}
		r.Body = x.sent
	}
}

// heard notes the status of the reply.
func (x *exchange) heard(status int) {
	if x.journal == nil || x.call.Status != 0 {
		return
	}
	x.call.Status = status
	x.length = declaredLength(x.Header())
	x.gone = x.request.Context().Err() != nil
}

func declaredLength(h http.Header) int64 {
	declared := h["Content-Length"]
	if len(declared) == 0 {
		return -1
	}
	length, err := strconv.ParseInt(declared[0], 10, 64)
	if err != nil {
		return -1
	}
	return length
}

// hear notes part of the reply's body, which is about to be written.
func (x *exchange) hear(b []byte) {
	if x.journal == nil {
		return
	}
	last := x.length >= 0 && x.written >= x.length
	switch {
	case x.plain:
	case last && x.call.ReplyBytes == 0: // as nearly always; the journal keeps nothing of b
		x.call.ReplyBytes, x.call.ReplyBody = int64(len(b)), b[:min(len(b), x.room)]
	default:
		x.keep(b)
	}
	if last {
		x.end()
	}
}

// ReadPlain keeps a body as it is before it is compressed, so that it can be read in the journal.
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
	c.ReplyBody = append(c.ReplyBody, b[:min(len(b), x.room-len(c.ReplyBody))]...)
}

// unsent notes a reply that was made and is not sent.
func (x *exchange) unsent(reply *keptReply) {
	x.call.Status, x.call.ReplyHeader = reply.status, reply.header
	body := reply.plain
	if body == nil {
		body = reply.body.Bytes()
	}
	x.keep(body)
}

// end completes the call and hands it over, once.
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
			x.sent.hearOut(x.request)
		}
		c.RequestBody, c.RequestBytes = x.sent.start, max(x.sent.read, x.request.ContentLength)
	}
	if x.applied.rule != "" {
		c.Fault = &journal.Fault{Rule: x.applied.rule, Effect: x.applied.effect}
	}
	c.Lost = x.applied.lost || c.Status == 0 || x.gone || x.cutShort()
	x.kept = x.journal.Append(c)
	x.journal = nil
}

// cutShort tells whether less of the body was written than its length says.
func (x *exchange) cutShort() bool {
	return x.written < x.length && x.request.Method != http.MethodHead
}

// overheard is the body of a request, of which the first bytes are kept as somebody reads it.
type overheard struct {
	io.ReadCloser

	start []byte
	room  int
	read  int64
	ended bool
}

// Read reads the body.
func (o *overheard) Read(b []byte) (int, error) {
	n, err := o.ReadCloser.Read(b)
	o.read += int64(n)
	o.start = append(o.start, b[:min(n, o.room-len(o.start))]...)
	o.ended = o.ended || err != nil
	return n, err
}

// hearOut reads what is left of the first bytes when nobody wanted the body, as net/http does before it sends the reply. It waits for
// no body that net/http would not wait for: when the connection is closed anyway, or when the client waits to be asked for it.
func (o *overheard) hearOut(r *http.Request) {
	if left := o.room - len(o.start); left > 0 && !o.ended && !r.Close && r.Header.Get("Expect") == "" {
		_, _ = io.CopyN(io.Discard, o, int64(left)) // what cannot be read was never said
	}
}
