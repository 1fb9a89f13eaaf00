package exchange

import (
	"cmp"
	"net"
	"net/http"
	"net/netip"
	"strings"

	"mockpds/internal/xrpc"
)

// Origin is the URL, without a path, by which a request reached the server.
func Origin(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	if forwarded := forwarded(r, "X-Forwarded-Proto"); forwarded != "" {
		scheme = forwarded
	}
	return scheme + "://" + Host(r)
}

// Host is the host and port that the client asked for.
func Host(r *http.Request) string {
	return cmp.Or(forwarded(r, "X-Forwarded-Host"), r.Host, "localhost")
}

// Hostname is Host without the port.
func Hostname(r *http.Request) string {
	host := Host(r)
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

// ClientAddress is the address that a request comes from: of the chain that trusted proxies report, the last one that is
// not a trusted proxy itself.
func ClientAddress(r *http.Request) string {
	address := r.RemoteAddr
	if host, _, err := net.SplitHostPort(address); err == nil {
		address = host
	}
	if r.Header["X-Forwarded-For"] == nil {
		return address
	}
	chain := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(chain) - 1; i >= 0 && trustedAddress(address); i-- {
		if next := strings.TrimSpace(chain[i]); next != "" {
			address = next
		}
	}
	return address
}

func trustedAddress(text string) bool {
	ip, err := netip.ParseAddr(text)
	if err != nil {
		return false
	}
	ip = ip.Unmap()
	return ip.IsLoopback() || ip.IsLinkLocalUnicast() || ip.IsPrivate()
}
