// Package exchange is the outer ring of the server. It knows what the client really saw of each
// request, which it writes to the log and the journal, and it applies faults and holds.
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
	"mockpds/internal/quirks"
	"mockpds/internal/xrpc"
)

// A Ring is the middleware around all that the server answers. Its fields must not be nil.
type Ring struct {
	Log     *slog.Logger
	Clock   *clock.Clock
	Calls   *xrpc.Router // tells which method a request calls, and refuses in its place
	Journal *journal.Journal
	NoCalls bool // the journal gets no calls
	Faults  *faults.Set
	Quirks  *quirks.Set
	// Sender finds out who sends a call of a method with a body.
	Sender func(method string, r *http.Request, body []byte) Sender
	// Origin names what a request came to, for the journal.
	Origin func(*http.Request) string
	// WriteUsedUp writes the headers of a rate limit of a request's method that is used up and
	// ends after some mock time.
	WriteUsedUp func(h http.Header, r *http.Request, left time.Duration)
}

// An exchange is one request and its reply, from the outside: what was written, and which fault
// was applied. It is the http.ResponseWriter of all handlers within, and is found again from the
// request's context.
type exchange struct {
	http.ResponseWriter

	request *http.Request // in whose context the exchange is found
	began   time.Time     // real time
	status  int           // 0 until a header was written
	written int64         // bytes of the body
	// applied is the fault that was applied to a request. It is zero if there was none.
	applied applied
	sender  *Sender          // nil until faults ask for it
	journal *journal.Journal // nil if the call is not recorded, or once the journal has it
	// answered is told the status before it is sent. It is nil until faults ask for the sender.
	answered func(status int)
	recording
}

// applied is what was done to a request on purpose. Its zero value is for one that was left alone.
type applied struct {
	rule   string // id of the rule or the hold
	effect string // in words
	// lost reports whether the client cannot have read the true reply: it was thrown away, cut short
	// or replaced.
	lost bool
}

type exchangeKey struct{}

// exchangeOf returns the exchange of a request in whose context something happens; nil for another
// context.
func exchangeOf(ctx context.Context) *exchange {
	x, _ := ctx.Value(exchangeKey{}).(*exchange)
	return x
}

// Exchange lets a handler answer within an exchange, and then writes to the log. It stands around
// the other middleware of the ring.
func (g *Ring) Exchange(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x := &exchange{ResponseWriter: w, began: clock.Wall()}
		x.request = r.WithContext(context.WithValue(r.Context(), exchangeKey{}, x))
		// Clients may set their clocks by it.
		x.Header()["Date"] = []string{g.Clock.Now().UTC().Format(http.TimeFormat)}
		next.ServeHTTP(x, x.request)
		g.logExchange(x)
	})
}

// Unwrap lets http.ResponseController reach the writer behind.
func (x *exchange) Unwrap() http.ResponseWriter {
	return x.ResponseWriter
}

// WriteHeader notes the status and passes it on.
func (x *exchange) WriteHeader(status int) {
	if x.status == 0 && status >= http.StatusOK {
		x.status = status
		x.noteStatus(status)
		if x.answered != nil {
			x.answered(status)
		}
	}
	x.ResponseWriter.WriteHeader(status)
}

// Write notes part of the body and passes it on.
func (x *exchange) Write(b []byte) (int, error) {
	if x.status == 0 {
		x.WriteHeader(http.StatusOK)
	}
	x.written += int64(len(b))
	x.noteBody(b)
	n, err := x.ResponseWriter.Write(b)
	x.written -= int64(len(b) - n)
	return n, err
}

// FlushError sends what was written so far, at least the header.
func (x *exchange) FlushError() error {
	if x.status == 0 {
		x.WriteHeader(http.StatusOK)
	}
	return http.NewResponseController(x.ResponseWriter).Flush()
}

// Hijack takes the connection over. The caller must not write any more of the reply.
func (x *exchange) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	x.end()
	return http.NewResponseController(x.ResponseWriter).Hijack()
}
