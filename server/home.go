package server

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
)

// A home is the public URL of the server, which a test may move. It is safe for concurrent use.
type home struct{ url atomic.Pointer[string] }

func newHome(url string) *home {
	h := &home{}
	h.url.Store(&url)
	return h
}

// URL returns where clients reach the server. It is empty if that is the URL by which each
// request came.
func (h *home) URL() string {
	return *h.url.Load()
}

// Move gives the server another public URL. It refuses one that could not stand in a Config.
func (h *home) Move(to string) error {
	normal, _, err := normalURL("public", to)
	if err != nil {
		return err
	}
	h.url.Store(&normal)
	return nil
}

// publicURL returns where clients reach the PDS: as configured, or else as this request did.
func (p *protocol) publicURL(r *http.Request) string {
	return cmp.Or(p.home.URL(), p.reached(r, p.atEntryway(r.Context()), p.ports.pds))
}

// hostname returns the server's own host name, whatever host a request came to: that of its DID
// if it is a did:web, else that of its public URL, else localhost.
func (p *protocol) hostname() string {
	if host, ok := strings.CutPrefix(p.config.ServiceDID, "did:web:"); ok {
		host, _, _ = strings.Cut(host, "%3A")
		return host
	}
	if u, err := url.Parse(p.home.URL()); err == nil && u.Hostname() != "" {
		return u.Hostname()
	}
	return "localhost"
}

// ours reports whether a host name, in lower case and without a port, is the server's: that of
// its public URL, as configured or as moved, that of its entryway, or one under the domain of its
// handles.
func (p *protocol) ours(host string) bool {
	for _, home := range []string{p.config.PublicURL, p.home.URL(), p.config.EntrywayURL} {
		if u, err := url.Parse(home); err == nil && strings.EqualFold(u.Hostname(), host) {
			return true
		}
	}
	return strings.HasSuffix("."+host, p.config.HandleDomain)
}
