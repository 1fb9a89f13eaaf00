package main

import (
	"cmp"
	"context"
	"errors"
	"io"
	"log/slog"
	"runtime"
	"runtime/debug"
	"slices"
	"time"

	"mockpds/fixtures"
	"mockpds/internal/clock"
	"mockpds/server"
)

// The heap is collected when it has grown by heapGrowth percent of what lives in it and of ballast, which is counted and never touched, so
// that it takes no memory: by some 4 MB while little lives, and not by as much again once much does. With Go's own rule a small heap
// would be collected all the time, which is a tenth of what a call costs, and a larger one would have more room than it needs.
const (
	heapGrowth = 15
	ballast    = 24 << 20
)

// startTime is more real time than starting takes, the work that it leaves for later included.
const startTime = time.Second

// serve runs a mock PDS until ctx ends, and then lets running requests finish.
func serve(ctx context.Context, p *process, args []string) error {
	o, rest, err := p.parse("serve", args)
	o.logFormat = cmp.Or(o.logFormat, defaultLogFormat(p.stderr))
	p.jsonErrors = o.logFormat == "json"
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return usagef("unexpected argument %q: flags begin with --, and a command comes before them (mockpds help)", rest[0])
	}
	if o.withStdin {
		if slices.Contains(o.fixtures, "-") {
			return usagef("--exit-on-stdin-close and --fixtures - both read standard input: leave one of them out")
		}
		var stop context.CancelFunc
		ctx, stop = context.WithCancel(ctx)
		go func() {
			_, _ = io.Copy(io.Discard, p.stdin) // however it ends
			stop()
		}()
	}
	return p.serveUntil(ctx, &o, p.stdout, func(environment) {})
}

// serveUntil serves until ctx ends, and then prints findings, if they are a failure. When the server is ready, it calls
// ready with the variables by which a command finds it.
func (p *process) serveUntil(ctx context.Context, o *options, findingsTo io.Writer, ready func(environment)) error {
	surviveClosedPipes()
	log, lines := openLog(o.logFormat, p.stderr)
	defer lines.Close()
	o.config.Log = log
	var all collected
	if o.strict {
		if o.config.JournalEntries < 0 {
			return usagef("--fail-on-findings has no calls to look at with --journal-entries 0: leave one of them out")
		}
		o.config.Findings = all.add
	}
	if err := p.populate(o); err != nil {
		return err
	}
	if err := o.configureTLS(); err != nil {
		return err
	}
	pds, err := server.New(o.config)
	if err != nil {
		return usageError(err.Error())
	}
	if err := o.urlFile.clear(); err != nil {
		return err
	}
	open, err := listenAll(ctx, o)
	if err != nil {
		return err
	}
	if !p.choosesCollector() {
		debug.SetGCPercent(heapGrowth)
		defer runtime.KeepAlive(make([]byte, ballast))
	}
	remove, err := o.urlFile.write(open.url())
	if err != nil {
		return errors.Join(err, open.close())
	}
	defer remove()
	announce(lines, o, pds.ServiceDID(), open)
	p.env.warnOfUnknown(log)
	lines.Flush() // somebody may wait for this
	ready(o.variables(open))
	go settle(ctx)
	err = open.serve(ctx, pds, log)
	if ctx.Err() != nil {
		warnOfCut(log, err)
		err = nil
	}
	if o.strict {
		pds.TellFindings()
		return failures{err, all.tell(findingsTo)}
	}
	return err
}

// variables are those by which a command finds the server.
func (o *options) variables(at listeners) environment {
	found := environment{urlVariable: at.url(), controlURLVariable: at.controlURL()}
	if o.tls.caFile != "" {
		found[caFileVariable] = o.tls.caFile
	}
	if o.config.ControlToken != "" {
		found[tokenVariable] = o.config.ControlToken
	}
	return found
}

// choosesCollector reports whether the environment says when Go is to collect its heap.
func (p *process) choosesCollector() bool {
	_, percent := p.env["GOGC"]
	_, limit := p.env["GOMEMLIMIT"]
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
	from := fixtures.Options{Seed: o.config.Seed, Env: p.env.lookup}
	if len(o.fixtures) == 0 && o.inline.Text == nil {
		world := fixtures.Default(from)
		o.config.World = &world
		return nil
	}
	files, err := p.readFixtures(o.fixtures)
	if err != nil {
		return err
	}
	if o.inline.Text != nil {
		files = append(files, o.inline)
	}
	world, err := server.LoadFiles(files, from)
	o.config.World = &world
	return err
}
