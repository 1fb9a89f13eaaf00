package server

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

const (
	// headerTimeout is how long a client may take to send a request's headers.
	headerTimeout = 10 * time.Second
	// maxHeader is the size in bytes from which headers are refused with 431: with the room
	// net/http adds, the 16 KiB of the reference's HTTP parser.
	maxHeader = 12 << 10
	// shutdownTime is how long running requests may take to end.
	shutdownTime = 5 * time.Second
)

// Serve answers on l until ctx is done. It then lets running requests end, for at most five
// seconds, and returns nil. Requests that are held or delayed on purpose are cut off at once.
// Those that took longer are cut off too, and said as an error. It closes l. Times here are real
// time.
func (p *PDS) Serve(ctx context.Context, l net.Listener) error {
	return p.serve(ctx, l, p)
}

// ServeControl answers for the control API alone, as Serve does for everything.
func (p *PDS) ServeControl(ctx context.Context, l net.Listener) error {
	return p.serve(ctx, l, p.ControlHandler())
}

func (p *PDS) serve(ctx context.Context, l net.Listener, h http.Handler) error {
	silent := silentConns{open: map[net.Conn]bool{}}
	s := &http.Server{
		Handler:                      h,
		BaseContext:                  func(net.Listener) context.Context { return ctx },
		ReadHeaderTimeout:            headerTimeout,
		DisableGeneralOptionsHandler: true, // OPTIONS * is answered like any other
		MaxHeaderBytes:               maxHeader,
		ErrorLog:                     slog.NewLogLogger(p.protocol.config.Log.Handler(), slog.LevelDebug),
		ConnState: func(c net.Conn, state http.ConnState) {
			silent.note(c, state)
			noteState(c, state)
		},
	}
	l = listener{l}
	if config := p.protocol.config.TLS; config != nil {
		config = config.Clone()
		config.NextProtos = []string{"h2", "http/1.1"}
		l = tls.NewListener(l, config)
		// A client may not trust the certificate.
		s.ErrorLog = slog.NewLogLogger(p.protocol.config.Log.Handler(), slog.LevelWarn)
	}
	failed := make(chan error, 1)
	go func() { failed <- s.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
	defer cancel()
	silent.close()
	if err := s.Shutdown(ending); err != nil {
		return errors.Join(err, s.Close())
	}
	return nil
}

// silentConns are the connections on which no request has begun: clients and browsers open them
// ahead of need. net/http would wait five seconds for each when it shuts down.
type silentConns struct {
	mu     sync.Mutex // guards the fields below
	open   map[net.Conn]bool
	ending bool
}

// note is called when a connection changes its state.
func (s *silentConns) note(c net.Conn, state http.ConnState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case state != http.StateNew:
		delete(s.open, c)
	case s.ending:
		_ = c.Close()
	default:
		s.open[c] = true
	}
}

// close closes them all, and those that are still to come.
func (s *silentConns) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ending = true
	for c := range s.open {
		_ = c.Close()
	}
}
