package server

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"mockpds/internal/faults"
)

// faultCall describes a request to rules and holds, as far as it can be read. It proves nothing and refuses nothing: a token
// counts whether or not it has expired, and a login by the identifier in its body.
func (p *PDS) faultCall(r *http.Request) faults.Call {
	body := peek(r)
	call := faults.Call{}
	if call.Method, _ = p.calls.Lookup(r); call.Method == "" {
		call.Method = "/" + strings.TrimPrefix(r.URL.Path, "/")
	}
	if call.Method == "com.atproto.server.createSession" {
		call.Accounts = p.loginNames(body)
		return call
	}
	p.readCaller(r, &call)
	return call
}

// loginNames are the names of the account that a login is for.
func (p *PDS) loginNames(body []byte) []string {
	var login struct {
		Identifier string `json:"identifier"`
	}
	_ = json.Unmarshal(body, &login) // a login that cannot be read is nobody's
	if a, ok := p.identify(login.Identifier); ok {
		return p.namesOf(a.DID)
	}
	return nil
}

// readCaller tells whose session token came, and of which session and generation. The latter are not known of a token that
// the server has forgotten.
func (p *PDS) readCaller(r *http.Request, call *faults.Call) {
	kind, token, err := credentials(r)
	if err != nil || kind != bearer {
		return
	}
	claims, ok := p.issuer.Recognise(token)
	if !ok {
		return
	}
	call.Accounts = p.namesOf(claims.Subject)
	call.Session, call.Generation = p.generationOf(claims)
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
