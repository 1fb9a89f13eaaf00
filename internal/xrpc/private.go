package xrpc

import "net/http"

// The values of headers that many replies share. Nobody may change them.
var (
	private         = []string{"private"}
	byAuthorization = []string{"Authorization"}
)

// MarkPrivate says that the reply depends on who asks, so that no shared cache keeps it.
func MarkPrivate(h http.Header) {
	if v := h["Cache-Control"]; len(v) > 0 && v[0] == private[0] {
		return // by a gate that is asked again
	}
	h["Cache-Control"] = private
	if h["Vary"] == nil {
		h["Vary"] = byAuthorization
		return
	}
	h.Add("Vary", byAuthorization[0])
}
