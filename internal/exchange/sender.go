package exchange

import (
	"bytes"
	"io"
	"net/http"
	"strings"

	"mockpds/internal/faults"
)

// faultCall describes a request to rules and holds, as far as it can be read. It proves nothing and refuses nothing: a token
// counts whether or not it has expired, and a login by the identifier in its body.
func (g *Ring) faultCall(r *http.Request) faults.Call {
	body := peek(r)
	call := faults.Call{}
	if call.Method, _ = g.Calls.Lookup(r); call.Method == "" {
		call.Method = "/" + strings.TrimPrefix(r.URL.Path, "/")
	}
	sender := g.Senders.Sender(call.Method, r, body)
	call.Accounts, call.Session, call.Generation = sender.Accounts, sender.Session, sender.Generation
	return call
}

// A Sender is who sends a request, as far as that says it. Nothing is proven.
type Sender struct {
	Accounts            []string // names of the account, if it is known
	Session, Generation int      // of the token; zero if there is none that is known
}

// Senders tells who sends a call of a method, whose body is given.
type Senders interface {
	Sender(method string, r *http.Request, body []byte) Sender
}

// longestPeek is how much of a body is read ahead, in bytes: as much as a method reads of it.
const longestPeek = 150 << 10

// peek reads a body ahead and puts it back. Only once a body has been read to its end is it noticed that the client goes away.
func peek(r *http.Request) []byte {
	if r.Body == nil || r.Body == http.NoBody {
		return nil
	}
	data, _ := io.ReadAll(io.LimitReader(r.Body, longestPeek)) // whoever reads the body meets the error again
	r.Body = putBack{io.MultiReader(bytes.NewReader(data), r.Body), r.Body}
	return data
}

// putBack is a body of which some was read ahead.
type putBack struct {
	io.Reader
	io.Closer
}
