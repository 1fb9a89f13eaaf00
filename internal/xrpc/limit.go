package xrpc

import "time"

// A Limit is how often a method may be called: so many points in each window, counted for each key apart.
// Limits of a method are applied together with the server's global one.
type Limit struct {
	Points int
	Window time.Duration
	Key    func(*Call) string // whose calls are counted together
}

// A Limiter counts calls. Method is nil for a call to a name that no method has. What it returns ends the call.
type Limiter interface {
	Count(c *Call, limits []Limit) error
}
