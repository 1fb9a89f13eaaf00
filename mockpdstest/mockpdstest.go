package mockpdstest

import (
	"context"
	"crypto/x509"
	"net"
	"net/http"
	"testing"

	"mockpds/internal/control"
	"mockpds/server"
)

// A PDS is a mock PDS that runs for one test. It is safe for concurrent use.
type PDS struct {
	// URL is where it listens: http://, or https:// with [TLS], a loopback address, and a port of its own.
	URL string

	control *control.Control
	client  *http.Client
	roots   *x509.CertPool
}

// New starts a mock PDS, with the default world unless an option says otherwise, and ends it with the test. It fails the
// test when an option cannot be served; a fixture file with mistakes is answered with all of them. A test that failed has in
// its log what the server saw that may explain it.
func New(t testing.TB, options ...Option) *PDS {
	t.Helper()
	config, err := configure(t, options)
	if err != nil {
		t.Fatalf("mockpdstest: %v", err)
	}
	pds, err := server.New(config)
	if err != nil {
		t.Fatalf("mockpdstest: %v", err)
	}
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("mockpdstest: %v", err)
	}
	p := &PDS{URL: "http://" + l.Addr().String(), control: pds.Control()}
	if config.TLS != nil {
		p.URL = "https://" + l.Addr().String()
		p.roots = x509.NewCertPool()
		p.roots.AppendCertsFromPEM(config.CA)
	}
	transport := newTransport(l.Addr().String(), config.HandleDomain, p.roots)
	p.client = &http.Client{Transport: transport}
	stop := serve(t, pds, l)
	t.Cleanup(func() {
		p.report(t)
		transport.CloseIdleConnections()
		stop()
	})
	return p
}

// serve runs a server until the function that it returns is called, which waits for the end of all that belongs to it.
func serve(t testing.TB, pds *server.PDS, l net.Listener) (stop func()) {
	connections := &closer{Listener: l, open: map[net.Conn]bool{}}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- pds.Serve(ctx, connections) }()
	return func() {
		cancel()
		connections.end()
		if err := <-ended; err != nil {
			t.Errorf("mockpdstest: a request did not end with the test: %v", err)
		}
	}
}
