package xrpc

import "time"

// A Limit is how often a method may be called: Points in each Window, for each key. The limits of a
// method apply together with the global one of the server.
type Limit struct {
	Points int
	Window time.Duration
	Key    func(*Call) string // calls with the same key are counted together
	Shared string             // names the limit if methods share it; "" is for one method alone
	Cost   func(*Call) int    // points of a call; nil is 1
}

// A Limiter counts calls, also those to a name that no method has. Its error is the reply.
type Limiter interface {
	Count(c *Call, limits []Limit) error
}
