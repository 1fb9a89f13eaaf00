package xrpc

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"mockpds/internal/lexicon"
)

// A Router serves everything under /xrpc/.
type Router struct {
	// Unknown answers a call to a name that no method has, as a method's function does. It must not
	// be nil.
	Unknown func(*Call) (any, error)
	// Elsewhere answers a path that does not begin with /xrpc/ in exactly these letters, unless it
	// leads to a method and the verb is one of XRPC. It must not be nil.
	Elsewhere http.HandlerFunc
	// Stub returns the stub that answers a call of a method that may have one, or nil. It may be
	// nil itself.
	Stub func(*Call) *Stub
	// Count counts a call, also one to a name that no method has, against the limits of its method.
	// Its error is the reply. It may be nil.
	Count func(c *Call, limits []Limit) error
	// World is what calls are judged and answered in. It must not be nil.
	World World
	// Log takes the errors that clients are not told. It must not be nil.
	Log *slog.Logger

	methods map[string]*Method // by name, and by name in lower case
}

// A World may be replaced, but not while a call is in it.
type World interface {
	Enter() uint64 // waits while the world is replaced, and returns its number
	Leave()
}

// Handle adds methods to the router. It panics on a name that was added before.
func (rt *Router) Handle(methods ...Method) {
	if rt.methods == nil {
		rt.methods = make(map[string]*Method, 2*len(methods))
	}
	for _, m := range methods {
		key := strings.ToLower(m.NSID)
		if rt.methods[key] != nil {
			panic("xrpc: method added twice: " + m.NSID)
		}
		rt.methods[key], rt.methods[m.NSID] = &m, &m
	}
}

// ServeHTTP answers one call.
func (rt *Router) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := requestPath(r)
	c := &Call{Request: r, Header: w.Header(), Method: rt.find(path)}
	if (c.Method == nil || !isCall(r.Method)) && !strings.HasPrefix(path, pathPrefix) {
		rt.Elsewhere(w, r)
		return
	}
	out, err := rt.call(c)
	if err == nil {
		err = writeOutput(w, r, out)
	}
	if err != nil {
		rt.refuse(w, c, err)
	}
}

func writeOutput(w http.ResponseWriter, r *http.Request, out any) error {
	switch out := out.(type) {
	case nil:
		w.WriteHeader(http.StatusOK)
		return nil
	case Reply:
		out.write(w, r)
		return nil
	default:
		return WriteJSON(w, r, http.StatusOK, out)
	}
}

// isCall reports whether a verb is one of XRPC. HEAD counts as GET.
func isCall(verb string) bool {
	return verb == http.MethodGet || verb == http.MethodHead || verb == http.MethodPost
}

// refuse answers with an error. Of one that is no *Error the client learns nothing.
func (rt *Router) refuse(w http.ResponseWriter, c *Call, err error) {
	refusal, ok := errors.AsType[*Error](err)
	if !ok {
		name := "unknown" // the name that was called may be anything
		if c.Method != nil {
			name = c.Name
		}
		rt.Log.Error("internal error", "method", name, "error", err)
		refusal = errInternal
	}
	WriteError(w, c.Request, refusal)
}

// Refuse answers a call with an error in place of its method. The method's gate runs all the same,
// because it writes headers that every reply of the method has.
func (rt *Router) Refuse(w http.ResponseWriter, r *http.Request, e *Error) {
	c := &Call{Request: r, Header: w.Header()}
	c.Name, c.Method = rt.Lookup(r)
	if c.Method != nil && c.Method.isCalledBy(r.Method) {
		rt.askGate(c)
	}
	WriteError(w, r, e)
}

// askGate has the gate write its headers. What it returns does not count.
func (rt *Router) askGate(c *Call) {
	rt.World.Enter()
	defer rt.World.Leave()
	rt.findStub(c)
	_ = c.admit()
}

// call returns the method's answer.
func (rt *Router) call(c *Call) (any, error) {
	m, verb := c.Method, c.Request.Method
	switch {
	case m == nil || !isCall(verb):
		return rt.unknown(c)
	case !m.isCalledBy(verb):
		return nil, InvalidRequest(fmt.Sprintf("Incorrect HTTP method (%s) expected %s", verb, m.Verb))
	}
	c.Name = m.NSID
	return rt.serve(c)
}

// unknown answers a call to a name that no method has, or by a verb that no method has.
func (rt *Router) unknown(c *Call) (any, error) {
	if c.Name = methodName(requestPath(c.Request)); c.Name == "" {
		return nil, InvalidRequest("invalid xrpc path")
	}
	if err := rt.count(c, nil); err != nil {
		return nil, err
	}
	if !isCall(c.Request.Method) {
		return nil, InvalidRequest("XRPC requests only supports GET and POST")
	}
	rt.World.Enter()
	defer rt.World.Leave()
	return rt.Unknown(c)
}

func (rt *Router) count(c *Call, limits []Limit) error {
	if rt.Count == nil {
		return nil
	}
	return rt.Count(c, limits)
}

// serve takes a call through its steps, in the reference's order: parameters, caller, body, rate
// limit, handler.
func (rt *Router) serve(c *Call) (any, error) {
	if c.Method.newIn != nil {
		c.In = c.Method.newIn()
	}
	world, err := rt.judge(c)
	if err != nil {
		return nil, err
	}
	if c.Stub == nil {
		if err := readBody(c); err != nil {
			return nil, err
		}
	}
	if err := rt.count(c, c.Method.Limits); err != nil {
		return nil, err
	}
	return rt.answer(c, world)
}

// judge decides whether a call may be answered, and returns the number of the world that it was
// judged in.
func (rt *Router) judge(c *Call) (uint64, error) {
	world := rt.World.Enter()
	defer rt.World.Leave()
	return world, rt.judgeLocked(c)
}

func (rt *Router) judgeLocked(c *Call) error {
	rt.findStub(c)
	if c.Stub == nil { // which may take other parameters
		if err := readParams(c); err != nil {
			return err
		}
	}
	return c.admit()
}

func (rt *Router) findStub(c *Call) {
	c.Stub = nil
	if c.Method.Stubbable && rt.Stub != nil {
		c.Stub = rt.Stub(c)
	}
}

// admit asks the method's gate about the caller, or the stub that answers in its place.
func (c *Call) admit() error {
	if c.Stub != nil {
		return c.Stub.Admit(c.Method.gate)
	}
	return c.Method.gate(c)
}

// answer returns the method's answer. If the world was replaced while the body came, the call is
// judged again: it happens before a change of the world or after it.
func (rt *Router) answer(c *Call, judgedIn uint64) (any, error) {
	world := rt.World.Enter()
	defer rt.World.Leave()
	if world != judgedIn {
		if err := rt.judgeLocked(c); err != nil {
			return nil, err
		}
	}
	if c.Stub != nil {
		return c.Stub.Answer(), nil
	}
	return c.Method.run(c)
}

func readParams(c *Call) error {
	m, query := c.Method, c.Request.URL.RawQuery
	invalid := func(problem string) error {
		return InvalidRequest(fmt.Sprintf("Invalid %s params: %s", m.NSID, problem))
	}
	if strings.Contains(query, "__proto__=") { // the reference's query parser stumbles
		return invalid("Expected object value type (got object)")
	}
	if m.Verb != http.MethodGet || m.schema == nil {
		return nil
	}
	err := m.schema().ReadQuery(query, c.In)
	if issue, ok := errors.AsType[*lexicon.Issue](err); ok { // whose place is not told
		return invalid(issue.Message)
	}
	return err
}
