package server

import (
	"bytes"
	"net"
	"regexp"
)

// A lenientListener hands its requests to handlers even when their path is percent-encoded badly. net/http refuses such a
// request before any handler sees it, with an answer that no client of a PDS expects; the reference routes it like any other.
type lenientListener struct{ net.Listener }

// Accept waits for the next connection.
func (l lenientListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &lenientConn{Conn: c}, nil
}

// A lenientConn encodes the stray percent signs in the request lines that it reads.
type lenientConn struct {
	net.Conn
	rest []byte // read and repaired, and not yet handed on
}

// Read reads as the connection does. A request line is only recognised at the beginning of what the client sent at once.
func (c *lenientConn) Read(b []byte) (int, error) {
	if len(c.rest) > 0 {
		n := copy(b, c.rest)
		c.rest = c.rest[n:]
		return n, nil
	}
	n, err := c.Conn.Read(b)
	if repaired, ok := repairRequestLine(b[:n]); ok {
		n = copy(b, repaired)
		c.rest = repaired[n:]
	}
	return n, err
}

var (
	requestLine  = regexp.MustCompile(`^[A-Z]+ \S+ HTTP/1\.[01]\r?\n`)
	strayPercent = regexp.MustCompile(`%([^0-9A-Fa-f]|[0-9A-Fa-f][^0-9A-Fa-f])`)
)

// repairRequestLine writes %25 for each percent sign in a request line that begins no percent-encoding, if there is one.
func repairRequestLine(data []byte) ([]byte, bool) {
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
