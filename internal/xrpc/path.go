package xrpc

import (
	"net/http"
	"regexp"
	"strings"
)

const pathPrefix = "/xrpc/"

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

// callable matches the path of a call. The reference accepts more than NSIDs: at least two letters
// or digits, single dots and hyphens between them, and one slash at the end.
var callable = regexp.MustCompile(`^/xrpc/([0-9A-Za-z](?:[.-]?[0-9A-Za-z])+)/?$`)

// methodName returns the name that a path calls, or "" if it calls none.
func methodName(path string) string {
	if match := callable.FindStringSubmatch(path); match != nil {
		return match[1]
	}
	return ""
}

// Lookup returns the method that a request calls, and its NSID. If no method has the name that is
// called, m is nil and name is that name; name is "" for a request that calls no method.
func (rt *Router) Lookup(r *http.Request) (name string, m *Method) {
	path := requestPath(r)
	if m = rt.find(path); m != nil {
		return m.NSID, m
	}
	return methodName(path), nil
}
