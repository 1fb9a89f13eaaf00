package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"net"
	"syscall"

	"mockpds/clock"
	"mockpds/fixtures"
	"mockpds/server"
)

// serve runs a mock PDS until ctx ends, and then lets running requests finish.
func serve(ctx context.Context, p *process, args []string) error {
	o, err := parse(args, p.env)
	if errors.Is(err, flag.ErrHelp) {
		return help(ctx, p, nil)
	}
	if err != nil {
		return err
	}
	if o.logFormat == "" {
		o.logFormat = defaultLogFormat(p.stderr)
	}
	o.config.Log = newLog(o.logFormat, p.stderr)
	if err := p.populate(&o); err != nil {
		return err
	}
	pds, err := server.New(o.config)
	if err != nil {
		return usageError(err.Error())
	}
	listener, err := listen(ctx, o.addr)
	if err != nil {
		return err
	}
	announce(p.stderr, &o, pds.ServiceDID(), listener.Addr())
	err = pds.Serve(ctx, listener)
	if ctx.Err() != nil {
		return nil // a request that outlasts the shutdown is no failure of the server's
	}
	return err
}

// populate gives the config its clock and its world.
func (p *process) populate(o *options) error {
	o.config.Clock = &clock.Clock{}
	from := fixtures.Options{Seed: o.config.Seed, Now: o.config.Clock.Now()}
	world, err := fixtures.World{}, error(nil)
	if o.fixtures == "" {
		world = fixtures.Default(from)
	} else {
		world, err = p.readFixtures(o.fixtures, from)
	}
	o.config.World = &world
	return err
}

func listen(ctx context.Context, addr string) (net.Listener, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	switch {
	case err == nil:
		return listener, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("%s is in use: stop what listens there, or choose another port with --addr (port 0 is any free one)", addr)
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("may not listen on %s: choose a port above 1023 with --addr", addr)
	default:
		return nil, fmt.Errorf("cannot listen on %s: %w; choose an address of this machine with --addr", addr, reason(err))
	}
}

// reason takes off what a network error says about the address.
func reason(err error) error {
	if failed, ok := errors.AsType[*net.OpError](err); ok {
		return failed.Err
	}
	return err
}
