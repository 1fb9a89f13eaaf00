package server

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"mockpds/internal/exchange"
	"mockpds/internal/stubs"
	"mockpds/internal/xrpc"
)

// stubOf finds the stub that answers a call of a method with a gate of its own, or nil.
func (p *protocol) stubOf(c *xrpc.Call) *xrpc.Stub {
	stub, ok := p.stubs.Find(p.stubCall(c))
	if !ok {
		return nil
	}
	return &xrpc.Stub{
		Admit:  func(gate func(*xrpc.Call) error) error { return p.admitToStub(c, stub, gate) },
		Answer: func() xrpc.Reply { return p.replyOf(c, stub) },
	}
}

// stubFor finds the stub that answers a call of a method that is not in the table, or counts that
// nobody does. Whether the caller is let in is not asked here.
func (p *protocol) stubFor(c *xrpc.Call) (stubs.Stub, bool) {
	call := p.stubCall(c)
	stub, ok := p.stubs.Find(call)
	if !ok {
		p.stubs.Miss(call)
		if seen := exchange.Call(c.Request.Context()); seen != nil {
			seen.VerbDue = p.stubs.VerbOf(c.Name)
		}
	}
	return stub, ok
}

// stubCall is a call as stubs look at it.
func (p *protocol) stubCall(c *xrpc.Call) stubs.Call {
	call := stubs.Call{
		Method: c.Name, Verb: c.Request.Method, Params: c.Request.URL.Query(),
		Proxy: c.Request.Header.Get("Atproto-Proxy"),
	}
	if call.Verb == http.MethodHead {
		call.Verb = http.MethodGet
	}
	if p.stubs.Any() {
		call.Accounts = p.senderOf(c).Accounts
	}
	return call
}

// admitToStub asks a caller for what a stub wants to see: a service token, or what a gate asks for.
func (p *protocol) admitToStub(c *xrpc.Call, stub stubs.Stub, gate func(*xrpc.Call) error) error {
	anonymous := c.Request.Header.Get("Authorization") == ""
	var err error
	switch {
	case stub.Auth == stubs.AuthNone, stub.Auth == stubs.AuthOptional && anonymous:
	case stub.Auth == stubs.AuthService:
		err = p.admitService(c, cmp.Or(stub.Aud, p.config.ServiceDID), cmp.Or(stub.LXM, c.Name))
	default:
		err = gate(c)
	}
	if err != nil {
		p.stubs.Refused(stub.ID, p.stubCall(c))
	}
	return err
}

// admitService asks for a service token for an audience and a method, as the service that is
// stubbed would.
func (p *protocol) admitService(c *xrpc.Call, audience, method string) error {
	xrpc.MarkPrivate(c.Header)
	kind, token, err := credentials(c.Request)
	switch {
	case err != nil:
		return err
	case kind != bearer:
		return xrpc.AuthRequired("MissingJwt", "missing jwt")
	}
	_, err = p.checkServiceToken(token, audience, method)
	return err
}

// replyOf is the reply of a stub, which it counts.
func (p *protocol) replyOf(c *xrpc.Call, stub stubs.Stub) xrpc.Reply {
	p.stubs.Hit(stub.ID)
	for name, value := range stub.Headers {
		c.Header.Set(name, value)
	}
	return xrpc.Reply{Status: stub.Status, Body: p.fillIn(stub.Body, c)}
}

// fillIn puts the caller and the time into the texts of a body: braces around a name are JSON
// only in a text. Without a caller who is known, {did} and {handle} stay.
func (p *protocol) fillIn(body []byte, c *xrpc.Call) []byte {
	text := string(body)
	if !strings.Contains(text, "{did}") && !strings.Contains(text, "{handle}") &&
		!strings.Contains(text, "{now}") {
		return body
	}
	names := p.senderOf(c).Accounts
	values := []string{"{now}", datetime(p.now())}
	isDID := func(name string) bool { return strings.HasPrefix(name, "did:") }
	if i := slices.IndexFunc(names, isDID); i >= 0 {
		values = append(values, "{did}", names[i])
		if a, ok := p.store.Account(names[i]); ok {
			values = append(values, "{handle}", a.Handle)
		}
	}
	return []byte(strings.NewReplacer(values...).Replace(text))
}
