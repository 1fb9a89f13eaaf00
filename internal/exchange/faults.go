package exchange

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"mockpds/internal/faults"
	"mockpds/internal/xrpc"
)

// ApplyFaults applies the faults and holds of the fault set. The middleware around it sees what
// the client really saw. A browser's preflight is not a call.
func (g *Ring) ApplyFaults(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if g.Faults.Empty() || r.Method == http.MethodOptions {
			next.ServeHTTP(w, r)
			return
		}
		g.applyFaults(w, r, next)
	})
}

// applyFaults waits while a hold has the call, and then applies a fault, unless the hold drops
// the call.
func (g *Ring) applyFaults(w http.ResponseWriter, r *http.Request, next http.Handler) {
	call := g.faultCall(r)
	held, err := g.Faults.Wait(r.Context(), call)
	defer held.Done()
	switch {
	case errors.Is(err, faults.ErrHoldExpired):
		g.answerExpiredHold(w, r, held.HoldID, err)
		return
	case err != nil: // the client has gone, or the server ends
		hangUp(w)
		return
	}
	effect := faults.Effect{Drop: held.Drop}
	if held.HoldID != "" {
		exchangeOf(r.Context()).applied = appliedBy(held.HoldID, effect)
	}
	if held.Drop == "" {
		if hit, ok := g.Faults.Take(call); ok {
			effect = hit.Effect
			exchangeOf(r.Context()).applied = appliedBy(hit.FaultID, effect)
		} else if held.HoldID == "" {
			next.ServeHTTP(w, r)
			return
		}
	}
	g.answer(w, r, effect, next)
}

func appliedBy(rule string, e faults.Effect) applied {
	what := e.String()
	if e == (faults.Effect{}) {
		what = "hold"
	}
	return applied{rule: rule, effect: what, lost: e.Drop != "" || e.Truncate || e.NotJSON}
}

// answer answers a call with an effect, which is zero if the call was only held. It returns when
// the reply was sent.
func (g *Ring) answer(w http.ResponseWriter, r *http.Request, e faults.Effect, next http.Handler) {
	if e.Drop == faults.DropBefore || e.Delay != 0 && !sleep(r.Context(), time.Duration(e.Delay)) {
		hangUp(w)
		return
	}
	answer, instead := e.Response()
	if instead {
		next = CORS(g.answerWith(answer, e))
		if e.Preset != "" { // a usual error, as this make of server says it
			next = g.ApplyQuirks(next)
		}
	}
	reply := keep(next, r)
	if e.Drop == faults.DropAfter {
		exchangeOf(r.Context()).noteUnsent(reply)
		hangUp(w)
		return
	}
	for name, value := range answer.Headers {
		reply.header.Set(name, value)
	}
	reply.damage(e)
	reply.send(w, r, e)
}

// answerWith answers in place of the method: with an XRPC error that has the headers of a true
// refusal, or with any other body as a proxy would send it.
func (g *Ring) answerWith(answer faults.Error, e faults.Effect) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case answer.Body != "":
			xrpc.WriteBody(w, r, answer.Status, answer.ContentType, []byte(answer.Body))
			return
		case answer.Raw():
			if answer.ContentType != "" {
				w.Header().Set("Content-Type", answer.ContentType)
			}
			w.WriteHeader(answer.Status)
			return
		case e.Preset == faults.RateLimited:
			g.WriteUsedUp(w.Header(), r, time.Duration(e.RetryAfter))
		}
		g.refuseInstead(w, r,
			&xrpc.Error{Status: answer.Status, Name: answer.Name, Message: answer.Message})
	})
}

// refuseInstead refuses a call in place of its method. It refuses a method that is not served
// here as one that asks for an access token.
func (g *Ring) refuseInstead(w http.ResponseWriter, r *http.Request, e *xrpc.Error) {
	if name, m := g.Calls.Lookup(r); name != "" && m == nil {
		xrpc.MarkPrivate(w.Header())
	}
	g.Calls.Refuse(w, r, e)
}

// answerExpiredHold answers a call whose hold was not released in time. It writes to the log as
// well: the test that set the hold may never look at the reply.
func (g *Ring) answerExpiredHold(
	w http.ResponseWriter, r *http.Request, hold string, expiry error,
) {
	exchangeOf(r.Context()).applied = applied{rule: hold, effect: "hold expired"}
	g.Log.WarnContext(r.Context(), "hold expired", "reason", expiry)
	refusal := &xrpc.Error{
		Status: http.StatusServiceUnavailable, Name: "HoldExpired",
		Message: fmt.Sprintf("%v. Release what is held with POST /_mock/holds/%s/release, "+
			"expect fewer calls, or give the hold a longer timeout.", expiry, hold),
	}
	reply := keep(CORS(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.refuseInstead(w, r, refusal)
	})), r)
	reply.send(w, r, faults.Effect{})
}
