package server

import (
	"net/http"
	"strings"

	"mockpds/internal/xrpc"
)

// unknownMethod answers calls to methods that are not served here. The reference passes them on to another service, the one
// that the atproto-proxy header names or its AppView, once the caller has shown an access token; a mock has none to pass
// them on to.
func (p *PDS) unknownMethod(c *xrpc.Call) error {
	if err := checkProxyHeader(c.Request.Header.Get("Atproto-Proxy")); err != nil {
		return err
	}
	if _, err := p.access(standardAccess)(c); err != nil {
		return err
	}
	return &xrpc.Error{Status: http.StatusBadGateway, Name: "UpstreamFailure", Message: "Upstream service unreachable"}
}

// checkProxyHeader refuses a header that is not DID#service.
func checkProxyHeader(header string) error {
	if header == "" {
		return nil
	}
	did, service, _ := strings.Cut(header, "#")
	switch {
	case did == "":
		return xrpc.InvalidRequest("no did specified in proxy header")
	case service == "":
		return xrpc.InvalidRequest("no service id specified in proxy header")
	case strings.Contains(service, "#"):
		return xrpc.InvalidRequest("invalid proxy header format")
	case strings.Contains(header, " "):
		return xrpc.InvalidRequest("proxy header cannot contain spaces")
	}
	return nil
}
