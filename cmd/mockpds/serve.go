package main

import (
	"context"
	"errors"
	"flag"
	"log/slog"
	"runtime"
	"runtime/debug"
	"time"

	"mockpds/fixtures"
	"mockpds/internal/clock"
	"mockpds/server"
)

// The heap is collected when it has grown by heapGrowth percent of what lives in it and of ballast, which is counted and never touched, so
// that it takes no memory: by some 6 MB while little lives, and not by as much again once much does. With Go's own rule a small heap
// would be collected all the time, which is a tenth of what a call costs, and a larger one would have more room than it needs.
const (
	heapGrowth = 30
	ballast    = 14 << 20
)

// startTime is more real time than starting takes, the work that it leaves for later included.
const startTime = time.Second

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
	lines := &batch{to: p.stderr}
	defer lines.Flush()
	o.config.Log = newLog(o.logFormat, lines)
	if err := p.populate(&o); err != nil {
		return err
	}
	var all findings
	if o.strict {
		if o.config.JournalEntries < 0 {
			return usagef("--fail-on-findings has no calls to look at with --journal-entries 0: leave one of them out")
		}
		o.config.Findings = all.add
	}
	pds, err := server.New(o.config)
	if err != nil {
		return usageError(err.Error())
	}
	open, err := listenAll(ctx, &o)
	if err != nil {
		return err
	}
	if !p.choosesCollector() {
		debug.SetGCPercent(heapGrowth)
		defer runtime.KeepAlive(make([]byte, ballast))
	}
	announce(p.stderr, &o, pds.ServiceDID(), open)
	lines.Flush() // somebody may wait for this
	go settle(ctx)
	err = open.serve(ctx, pds)
	if ctx.Err() == nil {
		return err
	}
	warnOfCut(o.config.Log, err)
	if o.strict {
		pds.TellFindings()
		return all.tell(p.stdout)
	}
	return nil
}

// choosesCollector tells whether the environment says when Go is to collect its heap.
func (p *process) choosesCollector() bool {
	_, percent := p.env("GOGC")
	_, limit := p.env("GOMEMLIMIT")
	return percent || limit
}

// warnOfCut tells of requests that outlasted the shutdown. That is no failure of the server's.
func warnOfCut(log *slog.Logger, err error) {
	if err != nil {
		log.Warn("ended before every request was answered: the rest is cut off", "error", err.Error())
	}
}

// settle gives the memory that only starting needed back to the system, once the curve's table is there.
func settle(ctx context.Context) {
	select {
	case <-clock.After(startTime):
		debug.FreeOSMemory()
	case <-ctx.Done():
	}
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
