package xrpc

import (
	"fmt"
	"log/slog"
	"net/http"
	"strings"
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
	// Limiter counts calls. It may be nil.
	Limiter Limiter
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
	rt.Serve(w, r, rt.find(requestPath(r)))
}

// Serve answers a call of a method that Lookup has returned, which may be nil.
func (rt *Router) Serve(w http.ResponseWriter, r *http.Request, m *Method) {
	c := &Call{Request: r, Header: w.Header(), Method: m}
	if (c.Method == nil || !isCall(r.Method)) && !strings.HasPrefix(requestPath(r), pathPrefix) {
		rt.Elsewhere(w, r)
		return
	}
	out, err := rt.call(c)
	if err != nil {
		rt.refuse(w, c, err)
		return
	}
	switch out := out.(type) {
	case None:
		w.WriteHeader(http.StatusOK)
		return
	case Reply:
		out.write(w, r)
		return
	}
	if err := WriteJSON(w, r, http.StatusOK, out); err != nil {
		rt.refuse(w, c, err)
	}
}

// isCall reports whether a verb is one of XRPC. HEAD counts as GET.
func isCall(verb string) bool {
	return verb == http.MethodGet || verb == http.MethodHead || verb == http.MethodPost
}

func (rt *Router) refuse(w http.ResponseWriter, c *Call, err error) {
	refusal, ok := named(err)
	if !ok {
		name := "unknown" // the name that was called may be anything
		if c.Method != nil {
			name = c.Name
		}
		rt.Log.Error("internal error", "method", name, "error", err)
	}
	WriteError(w, c.Request, refusal)
}

// call returns the method's answer. HEAD is answered as GET is: net/http leaves the body out.
func (rt *Router) call(c *Call) (any, error) {
	verb := c.Request.Method
	if verb == http.MethodHead {
		verb = http.MethodGet
	}
	switch {
	case c.Method == nil || !isCall(verb):
		return rt.unknown(c)
	case verb != c.Method.Verb:
		return nil, InvalidRequest(fmt.Sprintf("Incorrect HTTP method (%s) expected %s", c.Request.Method, c.Method.Verb))
	}
	c.Name = c.Method.NSID
	return rt.serve(c)
}

// requestPath returns the path as the client wrote it, without a fragment, which no client should
// send.
func requestPath(r *http.Request) string {
	path := r.URL.EscapedPath()
	if strings.Contains(r.RequestURI, "#") {
		path, _, _ = strings.Cut(path, "%23")
	}
	return path
}

// find returns the method of a path, or nil. As in the reference the case of letters does not
// count, nor does a slash at the end.
func (rt *Router) find(path string) *Method {
	if len(path) < len(pathPrefix) || !strings.EqualFold(path[:len(pathPrefix)], pathPrefix) {
		return nil
	}
	name := path[len(pathPrefix):]
	if m := rt.methods[name]; m != nil {
		return m
	}
	return rt.methods[strings.ToLower(strings.TrimSuffix(name, "/"))]
}

// serve takes a call through its steps, in the reference's order: parameters, caller, body, rate
// limit, handler.
func (rt *Router) serve(c *Call) (any, error) {
	m := c.Method
	if m.newIn != nil {
		c.In = m.newIn()
	}
	if !rt.hasStub(c) { // which may take other parameters
		if err := readParams(c); err != nil {
			return nil, err
		}
	}
	world, err := rt.judge(c)
	if err != nil {
		return nil, err
	}
	if c.stub == nil && !m.elsewhere {
		if err := readBody(c); err != nil {
			return nil, err
		}
	}
	if rt.Limiter != nil {
		if err := rt.Limiter.Count(c, m.limits); err != nil {
			return nil, err
		}
	}
	return rt.answer(c, world)
}

func (rt *Router) hasStub(c *Call) bool {
	if !c.Method.stubbable || rt.Stub == nil {
		return false
	}
	rt.World.Enter()
	defer rt.World.Leave()
	return rt.Stub(c) != nil
}

// judge asks the method's gate about the caller, and returns the number of the world.
func (rt *Router) judge(c *Call) (uint64, error) {
	world := rt.World.Enter()
	defer rt.World.Leave()
	return world, rt.admit(c)
}

// admit asks the method's gate about the caller, unless a stub answers that needs no caller.
func (rt *Router) admit(c *Call) error {
	c.stub = nil
	if c.Method.stubbable && rt.Stub != nil {
		c.stub = rt.Stub(c)
	}
	if c.stub != nil && c.stub.Open {
		return nil
	}
	err := c.Method.gate(c)
	if err != nil && c.stub != nil {
		c.stub.Refused()
	}
	return err
}

// answer returns the method's answer. If the world was replaced while the body came, the caller is
// judged again: a call happens before a change of the world or after it.
func (rt *Router) answer(c *Call, judgedIn uint64) (any, error) {
	world := rt.World.Enter()
	defer rt.World.Leave()
	if world != judgedIn {
		if err := rt.admit(c); err != nil {
			return nil, err
		}
	}
	if c.stub != nil {
		return c.stub.Answer()
	}
	return c.Method.answer(c.Request.Context(), c)
}

func readParams(c *Call) error {
	if strings.Contains(c.Request.URL.RawQuery, "__proto__=") { // the reference's query parser stumbles
		return InvalidRequest("Invalid " + c.Method.NSID + " params: Expected object value type (got object)")
	}
	if c.Method.params == nil {
		return nil
	}
	if err := c.Method.params().ReadQuery(c.Request.URL.RawQuery, c.In); err != nil {
		return InvalidRequest(fmt.Sprintf("Invalid %s params: %s", c.Method.NSID, issueMessage(err)))
	}
	return nil
}

func (rt *Router) unknown(c *Call) (any, error) {
	name, ok := methodName(requestPath(c.Request))
	if !ok {
		return nil, InvalidRequest("invalid xrpc path")
	}
	c.Name = name
	if rt.Limiter != nil {
		if err := rt.Limiter.Count(c, nil); err != nil {
			return nil, err
		}
	}
	if !isCall(c.Request.Method) {
		return nil, InvalidRequest("XRPC requests only supports GET and POST")
	}
	rt.World.Enter()
	defer rt.World.Leave()
	return rt.Unknown(c)
}
