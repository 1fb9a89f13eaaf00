package server_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"mockpds/internal/clock"
	"mockpds/server"
)

// A pipe is a net.Listener whose connections are in memory: time can pass on them at once.
type pipe struct {
	opened chan net.Conn
	ended  context.Context
	end    context.CancelFunc
}

func (p *pipe) Accept() (net.Conn, error) {
	select {
	case c := <-p.opened:
		return c, nil
	case <-p.ended.Done():
		return nil, net.ErrClosed
	}
}

func (p *pipe) Close() error   { p.end(); return nil }
func (p *pipe) Addr() net.Addr { return &net.TCPAddr{} }

// A client writes requests as they stand, each text at once, and reads replies.
type client struct {
	net.Conn

	t       *testing.T
	replies *bufio.Reader
}

func (p *pipe) dial(t *testing.T) *client {
	here, there := net.Pipe()
	p.opened <- there
	t.Cleanup(func() { _ = here.Close() })
	return &client{here, t, bufio.NewReader(here)}
}

func (c *client) ask(parts ...string) (status int, body string) {
	c.t.Helper()
	for _, part := range parts {
		if _, err := io.WriteString(c, part); err != nil {
			c.t.Fatal(err)
		}
	}
	r, err := http.ReadResponse(c.replies, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	text, err := io.ReadAll(r.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return r.StatusCode, string(text)
}

// served runs a test with a server on a pipe, in time that passes when all wait for it.
func served(t *testing.T, test func(t *testing.T, p *pipe)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		pds, err := server.New(server.Config{})
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		p := &pipe{opened: make(chan net.Conn)}
		p.ended, p.end = context.WithCancel(t.Context()) // not ctx: the server is to close it
		ended := make(chan error, 1)
		go func() { ended <- pds.Serve(ctx, p) }()
		test(t, p)
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

const askHealth = "GET /xrpc/_health HTTP/1.1\r\nHost: x\r\n\r\n"

func TestAConnectionOpenedAheadAnswersALateRequest(t *testing.T) {
	served(t, func(t *testing.T, p *pipe) {
		c := p.dial(t)
		<-clock.After(time.Hour)
		if status, body := c.ask(askHealth); status != http.StatusOK {
			t.Errorf("after an hour of silence: %d %s", status, body)
		}
		<-clock.After(time.Hour)
		if status, body := c.ask(askHealth); status != http.StatusOK {
			t.Errorf("after another hour: %d %s", status, body)
		}
	})
}

func TestAHeaderMustEndTenSecondsAfterItBegins(t *testing.T) {
	served(t, func(t *testing.T, p *pipe) {
		c := p.dial(t)
		<-clock.After(time.Hour)
		begun := clock.Wall()
		if _, err := io.WriteString(c, "G"); err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, c); err != nil {
			t.Error(err)
		}
		if waited := clock.Wall().Sub(begun); waited != 10*time.Second {
			t.Errorf("the connection is closed after %v", waited)
		}
	})
}

func TestAStrayPercentSignInAPathIsRouted(t *testing.T) {
	served(t, func(t *testing.T, p *pipe) {
		c := p.dial(t)
		for range 2 {
			for path, want := range map[string]int{
				"/%zz": 404, "/%": 404, "/%%%": 404, "/xrpc/com.atproto.server.%zz": 400, "/xrpc/com.atproto.server.describeServer?%zz=%": 200,
			} {
				status, body := c.ask("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n")
				if status != want || strings.HasPrefix(body, "400") { // which is how net/http begins
					t.Errorf("%s: %d %s, want %d", path, status, body, want)
				}
			}
		}
	})
}

// What looks like a request line in a body is part of the body: were it made longer, its end would
// be read as the next request.
func TestAStrayPercentSignInABodyStays(t *testing.T) {
	served(t, func(t *testing.T, p *pipe) {
		c := p.dial(t)
		const body = "GET /100%zz HTTP/1.1\r\n"
		status, reply := c.ask("POST /xrpc/com.atproto.server.createSession HTTP/1.1\r\nHost: x\r\n"+
			"Content-Type: application/json\r\nContent-Length: 44\r\n\r\n", body, body)
		if status != http.StatusBadRequest {
			t.Errorf("%d %s", status, reply)
		}
		if status, reply := c.ask(askHealth); status != http.StatusOK {
			t.Errorf("the request after it: %d %s", status, reply)
		}
	})
}
