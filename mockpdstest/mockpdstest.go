package mockpdstest

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync"
	"testing"

	"mockpds/internal/control"
	"mockpds/internal/findings"
	"mockpds/server"
)

// A PDS is a mock PDS that runs for one test, or until it is closed. It is safe for concurrent use.
type PDS struct {
	// URL is where clients reach it: http://, or https:// with [TLS], a loopback address, and a
	// port of its own. With [InMemory] the host is localhost, and only Client reaches it.
	URL string
	// EntrywayURL is where clients reach its entryway, the authorization server; empty without the
	// option [Entryway].
	EntrywayURL string

	control *control.Control
	client  *http.Client
	roots   *x509.CertPool
	fail    *failure // what fails at the end; nil if nothing does
	close   func() error
}

// New starts a mock PDS, with the default world unless an option says otherwise, and ends it with
// the test. It ends the test if an option cannot be served; of a fixture file with mistakes it
// tells all. A test that failed has in its log what the server saw that may explain it.
func New(t testing.TB, options ...Option) *PDS {
	t.Helper()
	p, err := start(options, t.Output)
	if err != nil {
		t.Fatalf("mockpdstest: %v", err)
	}
	t.Cleanup(func() {
		if p.fail != nil {
			p.AssertNoFindings(t, p.fail.except...)
			p.fail = nil
		}
		p.report(t)
		if err := p.Close(); err != nil {
			t.Errorf("mockpdstest: %v", err)
		}
	})
	return p
}

// Start starts a mock PDS as New does, for TestMain and for programs. It runs until Close is
// called.
func Start(options ...Option) (*PDS, error) {
	return start(options, nil)
}

// Close ends the server, and cuts all connections to it. The error says what of the calls
// FailOnFindings finds fault with, and which requests did not end. Closing it again does nothing. A
// server that New made is closed with its test.
func (p *PDS) Close() error {
	return p.close()
}

// start starts a mock PDS. What the Log option writes goes to output, or to standard error if that
// is nil.
func start(options []Option, output outputs) (*PDS, error) {
	s, err := configure(options, output)
	if err != nil {
		return nil, err
	}
	at, err := newPlace(s.inMemory, "localhost")
	if err != nil {
		return nil, err
	}
	p := &PDS{URL: s.scheme() + at.host, fail: s.fail}
	var entryway *place
	if s.Entryway {
		if entryway, err = newPlace(s.inMemory, hostname(s.EntrywayURL)); err != nil {
			return nil, errors.Join(err, at.Close())
		}
		s.PublicURL = cmp.Or(s.PublicURL, p.URL)
		s.EntrywayURL = cmp.Or(s.EntrywayURL, s.scheme()+entryway.host)
		p.EntrywayURL = s.EntrywayURL
	}
	pds, err := server.New(s.Config)
	if err != nil {
		return nil, errors.Join(err, at.Close(), entryway.Close())
	}
	p.control = pds.Control()
	if s.TLS != nil {
		p.roots = x509.NewCertPool()
		p.roots.AppendCertsFromPEM(s.CA)
	}
	stops := []func() error{serve(pds.Serve, at)}
	if s.Entryway {
		stops = append(stops, serve(pds.ServeEntryway, entryway))
	}
	transport := newTransport(at, entryway, s.HandleDomain, p.roots)
	p.client = &http.Client{Transport: transport}
	p.close = sync.OnceValue(func() error {
		err := p.failures()
		transport.CloseIdleConnections()
		for _, stop := range stops {
			err = errors.Join(err, stop())
		}
		return err
	})
	return p, nil
}

// A failure says what of a server's calls fails at its end.
type failure struct{ except []string }

// failures is what the calls show that clients did wrong, if that is asked for.
func (p *PDS) failures() error {
	if p.fail == nil {
		return nil
	}
	var all []error
	for _, f := range p.findings() {
		if !slices.Contains(p.fail.except, f.ID) {
			all = append(all, errors.New(findings.Format(f)))
		}
	}
	return errors.Join(all...)
}

// serve runs a server until the function that it returns is called, which waits for the end of all
// that belongs to it.
func serve(do func(context.Context, net.Listener) error, l net.Listener) (stop func() error) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- do(ctx, cutListener{l, ctx}) }()
	return func() error {
		cancel()
		if err := <-ended; err != nil {
			return fmt.Errorf("a request did not end: %w", err)
		}
		return nil
	}
}

// A cutListener cuts its connections once ctx is done. A server that shuts down waits for requests
// of which the body has not come; a test that is over has no use for them.
type cutListener struct {
	net.Listener
	ctx context.Context
}

// Accept waits for the next connection.
func (l cutListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err == nil {
		context.AfterFunc(l.ctx, func() { _ = conn.Close() })
	}
	return conn, err
}
