// Package exchange is the outer ring of the server: what a client really saw of each request. The log and the journal tell of it, and
// faults and holds take hold here.
package exchange

import (
	"bufio"
	"context"
	"log/slog"
	"net"
	"net/http"
	"time"

	"mockpds/internal/clock"
	"mockpds/internal/faults"
	"mockpds/internal/journal"
	"mockpds/internal/xrpc"
)

// A Ring is what stands around the server's answers. Its fields may not be nil.
type Ring struct {
	Log     *slog.Logger
	Clock   *clock.Clock
	Calls   *xrpc.Router // tells which method a request calls, and refuses in its place
	Journal *journal.Journal
	NoCalls bool // the journal is told of no call
	Faults  *faults.Set
	Senders Senders
	// TellUsedUp writes the headers of a rate limit of a request's method that is used up and ends after some mock time.
	TellUsedUp func(h http.Header, r *http.Request, left time.Duration)
}

// An exchange is one request and its reply, from the outside: what was written, and what was done to it on purpose. It is the
// http.ResponseWriter of all that is within, and is found again from the request's context. The log and the journal tell of it.
type exchange struct {
	http.ResponseWriter

	request *http.Request // in whose context the exchange is found
	began   time.Time     // real time
	status  int           // 0 until a header was written
	written int64         // bytes of the body
	applied applied
	sender  *Sender          // nil until somebody asks
	journal *journal.Journal // that hears of the exchange; nil where none does, or no longer
	recording
}

// applied is what was done to a request on purpose. Its zero value is for one that was left alone.
type applied struct {
	rule   string // id of the rule or the hold
	effect string // in words
	lost   bool   // the client cannot have read the true reply: it was thrown away, cut short or replaced
}

type exchangeKey struct{}

// begin makes an exchange of a request that has just come.
func begin(w http.ResponseWriter, r *http.Request) *exchange {
	x := &exchange{ResponseWriter: w, began: clock.Wall()}
	x.request = r.WithContext(context.WithValue(r.Context(), exchangeKey{}, x))
	return x
}

// exchangeOf is the exchange that something happens in, or nil.
func exchangeOf(ctx context.Context) *exchange {
	x, _ := ctx.Value(exchangeKey{}).(*exchange)
	return x
}

// Exchange lets a handler answer within an exchange, and then tells the log.
func (g *Ring) Exchange(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x := begin(w, r)
		next.ServeHTTP(x, x.request)
		g.logExchange(x)
	})
}

// Unwrap lets http.ResponseController reach what is behind.
func (x *exchange) Unwrap() http.ResponseWriter {
	return x.ResponseWriter
}

// WriteHeader notes the status and passes it on.
func (x *exchange) WriteHeader(status int) {
	if x.status == 0 && status >= http.StatusOK {
		x.status = status
		x.heard(status)
	}
	x.ResponseWriter.WriteHeader(status)
}

// Write notes part of the body and passes it on.
func (x *exchange) Write(b []byte) (int, error) {
	if x.status == 0 {
		x.WriteHeader(http.StatusOK)
	}
	x.written += int64(len(b))
	x.hear(b)
	n, err := x.ResponseWriter.Write(b)
	x.written -= int64(len(b) - n)
	return n, err
}

// FlushError sends what was written so far, the header at least.
func (x *exchange) FlushError() error {
	if x.status == 0 {
		x.WriteHeader(http.StatusOK)
	}
	return http.NewResponseController(x.ResponseWriter).Flush()
}

// Hijack hands the connection over to somebody who writes no more than this of the reply.
func (x *exchange) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	x.end()
	return http.NewResponseController(x.ResponseWriter).Hijack()
}

// noteApplied notes what is done to a request, if somebody wants to know.
func noteApplied(r *http.Request, what applied) {
	if x := exchangeOf(r.Context()); x != nil {
		x.applied = what
	}
}
