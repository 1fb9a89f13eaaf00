package exchange

import (
	"maps"
	"net/http"
	"slices"

	"mockpds/internal/faults"
	"mockpds/internal/journal"
	"mockpds/internal/quirks"
	"mockpds/internal/xrpc"
)

// ApplyQuirks changes the replies to calls as the quirks say that are on.
func (g *Ring) ApplyQuirks(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		on := g.Quirks.On()
		method, _ := g.Calls.Lookup(r)
		if on.Names == nil || method == "" || r.Method == http.MethodOptions {
			next.ServeHTTP(w, r)
			return
		}
		kept := keep(next, r)
		reply := quirks.Reply{
			Status: kept.status, Type: kept.header.Get("Content-Type"),
			Body: kept.plainBody(), Header: kept.header,
		}
		names, truth := on.Change(method, &reply,
			func() bool { return g.Sender(method, r, nil).HasToken })
		if names == nil {
			kept.send(w, r, faults.Effect{})
			return
		}
		if call := Call(r.Context()); call != nil {
			for _, name := range names {
				if !slices.Contains(call.Quirks, name) {
					call.Quirks = append(call.Quirks, name)
				}
			}
			if call.Truth == nil {
				call.Truth = new(journal.Truth(truth))
			}
		}
		for _, name := range []string{"Content-Length", "Content-Encoding", "Etag"} {
			kept.header.Del(name)
		}
		kept.header["Vary"] = slices.DeleteFunc(kept.header["Vary"],
			func(v string) bool { return v == "Accept-Encoding" })
		maps.Copy(w.Header(), kept.header)
		xrpc.WriteBody(w, r, reply.Status, reply.Type, reply.Body)
	})
}
