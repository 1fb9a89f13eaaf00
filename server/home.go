package server

import (
	"sync/atomic"

	"mockpds/fixtures"
)

// A home is the public URL of the server, which a test may move. It is safe for concurrent use.
type home struct{ url atomic.Pointer[string] }

// URL is where clients reach the server, or empty when that is the URL by which each request came.
func (h *home) URL() string {
	return *h.url.Load()
}

// Move gives the server another public URL, or refuses one that could not stand in its config.
func (h *home) Move(to string) error {
	if _, err := checkPublicURL(&to); err != nil {
		return err
	}
	h.url.Store(&to)
	return nil
}

// goHome brings the public URL of the config back, whatever the world.
func (p *PDS) goHome(fixtures.World) {
	p.home.url.Store(&p.config.PublicURL)
}
