package xrpc

import "net/http"

// Lookup returns the method that a request calls, and its NSID. If no method has the name that is
// called, m is nil and name is that name; name is "" for a request that calls no method.
func (rt *Router) Lookup(r *http.Request) (name string, m *Method) {
	path := requestPath(r)
	if m = rt.find(path); m != nil {
		return m.NSID, m
	}
	name, _ = methodName(path)
	return name, nil
}

// Refuse answers a call with an error in place of its method. The method's gate runs all the same,
// because it writes headers that every reply of the method has.
func (rt *Router) Refuse(w http.ResponseWriter, r *http.Request, e *Error) {
	c := &Call{Request: r, Header: w.Header()}
	c.Name, c.Method = rt.Lookup(r)
	if c.Method != nil && c.Method.isCalledBy(r.Method) {
		_, _ = rt.judge(c) // whatever the gate returns, the answer is e
	}
	WriteError(w, r, e)
}

func (m *Method) isCalledBy(verb string) bool {
	return verb == m.Verb || verb == http.MethodHead && m.Verb == http.MethodGet
}
