package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"slices"
	"sync"
	"syscall"

	"mockpds/server"
)

// listeners are where a server is reached. Several of one kind have the same port.
type listeners struct {
	scheme   string // http or https
	pds      []net.Listener
	entryway []net.Listener // none without one
	control  []net.Listener // of the control API alone; none when that is beside the PDS
}

// listenAll listens at the addresses of the options, or at none of them.
func listenAll(ctx context.Context, o *options) (listeners, error) {
	l := listeners{scheme: "http"}
	if o.config.TLS != nil {
		l.scheme = "https"
	}
	for _, at := range []struct {
		flag, addr string
		opened     *[]net.Listener
	}{
		{"--addr", o.addr, &l.pds},
		{"--entryway-addr", o.entryway, &l.entryway},
		{"--control-addr", o.control, &l.control},
	} {
		if at.addr == "" {
			continue
		}
		var err error
		if *at.opened, err = listen(ctx, at.flag, at.addr); err != nil {
			return listeners{}, errors.Join(err, closeAll(l.all()))
		}
	}
	return l, nil
}

func (l listeners) all() []net.Listener {
	return slices.Concat(l.pds, l.entryway, l.control)
}

func closeAll(all []net.Listener) error {
	var err error
	for _, l := range all {
		err = errors.Join(err, l.Close())
	}
	return err
}

// serve answers until ctx is done or one listener fails, which ends the others.
func (l listeners) serve(ctx context.Context, pds *server.PDS, log *slog.Logger) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error)
	once := new(sync.Once)
	serveAt := func(all []net.Listener, serve func(context.Context, net.Listener) error) {
		for _, one := range all {
			go func() { ended <- serve(ctx, tellingListener{one, log, once}) }()
		}
	}
	if l.entryway != nil {
		pds.ListenAt(l.pds[0].Addr(), l.entryway[0].Addr())
	}
	serveAt(l.pds, pds.Serve)
	serveAt(l.entryway, pds.ServeEntryway)
	serveAt(l.control, pds.ServeControl)
	var err error
	for range l.all() {
		err = errors.Join(err, <-ended)
		stop()
	}
	return err
}

// freePortTries is how often a port that is free on both loopback addresses is looked for.
const freePortTries = 10

// listen listens at an address that a flag or its variable named. The host localhost stands for
// both loopback addresses, as far as this machine has them, because clients try either of them
// first.
func listen(ctx context.Context, flag, addr string) ([]net.Listener, error) {
	host, port, err := splitAddr(addr)
	if err != nil || host != "localhost" {
		l, err := listenAt(ctx, addr)
		if err != nil {
			return nil, explainListening(err, flag, addr)
		}
		return []net.Listener{l}, nil
	}
	var both []net.Listener
	for range freePortTries {
		both, err = listenOnLoopbacks(ctx, port)
		if err == nil || port != "0" || !errors.Is(err, syscall.EADDRINUSE) {
			break
		}
	}
	if err != nil {
		return nil, explainListening(err, flag, addr)
	}
	return both, nil
}

func listenAt(ctx context.Context, addr string) (net.Listener, error) {
	return new(net.ListenConfig).Listen(ctx, "tcp", addr)
}

// listenOnLoopbacks listens on the loopback addresses that there are, on one port.
func listenOnLoopbacks(ctx context.Context, port string) ([]net.Listener, error) {
	var all []net.Listener
	var absent error
	for _, host := range []string{"127.0.0.1", "::1"} {
		l, err := listenAt(ctx, net.JoinHostPort(host, port))
		switch {
		case err == nil:
			all = append(all, l)
			_, port, _ = net.SplitHostPort(l.Addr().String())
		case noSuchAddress(err):
			absent = err
		default:
			return nil, errors.Join(err, closeAll(all))
		}
	}
	if len(all) == 0 {
		return nil, absent
	}
	return all, nil
}

// noSuchAddress reports whether a machine has no such address, or none of its family.
func noSuchAddress(err error) bool {
	return errors.Is(err, syscall.EADDRNOTAVAIL) || errors.Is(err, syscall.EAFNOSUPPORT) ||
		errors.Is(err, syscall.EPROTONOSUPPORT)
}

func explainListening(err error, flag, addr string) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("%s is in use: stop what listens there, or choose another port with %s "+
			"(port 0 is any free one)", addr, flag)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("may not listen on %s: choose a port above 1023 with %s", addr, flag)
	default:
		return fmt.Errorf("cannot listen on %s: %w; choose an address of this machine with %s",
			addr, reason(err), flag)
	}
}

// reason takes off what a network error says about the address.
func reason(err error) error {
	if failed, ok := errors.AsType[*net.OpError](err); ok {
		return failed.Err
	}
	return err
}

// A tellingListener says once in the log that the process may open no more connections. net/http
// tries again and again, and clients wait.
type tellingListener struct {
	net.Listener

	log  *slog.Logger
	once *sync.Once
}

// Accept waits for the next connection.
func (l tellingListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) {
		l.once.Do(func() {
			l.log.Warn("no more connections can be accepted, as too many files are open: "+
				"close some, or raise the limit (ulimit -n)", "error", reason(err).Error())
		})
	}
	return c, err
}
