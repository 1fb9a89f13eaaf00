package mockpdstest

import (
	"maps"
	"net"
	"slices"
	"sync"
)

// A closer is a listener that can cut all its connections at once. A server that shuts down waits
// for clients which have connected and not spoken yet, and for requests that are kept waiting; a
// test that is over has no use for either.
type closer struct {
	net.Listener

	mu    sync.Mutex // guards the fields below
	open  map[net.Conn]bool
	ended bool
}

// Accept waits for the next connection.
func (c *closer) Accept() (net.Conn, error) {
	conn, err := c.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended {
		_ = conn.Close()
	}
	tracked := &trackedConn{conn, c}
	c.open[tracked] = true
	return tracked, nil
}

// end cuts all connections, and those that are yet to come.
func (c *closer) end() {
	c.mu.Lock()
	c.ended = true
	open := slices.Collect(maps.Keys(c.open))
	c.mu.Unlock()
	for _, conn := range open {
		_ = conn.Close()
	}
}

// A trackedConn tells its closer when it is closed.
type trackedConn struct {
	net.Conn
	closer *closer
}

// Close closes the connection.
func (c *trackedConn) Close() error {
	c.closer.mu.Lock()
	delete(c.closer.open, c)
	c.closer.mu.Unlock()
	return c.Conn.Close()
}
