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
// DIDs resolve, and the host of an entryway's URL is the entryway; other hosts are reached as
// usual. It keeps no cookies, and its connections end with
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
	pds      *place
	entryway *place // nil without one
	domain   string // with a leading dot
	secure   bool   // the server speaks TLS, and nothing else
}

// A place is where a server listens.
type place struct {
	net.Listener
	host string // with its port, or a name alone for one in memory
	name string // host name that stands for it, whatever the port; "" for none
	dial dialer
}

// newPlace listens on a free port, or in memory, for a host name that may be "".
func newPlace(inMemory bool, name string) (*place, error) {
	if inMemory {
		pipes := newPipes()
		return &place{pipes, name, name, pipes.dial}, nil
	}
	l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	host := l.Addr().String()
	return &place{l, host, name, dialTCP(host)}, nil
}

// Close stops listening. There may be no place at all.
func (p *place) Close() error {
	if p == nil {
		return nil
	}
	return p.Listener.Close()
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

func newTransport(pds, entryway *place, domain string, roots *x509.CertPool) *transport {
	t := &transport{
		Transport: &http.Transport{Proxy: http.ProxyFromEnvironment},
		pds:       pds, entryway: entryway, domain: domain, secure: roots != nil,
	}
	if t.secure {
		t.TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
		t.ForceAttemptHTTP2 = true
	}
	elsewhere := &net.Dialer{}
	t.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		if host, _, err := net.SplitHostPort(address); err == nil {
			if p := t.placeOf(host); p != nil {
				return p.dial(ctx, network, address)
			}
		}
		return elsewhere.DialContext(ctx, network, address)
	}
	return t
}

// RoundTrip sends a request. Those for the server go with TLS or without it, as it speaks it.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	switch p := t.placeOf(r.URL.Hostname()); {
	case p != nil && t.secure:
		r = r.Clone(r.Context())
		r.Host = cmp.Or(r.Host, r.URL.Host)
		r.URL.Scheme, r.URL.Host = "https", p.host
	case p != nil && r.URL.Scheme == "https":
		r = r.Clone(r.Context())
		r.URL.Scheme = "http"
		r.Header.Set("X-Forwarded-Proto", "https")
	}
	return t.Transport.RoundTrip(r)
}

// placeOf returns what a host name stands for, or nil.
func (t *transport) placeOf(host string) *place {
	switch host = strings.ToLower(host); {
	case t.entryway != nil && host == t.entryway.name:
		return t.entryway
	case host == t.pds.host || host == plcDirectory || strings.HasSuffix(host, t.domain):
		return t.pds
	default:
		return nil
	}
}
