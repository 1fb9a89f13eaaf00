package xrpc

import "net/http"

// Lookup tells which method a request calls: its NSID, or the name it was called by when no method has it. The name is empty
// for a request that calls none.
func (rt *Router) Lookup(r *http.Request) (name string, m *Method) {
	path := requestPath(r)
	if m = rt.find(path); m != nil {
		return m.NSID, m
	}
	name, _ = methodName(path)
	return name, nil
}

// Refuse answers a call with an error in place of its method, which does not run. The method's gate is asked all the same, for
// the headers that it writes: they are those of a refusal by the method itself.
func (rt *Router) Refuse(w http.ResponseWriter, r *http.Request, e *Error) {
	c := &Call{Request: r, Header: w.Header()}
	c.Name, c.Method = rt.Lookup(r)
	if c.Method != nil && c.Method.isCalledBy(r.Method) {
		_, _ = rt.judge(c) // whatever it finds, the answer is e
	}
	WriteError(w, r, e)
}

func (m *Method) isCalledBy(verb string) bool {
	return verb == m.Verb || verb == http.MethodHead && m.Verb == http.MethodGet
}
