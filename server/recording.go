package server

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strconv"

	"mockpds/clock"
	"mockpds/journal"
)

// A recording is the http.ResponseWriter of a request that the journal hears of. It notes what is written, and hands the call over
// before the client can know that it has the whole answer, so that whoever waits for the client finds the call.
type recording struct {
	http.ResponseWriter

	journal *journal.Journal
	call    *journal.Call // handed over, and not to be changed any more, once ended is true
	ended   bool
	request *http.Request
	done    *applied   // to the request
	own     applied    // where that is noted, unless there was a place already
	body    *overheard // of the request; nil when it has none
	room    int        // bytes kept of each body
	length  int64      // that the reply's header declares; negative for none
	written int64
	plain   bool // the body that is kept is not the compressed one that is written
	gone    bool // the client was not there any more when the reply began
}

// Unwrap lets http.ResponseController reach what is behind.
func (rec *recording) Unwrap() http.ResponseWriter {
	return rec.ResponseWriter
}

// WriteHeader notes the status and passes it on.
func (rec *recording) WriteHeader(status int) {
	if rec.call.Status == 0 && status >= http.StatusOK && !rec.ended {
		rec.call.Status = status
		rec.length = declaredLength(rec.Header())
		rec.gone = rec.request.Context().Err() != nil
	}
	rec.ResponseWriter.WriteHeader(status)
}

func declaredLength(h http.Header) int64 {
	length, err := strconv.ParseInt(h.Get("Content-Length"), 10, 64)
	if err != nil {
		return -1
	}
	return length
}

// Write notes part of the body and passes it on.
func (rec *recording) Write(b []byte) (int, error) {
	if rec.call.Status == 0 {
		rec.WriteHeader(http.StatusOK)
	}
	rec.written += int64(len(b))
	if !rec.plain {
		rec.keep(b)
	}
	if rec.length >= 0 && rec.written >= rec.length {
		rec.end()
	}
	return rec.ResponseWriter.Write(b)
}

// Hijack hands the connection over to somebody who writes no more than this of the reply.
func (rec *recording) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	rec.end()
	return http.NewResponseController(rec.ResponseWriter).Hijack()
}

// ReadPlain keeps a body as it is before it is compressed, so that it can be read in the journal.
func (rec *recording) ReadPlain(body []byte) {
	rec.plain = true
	rec.keep(body)
}

func (rec *recording) keep(b []byte) {
	if rec.ended {
		return
	}
	rec.call.ReplyBytes += int64(len(b))
	rec.call.ReplyBody = append(rec.call.ReplyBody, b[:min(len(b), rec.room-len(rec.call.ReplyBody))]...)
}

// unsent notes a reply that was made and is not sent.
func (rec *recording) unsent(reply *keptReply) {
	rec.call.Status, rec.call.ReplyHeader = reply.status, reply.header
	body := reply.plain
	if body == nil {
		body = reply.body.Bytes()
	}
	rec.keep(body)
}

// end completes the call and hands it over, once.
func (rec *recording) end() {
	if rec.ended {
		return
	}
	rec.ended = true
	c := rec.call
	c.Duration = clock.Wall().Sub(c.RealTime)
	if c.ReplyHeader == nil {
		c.ReplyHeader = rec.Header()
	}
	if rec.body != nil {
		if c.Status != 0 {
			rec.body.hearOut(rec.request)
		}
		c.RequestBody, c.RequestBytes = rec.body.start, max(rec.body.read, rec.request.ContentLength)
	}
	if what := rec.done; what.rule != "" {
		c.Fault = &journal.Fault{Rule: what.rule, Effect: what.effect}
	}
	c.Lost = rec.done.lost || c.Status == 0 || rec.gone || rec.cutShort()
	rec.journal.Append(c)
}

// cutShort tells whether less of the body was written than its length says.
func (rec *recording) cutShort() bool {
	return rec.written < rec.length && rec.request.Method != http.MethodHead
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
