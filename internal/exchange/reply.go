package exchange

import (
	"bytes"
	"context"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"mockpds/internal/clock"
	"mockpds/internal/faults"
	"mockpds/internal/xrpc"
)

// A keptReply is a reply that is not sent before it is complete. It is the http.ResponseWriter of
// the handler that makes it.
type keptReply struct {
	header http.Header
	status int
	body   bytes.Buffer
	plain  []byte // the body before it was compressed; nil when it was not
}

// keep lets a handler answer, and returns its reply.
func keep(answer http.Handler, r *http.Request) *keptReply {
	k := &keptReply{header: http.Header{}}
	answer.ServeHTTP(k, r)
	k.WriteHeader(http.StatusOK)
	return k
}

// Header returns the header of the reply.
func (k *keptReply) Header() http.Header { return k.header }

// WriteHeader sets the status, once.
func (k *keptReply) WriteHeader(status int) {
	if k.status == 0 {
		k.status = status
	}
}

// Write adds to the body.
func (k *keptReply) Write(b []byte) (int, error) {
	k.WriteHeader(http.StatusOK)
	return k.body.Write(b)
}

// plainBody returns the body before it was compressed.
func (k *keptReply) plainBody() []byte {
	if k.plain != nil {
		return k.plain
	}
	return k.body.Bytes()
}

// ReadPlain keeps a body as it is before it is compressed.
func (k *keptReply) ReadPlain(body []byte) {
	k.plain = slices.Clone(body)
}

// notJSON replaces a body that should be JSON. No parser accepts it, however lenient.
const notJSON = "this is not JSON: {]"

// damage changes a reply as an effect says. It gives no body to a reply without one.
func (k *keptReply) damage(e faults.Effect) {
	switch {
	case e.ContentType != "":
		k.header.Set("Content-Type", e.ContentType)
	case e.NotJSON && k.body.Len() > 0:
		k.body.Reset()
		k.plain = nil
		k.body.WriteString(notJSON)
		k.header.Del("Content-Encoding")
		k.header.Set("Content-Length", strconv.Itoa(k.body.Len()))
	}
}

// send sends the reply, the whole of it unless an effect says otherwise, before it returns.
func (k *keptReply) send(w http.ResponseWriter, r *http.Request, e faults.Effect) {
	maps.Copy(w.Header(), k.header)
	if k.header.Get("Content-Length") == "" && r.Method != http.MethodHead {
		w.Header().Set("Content-Length", strconv.Itoa(k.body.Len()))
	}
	w.WriteHeader(k.status)
	body, plain := k.body.Bytes(), k.plain
	if e.Truncate {
		body, plain = body[:len(body)/2], plain[:len(plain)/2]
	}
	if reader, ok := w.(xrpc.PlainReader); ok && k.plain != nil {
		reader.ReadPlain(plain)
	}
	switch {
	case e.Truncate:
		writeAndFlush(w, body)
		hangUp(w)
	case e.SlowBody != 0:
		trickle(r.Context(), w, body, time.Duration(e.SlowBody))
	default:
		writeAndFlush(w, body)
	}
}

// writeAndFlush writes some of a body, and has it on its way when it returns.
func writeAndFlush(w http.ResponseWriter, some []byte) {
	_, _ = w.Write(some) // fails if the client has gone
	_ = http.NewResponseController(w).Flush()
}

// trickle writes a body a few bytes at a time. If the client gives up, the rest is not sent.
func trickle(ctx context.Context, w http.ResponseWriter, body []byte, pause time.Duration) {
	writeAndFlush(w, nil)
	for chunk := range slices.Chunk(body, faults.SlowBodyChunk) {
		if !sleep(ctx, pause) {
			return
		}
		writeAndFlush(w, chunk)
	}
}

// sleep waits for some real time. It reports false if the request ended meanwhile.
func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-clock.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}

// hangUp closes the connection of a request without another byte. Where there is none to close,
// as in HTTP/2 or without a server, it aborts the request.
func hangUp(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	_ = conn.Close()
}
