package mockpdstest

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"strings"
)

// Client is an HTTP client that needs no network. The hosts under the server's handle domain
// (alice.test) and plc.directory are the server itself, under https as well, so that handles and
// DIDs resolve; other hosts are reached as usual. It keeps no cookies, and its connections end with
// the server. With InMemory it is the only way to the server, whose host is localhost then.
func (p *PDS) Client() *http.Client {
	return p.client
}

// RootCAs returns what a client has to trust to reach a server with [TLS]. It is nil without.
func (p *PDS) RootCAs() *x509.CertPool {
	return p.roots
}

// A transport sends the requests for hosts that the server stands in for to the server.
type transport struct {
	*http.Transport
	server string // host and port
	domain string // with a leading dot
	secure bool   // the server speaks TLS, and nothing else
}

// A dialer opens a connection to an address.
type dialer func(ctx context.Context, network, address string) (net.Conn, error)

// dialTCP opens connections to a server, whatever the address.
func dialTCP(server string) dialer {
	return func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, server)
	}
}

// plcDirectory is the host that clients resolve DIDs at unless they are told another.
const plcDirectory = "plc.directory"

func newTransport(server, domain string, roots *x509.CertPool, dial dialer) *transport {
	t := &transport{
		Transport: &http.Transport{Proxy: http.ProxyFromEnvironment},
		server:    server, domain: domain, secure: roots != nil,
	}
	if t.secure {
		t.TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
		t.ForceAttemptHTTP2 = true
	}
	elsewhere := &net.Dialer{}
	t.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		if host, _, err := net.SplitHostPort(address); err == nil && (t.standsIn(host) || host == t.server) {
			return dial(ctx, network, address)
		}
		return elsewhere.DialContext(ctx, network, address)
	}
	return t
}

// RoundTrip sends a request. Those for the server go with TLS or without it, as it speaks it.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	switch standsIn := t.standsIn(r.URL.Hostname()); {
	case standsIn && t.secure:
		r = r.Clone(r.Context())
		r.Host = cmp.Or(r.Host, r.URL.Host)
		r.URL.Scheme, r.URL.Host = "https", t.server
	case standsIn && r.URL.Scheme == "https":
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
