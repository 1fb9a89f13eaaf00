package conformance

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

// replyTimeout is how long one request may take, in real time. The reference is slow at passwords:
// 20 sign-ins at once take it seconds.
const replyTimeout = 30 * time.Second

// A reply is one HTTP response as it came.
type reply struct {
	status int
	header http.Header
	body   []byte
}

// exchange sends the bytes of one request over a connection of its own and reads the reply.
func exchange(ctx context.Context, address, method string, message []byte) (*reply, error) {
	ctx, cancel := context.WithTimeout(ctx, replyTimeout)
	defer cancel()
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	// A server may answer, and close the connection, before it has read the whole request. So the
	// request is written beside the reading of the reply, and an error in writing is ignored.
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		_, _ = conn.Write(message)
	}()
	got, err := readReply(bufio.NewReader(conn), method)
	_ = conn.Close()
	<-sent
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return got, err
}

var errNoReply = errors.New("connection closed without a response")

// readReply reads a response to a request of the method, past any interim ones (100 Continue).
func readReply(r *bufio.Reader, method string) (*reply, error) {
	if _, err := r.Peek(1); errors.Is(err, io.EOF) {
		return nil, errNoReply
	}
	for {
		res, err := http.ReadResponse(r, &http.Request{Method: method})
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if err != nil {
			return nil, fmt.Errorf("read body: %w", err)
		}
		if res.StatusCode >= 200 || res.StatusCode == http.StatusSwitchingProtocols {
			return &reply{status: res.StatusCode, header: res.Header, body: body}, nil
		}
	}
}

// dialAddress returns the host and port to connect to for a base URL. The name localhost means IPv4
// here, as servers under test often listen there only.
func dialAddress(base *url.URL) (string, error) {
	if base.Scheme != "http" || base.Host == "" {
		return "", fmt.Errorf("%q is not an http URL of a server", base)
	}
	host, port := base.Hostname(), base.Port()
	if host == "localhost" {
		host = "127.0.0.1"
	}
	if port == "" {
		port = "80"
	}
	return net.JoinHostPort(host, port), nil
}
