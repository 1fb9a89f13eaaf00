package exchange

import (
	"cmp"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"mockpds/internal/xrpc"
)

// Origin returns the URL, without a path, by which a request reached the server. Proxies that are
// trusted say so in X-Forwarded-Proto, X-Forwarded-Host and X-Forwarded-Port or in Forwarded
// (RFC 7239). A value that cannot be one is passed over.
func Origin(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	for _, said := range reported(r, "Proto") {
		if said = strings.ToLower(said); said == "http" || said == "https" {
			scheme = said
			break
		}
	}
	host := Host(r)
	if port := forwarded(r, "X-Forwarded-Port"); validHost.MatchString("x:"+port) &&
		(&url.URL{Host: host}).Port() == "" {
		host += ":" + port
	}
	return NormalOrigin(scheme, host)
}

// NormalOrigin returns the URL of a scheme and a host as browsers write it: in lower case, and
// without the port that is the scheme's default.
func NormalOrigin(scheme, host string) string {
	scheme, host = strings.ToLower(scheme), strings.ToLower(host)
	usual := map[string]string{"http": ":80", "https": ":443"}
	return scheme + "://" + strings.TrimSuffix(host, usual[scheme])
}

// Host returns the host, and the port if there is one, that the client asked for.
func Host(r *http.Request) string {
	for _, said := range reported(r, "Host") {
		if validHost.MatchString(said) {
			return said
		}
	}
	return cmp.Or(r.Host, "localhost")
}

// validHost matches a name or an IP address, with a port or without.
var validHost = regexp.MustCompile(`^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?$`)

// Hostname returns Host without the port.
func Hostname(r *http.Request) string { return withoutPort(Host(r)) }

func withoutPort(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return host
}

// reported returns what trusted proxies say of a request in X-Forwarded-NAME and in the first
// element of Forwarded; "" for what they do not say.
func reported(r *http.Request, name string) []string {
	return []string{
		forwarded(r, "X-Forwarded-"+name), parameter(forwarded(r, "Forwarded"), name),
	}
}

// forwarded returns the first value of a header that a trusted proxy has set, or "". Loopback,
// link-local and private addresses are trusted, as in the reference.
func forwarded(r *http.Request, header string) string {
	value := xrpc.FirstHeader(r, header)
	if value == "" || !trustedAddress(withoutPort(r.RemoteAddr)) {
		return ""
	}
	value, _, _ = strings.Cut(value, ",")
	return strings.TrimSpace(value)
}

// parameter returns a parameter of an element of a Forwarded header, or "".
func parameter(element, name string) string {
	for pair := range strings.SplitSeq(element, ";") {
		key, value, _ := strings.Cut(pair, "=")
		if strings.EqualFold(strings.TrimSpace(key), name) {
			return strings.Trim(strings.TrimSpace(value), `"`)
		}
	}
	return ""
}

// ClientAddress returns the address that a request comes from: of the chain that trusted proxies
// report in X-Forwarded-For or Forwarded, the last one that is not a trusted proxy itself.
func ClientAddress(r *http.Request) string {
	address := withoutPort(r.RemoteAddr)
	if r.Header["X-Forwarded-For"] == nil && r.Header["Forwarded"] == nil {
		return address
	}
	for _, next := range slices.Backward(reportedAddresses(r.Header)) {
		if !trustedAddress(address) {
			break
		}
		address = cmp.Or(next, address)
	}
	return address
}

// reportedAddresses returns the chain of addresses that proxies report, the client's first.
func reportedAddresses(h http.Header) []string {
	if values := h.Values("X-Forwarded-For"); len(values) > 0 {
		chain := strings.Split(strings.Join(values, ","), ",")
		for i := range chain {
			chain[i] = strings.TrimSpace(chain[i])
		}
		return chain
	}
	var chain []string
	for element := range strings.SplitSeq(strings.Join(h.Values("Forwarded"), ","), ",") {
		chain = append(chain, strings.Trim(withoutPort(parameter(element, "for")), "[]"))
	}
	return chain
}

func trustedAddress(text string) bool {
	ip, err := netip.ParseAddr(text)
	if err != nil {
		return false
	}
	ip = ip.Unmap()
	return ip.IsLoopback() || ip.IsLinkLocalUnicast() || ip.IsPrivate()
}
