package server_test

import (
	"context"
	"net"
	"net/http"
	"testing"

	"mockpds/server"
)

// A browser opens connections ahead of need: they must not hold up the end, nor be told as an
// error.
func TestServeDoesNotWaitForSilentConnections(t *testing.T) {
	pds, err := server.New(server.Config{})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- pds.Serve(ctx, l) }()

	silent, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	// Connections are taken in turn: once this one is answered, the silent one is known.
	r, err := http.Get("http://" + l.Addr().String() + "/xrpc/_health")
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Body.Close()

	stop()
	if err := <-ended; err != nil {
		t.Errorf("Serve returned %v with a silent connection open", err)
	}
}
