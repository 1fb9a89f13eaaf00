package server

import (
	"net/http"

	"mockpds/internal/exchange"
	"mockpds/internal/stubs"
	"mockpds/internal/xrpc"
)

// stubOf finds the stub that answers a call of a method with a gate of its own, or nil.
func (p *protocol) stubOf(c *xrpc.Call) *xrpc.Stub {
	stub, ok := p.stubFor(c)
	if !ok {
		return nil
	}
	anonymous := c.Request.Header.Get("Authorization") == ""
	return &xrpc.Stub{
		Open:    stub.Auth == stubs.AuthNone || stub.Auth == stubs.AuthOptional && anonymous,
		Refused: func() { p.stubs.Refused(stub.ID) },
		Answer:  func() (any, error) { return p.replyOf(c, stub), nil },
	}
}

// stubFor finds the stub that answers a call, or counts that nobody does. Whether the caller is let in is
// not asked here.
func (p *protocol) stubFor(c *xrpc.Call) (stubs.Stub, bool) {
	call := stubs.Call{Method: c.Name, Verb: c.Request.Method, Params: c.Request.URL.Query()}
	if call.Verb == http.MethodHead {
		call.Verb = http.MethodGet
	}
	if p.stubs.Knows(c.Name) {
		call.Accounts = p.senderOf(c).Accounts
	}
	stub, ok := p.stubs.Find(call)
	if !ok && (c.Method == nil || c.Method.Elsewhere()) {
		p.stubs.Miss(call)
	}
	if !ok && c.Method == nil {
		p.noteVerbDue(c)
	}
	return stub, ok
}

// noteVerbDue notes in the journal with which verb a method is stubbed, if all its stubs have the same.
func (p *protocol) noteVerbDue(c *xrpc.Call) {
	seen := exchange.Call(c.Request.Context())
	if seen == nil || !p.stubs.Knows(c.Name) {
		return
	}
	var due string
	for _, stub := range p.stubs.List() {
		switch {
		case stub.Method != c.Name:
		case stub.Verb == "", due != "" && stub.Verb != due:
			return
		default:
			due = stub.Verb
		}
	}
	seen.VerbDue = due
}

// answerStubbed replies with a stub, once the caller has shown what it asks for.
func (p *protocol) answerStubbed(c *xrpc.Call, stub stubs.Stub) (any, error) {
	if stub.Auth == stubs.AuthRequired || stub.Auth == stubs.AuthOptional && c.Request.Header.Get("Authorization") != "" {
		if err := p.admit(c); err != nil {
			p.stubs.Refused(stub.ID)
			return nil, err
		}
	}
	return p.replyOf(c, stub), nil
}

// replyOf is the reply of a stub, which it counts.
func (p *protocol) replyOf(c *xrpc.Call, stub stubs.Stub) xrpc.Reply {
	p.stubs.Hit(stub.ID)
	for name, value := range stub.Headers {
		c.Header.Set(name, value)
	}
	return xrpc.Reply{Status: stub.Status, Body: stub.Body}
}
