package mockpdstest

import (
	"testing"

	"mockpds/internal/control"
)

// SetPublicURL moves the service to another URL, scheme and host: from now on DID documents name
// that. The server listens where it did, its own DID stays, and tokens stay good. Empty is the URL
// that each request came by. The test ends when it is no such URL.
func (p *PDS) SetPublicURL(t testing.TB, url string) {
	t.Helper()
	_, err := p.control.SetPublicURL(t.Context(), control.PublicURL{PublicURL: url})
	must(t, err)
}

// PublicURL is where the server says that clients reach it, or empty when that is the URL that each
// request came by.
func (p *PDS) PublicURL() string {
	return p.control.Home.URL()
}
