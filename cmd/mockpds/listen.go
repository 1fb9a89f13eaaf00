package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"syscall"

	"mockpds/server"
)

// listeners are where a server is reached.
type listeners struct {
	pds     net.Listener
	control net.Listener // of the control API alone; nil when that is beside the PDS
}

// listenAll listens at the addresses of the options, or at none of them.
func listenAll(ctx context.Context, o *options) (listeners, error) {
	pds, err := listen(ctx, "--addr", o.addr)
	if err != nil || o.control == "" {
		return listeners{pds: pds}, err
	}
	control, err := listen(ctx, "--control-addr", o.control)
	if err != nil {
		return listeners{}, errors.Join(err, pds.Close())
	}
	return listeners{pds, control}, nil
}

// serve answers until ctx is done or one listener fails, which ends the other.
func (l listeners) serve(ctx context.Context, pds *server.PDS) error {
	if l.control == nil {
		return pds.Serve(ctx, l.pds)
	}
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() {
		defer stop()
		ended <- pds.ServeControl(ctx, l.control)
	}()
	err := pds.Serve(ctx, l.pds)
	stop()
	return errors.Join(err, <-ended)
}

// listen listens at an address that a flag or its variable named.
func listen(ctx context.Context, flag, addr string) (net.Listener, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	switch {
	case err == nil:
		return listener, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("%s is in use: stop what listens there, or choose another port with %s (port 0 is any free one)", addr, flag)
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("may not listen on %s: choose a port above 1023 with %s", addr, flag)
	default:
		return nil, fmt.Errorf("cannot listen on %s: %w; choose an address of this machine with %s", addr, reason(err), flag)
	}
}

// reason takes off what a network error says about the address.
func reason(err error) error {
	if failed, ok := errors.AsType[*net.OpError](err); ok {
		return failed.Err
	}
	return err
}
