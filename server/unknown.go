package server

import (
	"errors"
	"net/http"
	"strings"

	"mockpds/internal/names"
	"mockpds/internal/xrpc"
)

// unknownMethod answers calls of methods that are not in the table. The reference passes them on
// to another service, the one that the atproto-proxy header names or its AppView, once the caller
// has shown an access token. Here stubs stand in for these services.
func (p *protocol) unknownMethod(c *xrpc.Call) (any, error) {
	if isOneOf(protectedMethods, c.Name) {
		return nil, errBadTokenMethod
	}
	to, err := readProxyHeader(c.Request.Header.Get("Atproto-Proxy"))
	if err != nil {
		return nil, err
	}
	stub, ok := p.stubFor(c)
	if !ok {
		return nil, p.passOn(c, to)
	}
	if err := p.admitToStub(c, stub, p.admit); err != nil {
		return nil, err
	}
	return p.replyOf(c, stub), nil
}

// passOn refuses a call that no stub answers, with the error that the reference would give
// without the other service.
func (p *protocol) passOn(c *xrpc.Call, to proxy) error {
	here, err := p.resolveProxy(to)
	if err != nil {
		return err
	}
	if kind, _, _ := credentials(c.Request); kind == dpop && to != (proxy{}) && !here {
		return errUnresolved
	}
	if err := p.admit(c); err != nil {
		return err
	}
	if here { // it would come back with a service token, which does not count as a session
		return xrpc.Refuse("InvalidToken", "Token could not be verified")
	}
	return errUnreachable
}

// checkProxy refuses an atproto-proxy header that leads nowhere.
func (p *protocol) checkProxy(c *xrpc.Call) error {
	to, err := readProxyHeader(c.Request.Header.Get("Atproto-Proxy"))
	if err == nil {
		_, err = p.resolveProxy(to)
	}
	return err
}

// admit asks for an access token, as a call to another service does. A deleted account has no key
// to sign a service token with: the reference answers 500.
func (p *protocol) admit(c *xrpc.Call) error {
	who, err := p.access(standardAccess, callScope)(c)
	if err != nil {
		return err
	}
	if who.oauth == nil && isOneOf(privilegedMethods, c.Name) && !isPrivileged(who.scope) {
		return errBadTokenMethod
	}
	return hasKey(p, who.did)
}

var (
	errUnreachable = &xrpc.Error{
		Status: http.StatusBadGateway, Name: "UpstreamFailure",
		Message: "Upstream service unreachable",
	}
	errBadTokenMethod = xrpc.Refuse("InvalidToken", "Bad token method")
	errUnresolved     = errors.New( // a 500 in the reference, too
		"atproto-proxy header with a did:web that cannot be resolved without a network")
	errForeignProxyDID = errors.New(
		"atproto-proxy header with a DID that is neither did:plc nor did:web")
)

// A proxy is the service that an atproto-proxy header names. It is zero without one.
type proxy struct{ did, service string }

// readProxyHeader refuses a header that is not DID#service.
func readProxyHeader(header string) (proxy, error) {
	if header == "" {
		return proxy{}, nil
	}
	did, service, _ := strings.Cut(header, "#")
	switch {
	case did == "":
		return proxy{}, xrpc.InvalidRequest("no did specified in proxy header")
	case service == "":
		return proxy{}, xrpc.InvalidRequest("no service id specified in proxy header")
	case strings.Contains(service, "#"):
		return proxy{}, xrpc.InvalidRequest("invalid proxy header format")
	case strings.Contains(header, " "):
		return proxy{}, xrpc.InvalidRequest("proxy header cannot contain spaces")
	}
	return proxy{did, service}, nil
}

// resolveProxy refuses a service to which no call can be passed on, and reports whether it is
// this server. Any did:web elsewhere is taken to exist, so that a client hears of its token
// first; the reference would look.
func (p *protocol) resolveProxy(to proxy) (here bool, err error) {
	if to == (proxy{}) {
		return false, nil
	}
	if _, ok := p.store.Account(to.did); ok {
		if to.service != "atproto_pds" {
			return false, xrpc.InvalidRequest("could not resolve proxy did service url")
		}
		return true, nil
	}
	switch {
	case strings.HasPrefix(to.did, "did:plc:"):
		return false, xrpc.InvalidRequest("could not resolve proxy did")
	case !names.IsHostDID(to.did):
		return false, errForeignProxyDID // the reference does not expect it, and answers 500
	default:
		return false, nil
	}
}
