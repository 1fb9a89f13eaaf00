package server

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"mockpds/internal/control"
	"mockpds/internal/faults"
	"mockpds/internal/ratelimit"
	"mockpds/internal/xrpc"
)

// meddled lets calls go wrong as the rules and holds of the fault set say. What stands around it sees what the client really
// saw. Requests under /_mock/ never come here, and the preflight of a browser is no call.
func (p *PDS) meddled(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p.faults.Empty() || r.Method == http.MethodOptions {
			next.ServeHTTP(w, r)
			return
		}
		p.meddle(w, r, next)
	})
}

// meddle keeps a call waiting while a hold has it, and then lets it meet the rules, unless the hold loses it.
func (p *PDS) meddle(w http.ResponseWriter, r *http.Request, next http.Handler) {
	call := p.faultCall(r)
	held, err := p.faults.Wait(r.Context(), call)
	defer held.Done()
	switch {
	case errors.Is(err, faults.ErrHoldExpired):
		p.giveUpHeld(w, r, held.HoldID, err)
		return
	case err != nil: // the client has gone, or the server ends
		hangUp(w)
		return
	}
	effect := faults.Effect{Drop: held.Drop}
	if held.HoldID != "" {
		noteApplied(r, appliedBy(held.HoldID, effect))
	}
	if held.Drop == "" {
		if hit, ok := p.faults.Take(call); ok {
			effect = hit.Effect
			noteApplied(r, appliedBy(hit.RuleID, effect))
		} else if held.HoldID == "" {
			next.ServeHTTP(w, r)
			return
		}
	}
	p.suffer(w, r, effect, next)
}

func appliedBy(rule string, e faults.Effect) applied {
	what := e.String()
	if e == (faults.Effect{}) {
		what = "hold"
	}
	return applied{rule: rule, effect: what, lost: e.Drop != "" || e.Truncate || e.NotJSON}
}

// suffer answers a call that meets an effect, or none if it was only held. The reply is on its way when it returns.
func (p *PDS) suffer(w http.ResponseWriter, r *http.Request, e faults.Effect, next http.Handler) {
	if e.Drop == faults.DropBefore || e.Delay != 0 && !letPass(r.Context(), time.Duration(e.Delay)) {
		hangUp(w)
		return
	}
	answer, instead := e.Response()
	if instead {
		next = cors(p.answerWith(answer, e))
	}
	reply := keep(next, r)
	if e.Drop == faults.DropAfter {
		if x := exchangeOf(r.Context()); x != nil {
			x.unsent(reply)
		}
		hangUp(w)
		return
	}
	for name, value := range answer.Headers {
		reply.header.Set(name, value)
	}
	reply.spoil(e)
	reply.send(w, r, e)
}

// answerWith gives an answer in place of the true one: an XRPC error with the headers of a true refusal, or any other body as a
// proxy would send it.
func (p *PDS) answerWith(answer faults.Error, e faults.Effect) http.Handler {
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
			p.tellUsedUp(w.Header(), r, time.Duration(e.RetryAfter))
		}
		p.refuseInstead(w, r, &xrpc.Error{Status: answer.Status, Name: answer.Name, Message: answer.Message})
	})
}

// refuseInstead refuses a call in place of its method. Methods that are not served here are refused as those that ask for an
// access token, which they do.
func (p *PDS) refuseInstead(w http.ResponseWriter, r *http.Request, e *xrpc.Error) {
	if name, m := p.calls.Lookup(r); name != "" && m == nil {
		markPrivate(w.Header())
	}
	p.calls.Refuse(w, r, e)
}

// tellUsedUp writes the headers of a window that is used up and ends after some mock time. It is the shortest of the method's
// windows and the global one that can be that long; where none can, the global one is said to be longer.
func (p *PDS) tellUsedUp(h http.Header, r *http.Request, left time.Duration) {
	var rules []ratelimit.Rule
	if _, m := p.calls.Lookup(r); m != nil {
		for _, l := range m.Limits() {
			rules = append(rules, ratelimit.Rule{Points: l.Points, Window: l.Window})
		}
	}
	rules = slices.DeleteFunc(append(rules, globalLimit), func(rule ratelimit.Rule) bool { return rule.Window < left })
	slices.SortStableFunc(rules, func(a, b ratelimit.Rule) int { return cmp.Compare(a.Window, b.Window) })
	rules = append(rules, ratelimit.Rule{Points: globalLimit.Points, Window: left})
	now := p.now()
	tellExceeded(h, &ratelimit.Status{Rule: rules[0], Reset: now.Add(left), Exceeded: true}, now)
}

// giveUpHeld answers a call that nobody released in time. It tells the log as well: the test that set the hold may never look
// at the reply.
func (p *PDS) giveUpHeld(w http.ResponseWriter, r *http.Request, hold string, expiry error) {
	noteApplied(r, applied{rule: hold, effect: "hold expired"})
	p.config.Log.WarnContext(r.Context(), "hold expired", "reason", expiry)
	message := fmt.Sprintf("%v. Release what is held with POST %sholds/%s/release, expect fewer calls, or give the hold a longer timeout.",
		expiry, control.Prefix, hold)
	reply := keep(cors(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.refuseInstead(w, r, &xrpc.Error{Status: http.StatusServiceUnavailable, Name: "HoldExpired", Message: message})
	})), r)
	reply.send(w, r, faults.Effect{})
}
