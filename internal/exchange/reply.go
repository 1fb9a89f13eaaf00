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

// A keptReply is a reply that is not sent before it is complete. It is the http.ResponseWriter of whoever makes it.
type keptReply struct {
	header http.Header
	status int
	body   bytes.Buffer
	plain  []byte // the body before it was compressed; nil when it was not
}

// keep lets a handler answer, and keeps its reply.
func keep(answer http.Handler, r *http.Request) *keptReply {
	k := &keptReply{header: http.Header{}}
	answer.ServeHTTP(k, r)
	k.WriteHeader(http.StatusOK)
	return k
}

// Header is that of the reply.
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

// ReadPlain notes a body as it is before it is compressed.
func (k *keptReply) ReadPlain(body []byte) {
	k.plain = slices.Clone(body)
}

// notJSON is what replaces a body that should be JSON. No parser takes it, however lenient.
const notJSON = "this is not JSON: {]"

// damage changes a reply as an effect wants it changed. One without a body is given none.
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

// send sends the reply, the whole of it unless an effect says otherwise, and sees it off before it returns.
func (k *keptReply) send(w http.ResponseWriter, r *http.Request, e faults.Effect) {
	maps.Copy(w.Header(), k.header)
	if k.header.Get("Content-Length") == "" && r.Method != http.MethodHead {
		w.Header().Set("Content-Length", strconv.Itoa(k.body.Len()))
	}
	w.WriteHeader(k.status)
	k.tellPlain(w, e.Truncate)
	switch body := k.body.Bytes(); {
	case e.Truncate:
		writeOut(w, body[:len(body)/2])
		hangUp(w)
	case e.SlowBody != 0:
		trickle(r.Context(), w, body, time.Duration(e.SlowBody))
	default:
		writeOut(w, body)
	}
}

// tellPlain hands on the body before it was compressed, or as much of it as is sent.
func (k *keptReply) tellPlain(w http.ResponseWriter, half bool) {
	reader, ok := w.(xrpc.PlainReader)
	switch {
	case !ok || k.plain == nil:
	case half:
		reader.ReadPlain(k.plain[:len(k.plain)/2])
	default:
		reader.ReadPlain(k.plain)
	}
}

// writeOut writes some of a body, and has it on its way when it returns.
func writeOut(w http.ResponseWriter, some []byte) {
	_, _ = w.Write(some) // the client has gone: there is nobody to tell
	_ = http.NewResponseController(w).Flush()
}

// trickle writes a body a few bytes at a time. The connection ends with the rest unsent when the client gives up.
func trickle(ctx context.Context, w http.ResponseWriter, body []byte, pause time.Duration) {
	writeOut(w, nil)
	for chunk := range slices.Chunk(body, faults.SlowBodyChunk) {
		if !letPass(ctx, pause) {
			return
		}
		writeOut(w, chunk)
	}
}

// letPass lets real time pass. It is false when the request ended meanwhile.
func letPass(ctx context.Context, d time.Duration) bool {
	select {
	case <-clock.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}

// hangUp closes the connection of a request without another byte. Where there is none to close, as in HTTP/2 or without a
// server, it aborts the request.
func hangUp(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	_ = conn.Close()
}
