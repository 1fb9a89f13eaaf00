package server

import (
	"bytes"
	"net"
	"net/http"
	"regexp"
	"time"

	"mockpds/internal/clock"
)

// A listener makes net/http's server treat connections as the reference does: see conn.
type listener struct{ net.Listener }

// Accept waits for the next connection.
func (l listener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &conn{Conn: c}, nil
}

// A conn differs from the connection within it in two ways.
//
// The time that a client has for its first header begins with its first byte: clients open
// connections ahead of need, and net/http would close one of them just as its first request comes.
//
// A stray percent sign in the path of a request is encoded. net/http refuses such a request before
// any handler sees it, with a reply that no client of a PDS expects; the reference routes it like
// any other.
type conn struct {
	net.Conn

	spoke  bool   // whether a byte has come
	begins bool   // whether the next byte is the first of a request
	rest   []byte // read and mended, and not yet handed on
}

// Read reads as the connection does. A request line is mended only if it comes in one piece.
func (c *conn) Read(b []byte) (int, error) {
	if len(c.rest) > 0 {
		n := copy(b, c.rest)
		c.rest = c.rest[n:]
		return n, nil
	}
	n, err := c.Conn.Read(b)
	if n == 0 {
		return n, err
	}
	if !c.spoke {
		c.spoke = true
		_ = c.Conn.SetReadDeadline(clock.Wall().Add(headerTimeout)) // net/http lifts it after the header
	}
	if c.begins {
		c.begins = false
		if mended, ok := mendRequestLine(b[:n]); ok {
			n = copy(b, mended)
			c.rest = mended[n:]
		}
	}
	return n, err
}

// SetReadDeadline has no effect before the first byte has come.
func (c *conn) SetReadDeadline(t time.Time) error {
	if !c.spoke {
		return nil
	}
	return c.Conn.SetReadDeadline(t)
}

// noteState notes on a conn that net/http waits for a request.
func noteState(nc net.Conn, state http.ConnState) {
	if c, ok := nc.(*conn); ok && (state == http.StateNew || state == http.StateIdle) {
		c.begins = true
	}
}

var (
	requestLine  = regexp.MustCompile(`^[A-Z]+ \S+ HTTP/1\.[01]\r?\n`)
	strayPercent = regexp.MustCompile(`%([^0-9A-Fa-f]|[0-9A-Fa-f][^0-9A-Fa-f])`)
)

// mendRequestLine writes %25 for each percent sign in the request line that data begins with, if
// the sign begins no percent-encoding. It reports whether there was one.
func mendRequestLine(data []byte) ([]byte, bool) {
	end := bytes.IndexByte(data, '\n') + 1
	if bytes.IndexByte(data[:end], '%') < 0 || !requestLine.Match(data[:end]) {
		return nil, false
	}
	line := data[:end:end]
	for strayPercent.Match(line) {
		line = strayPercent.ReplaceAll(line, []byte("%25$1"))
	}
	if len(line) == end {
		return nil, false
	}
	return append(line, data[end:]...), true
}
