package server

import (
	"cmp"
	"net"
	"net/http"
	"net/url"
	"strings"

	"mockpds/internal/xrpc"
)

// publicURL is where clients reach the server: as configured, else as this request did.
func (p *PDS) publicURL(r *http.Request) string {
	if home := p.home.URL(); home != "" {
		return home
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	if forwarded := forwarded(r, "X-Forwarded-Proto"); forwarded != "" {
		scheme = forwarded
	}
	return scheme + "://" + requestHost(r)
}

// requestHost is the host and port that the client asked for.
func requestHost(r *http.Request) string {
	return cmp.Or(forwarded(r, "X-Forwarded-Host"), r.Host, "localhost")
}

// requestHostname is requestHost without the port.
func requestHostname(r *http.Request) string {
	host := requestHost(r)
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return host
}

// forwarded reads the first value of a header that a proxy sets, if a proxy that is trusted sent the request.
func forwarded(r *http.Request, header string) string {
	value := xrpc.FirstHeader(r, header)
	if value == "" || !trustedProxy(r.RemoteAddr) {
		return ""
	}
	value, _, _ = strings.Cut(value, ",")
	return strings.TrimSpace(value)
}

// trustedProxy tells whether an address may say for whom it speaks: loopback, link-local and private ones may, as in the
// reference.
func trustedProxy(remote string) bool {
	host, _, err := net.SplitHostPort(remote)
	return err == nil && trustedAddress(host)
}

// hostname is the server's own host name, whatever host a request came to: that of its DID if it is a did:web, else that
// of its configured URL, else localhost.
func (p *PDS) hostname() string {
	if host, ok := strings.CutPrefix(p.config.ServiceDID, "did:web:"); ok {
		host, _, _ = strings.Cut(host, "%3A")
		return host
	}
	if u, err := url.Parse(p.home.URL()); err == nil && u.Hostname() != "" {
		return u.Hostname()
	}
	return "localhost"
}

// ours tells whether a host name, in lower case and without a port, is the server's: that of its public URL, as configured or as
// moved, or one under the domain of its handles.
func (p *PDS) ours(host string) bool {
	for _, home := range []string{p.config.PublicURL, p.home.URL()} {
		if u, err := url.Parse(home); err == nil && strings.EqualFold(u.Hostname(), host) {
			return true
		}
	}
	return strings.HasSuffix("."+host, p.config.HandleDomain)
}
