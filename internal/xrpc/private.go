package xrpc

import "net/http"

// MarkPrivate writes the headers of a reply that depends on who asks, so that no shared cache
// keeps it. A second call has no effect.
func MarkPrivate(h http.Header) {
	if h.Get("Cache-Control") == "private" {
		return
	}
	h.Set("Cache-Control", "private")
	h.Add("Vary", "Authorization")
}
