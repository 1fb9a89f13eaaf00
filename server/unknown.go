package server

import (
	"errors"
	"net/http"
	"strings"

	"mockpds/internal/xrpc"
)

// unknownMethod answers calls to methods that are not served here. The reference passes them on to another service, the one
// that the atproto-proxy header names or its AppView, once the caller has shown an access token; a mock has none to pass
// them on to.
func (p *PDS) unknownMethod(c *xrpc.Call) error {
	if isOneOf(protectedMethods, c.Name) {
		return errBadTokenMethod
	}
	here, err := p.checkProxyHeader(c.Request.Header.Get("Atproto-Proxy"))
	if err != nil {
		return err
	}
	who, err := p.access(standardAccess)(c)
	switch {
	case err != nil:
		return err
	case isOneOf(privilegedMethods, c.Name) && !isPrivileged(who.scope):
		return errBadTokenMethod
	case here: // it would come back with a service token, which does not count as a session
		return xrpc.Refuse("InvalidToken", "Token could not be verified")
	default:
		return &xrpc.Error{Status: http.StatusBadGateway, Name: "UpstreamFailure", Message: "Upstream service unreachable"}
	}
}

var (
	errBadTokenMethod  = xrpc.Refuse("InvalidToken", "Bad token method")
	errForeignProxyDID = errors.New("atproto-proxy header with a DID that is neither did:plc nor did:web")
)

// checkProxyHeader refuses a header that is not DID#service of somebody to pass a call on to, and reports whether that is
// this server. Accounts here are known, and any did:web elsewhere is believed to be there, so that a client is told of its
// token first; the reference would look.
func (p *PDS) checkProxyHeader(header string) (here bool, err error) {
	if header == "" {
		return false, nil
	}
	did, service, _ := strings.Cut(header, "#")
	switch {
	case did == "":
		return false, xrpc.InvalidRequest("no did specified in proxy header")
	case service == "":
		return false, xrpc.InvalidRequest("no service id specified in proxy header")
	case strings.Contains(service, "#"):
		return false, xrpc.InvalidRequest("invalid proxy header format")
	case strings.Contains(header, " "):
		return false, xrpc.InvalidRequest("proxy header cannot contain spaces")
	}
	if _, ok := p.store.Account(did); ok {
		if service != "atproto_pds" {
			return false, xrpc.InvalidRequest("could not resolve proxy did service url")
		}
		return true, nil
	}
	switch {
	case strings.HasPrefix(did, "did:plc:"):
		return false, xrpc.InvalidRequest("could not resolve proxy did")
	case !isHostDID(did):
		return false, errForeignProxyDID // the reference does not expect it, and answers 500
	default:
		return false, nil
	}
}
