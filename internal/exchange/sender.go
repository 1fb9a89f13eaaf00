package exchange

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"

	"mockpds/internal/faults"
)

// A Sender is who sends a request, as far as the request says it. Nothing is proven: a token
// counts whether or not it has expired, and a log-in by its identifier.
type Sender struct {
	// Accounts are the names of the account: DID, handle, and for a log-in what was typed. It is nil
	// if the account is not known.
	Accounts            []string
	Session, Generation int  // of the token; 0 if they are not known
	HasToken            bool // it sends a session token of this server
}

// SenderOf returns the sender of the request in whose context something happens, if faults have
// asked for it.
func SenderOf(ctx context.Context) (Sender, bool) {
	if x := exchangeOf(ctx); x != nil && x.sender != nil {
		return *x.sender, true
	}
	return Sender{}, false
}

// faultCall describes a request to faults and holds, and notes its sender.
func (g *Ring) faultCall(r *http.Request) faults.Call {
	method, _ := g.Calls.Lookup(r)
	if method == "" {
		method = "/" + strings.TrimPrefix(r.URL.Path, "/")
	}
	sender := g.Sender(method, r, Peek(r))
	call := faults.Call{
		Method: method, Accounts: sender.Accounts,
		Session: sender.Session, Generation: sender.Generation,
	}
	x := exchangeOf(r.Context())
	x.sender = &sender
	x.answered = func(status int) { g.Faults.Answered(call, status) }
	return call
}

// longestPeek is how much of a body is read ahead, in bytes: as much as a method reads of it.
const longestPeek = 150 << 10

// Peek reads a body ahead and puts it back. net/http notices that a client has gone only after its
// body was read to the end.
func Peek(r *http.Request) []byte {
	if r.Body == nil || r.Body == http.NoBody {
		return nil
	}
	// If it fails, the next read of the body has the error again.
	data, _ := io.ReadAll(io.LimitReader(r.Body, longestPeek))
	r.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(data), r.Body), r.Body}
	return data
}
