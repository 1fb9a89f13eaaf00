package mockpdstest

import (
	"context"
	"net"
	"net/http"
	"strings"
)

// Client is an HTTP client that needs no network. The hosts under the server's handle domain (alice.test) and plc.directory
// are the server itself, under https as well, so that handles and DIDs resolve; other hosts are reached as usual.
// It keeps no cookies, and its connections end with the test.
func (p *PDS) Client() *http.Client {
	return p.client
}

// A transport sends the requests for hosts that the server stands in for to the server.
type transport struct {
	*http.Transport
	domain string // with a leading dot
}

// plcDirectory is the host that clients resolve DIDs at unless they are told another.
const plcDirectory = "plc.directory"

func newTransport(server, domain string) *transport {
	t := &transport{&http.Transport{Proxy: http.ProxyFromEnvironment}, domain}
	dialer := &net.Dialer{}
	t.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		if host, _, err := net.SplitHostPort(address); err == nil && t.standsIn(host) {
			address = server
		}
		return dialer.DialContext(ctx, network, address)
	}
	return t
}

// RoundTrip sends a request. Those for the server go without TLS, which it does not speak.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if t.standsIn(r.URL.Hostname()) && r.URL.Scheme == "https" {
		r = r.Clone(r.Context())
		r.URL.Scheme = "http"
		r.Header.Set("X-Forwarded-Proto", "https")
	}
	return t.Transport.RoundTrip(r)
}

func (t *transport) standsIn(host string) bool {
	host = strings.ToLower(host)
	return host == plcDirectory || strings.HasSuffix(host, t.domain)
}
