package mockpdstest

import (
	"context"
	"net"
	"sync"
)

// Pipes are connections within the process: what dial opens, Accept returns the other end of. It is
// a net.Listener.
type pipes struct {
	accepted chan net.Conn
	closed   chan struct{}
	close    func()
}

func newPipes() *pipes {
	p := &pipes{accepted: make(chan net.Conn), closed: make(chan struct{})}
	p.close = sync.OnceFunc(func() { close(p.closed) })
	return p
}

// dial opens a connection.
func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case p.accepted <- pipe{far}:
		return pipe{near}, nil
	case <-p.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// Accept waits for the next connection.
func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.accepted:
		return conn, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

// Close ends Accept.
func (p *pipes) Close() error {
	p.close()
	return nil
}

// Addr is a loopback address.
func (p *pipes) Addr() net.Addr { return loopback }

// loopback is the address of both ends: the server tells it from that of a stranger.
var loopback = &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)}

// A pipe is one end of a connection.
type pipe struct{ net.Conn }

// LocalAddr is a loopback address.
func (pipe) LocalAddr() net.Addr { return loopback }

// RemoteAddr is a loopback address.
func (pipe) RemoteAddr() net.Addr { return loopback }
