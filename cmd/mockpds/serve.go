package main

import (
	"cmp"
	"context"
	"errors"
	"io"
	"log/slog"
	"runtime/debug"
	"slices"
	"time"

	"mockpds/fixtures"
	"mockpds/internal/clock"
	"mockpds/server"
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
		return usagef("unexpected argument %q: flags begin with --, "+
			"and a command comes before them (mockpds help)", rest[0])
	}
	if o.withStdin {
		if slices.Contains(o.fixtures, "-") {
			return usagef("--exit-on-stdin-close and --fixtures - both read standard input: " +
				"leave one of them out")
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

// serveUntil serves until ctx ends, and then prints findings, if they are a failure. When the
// server is ready, it calls ready with the variables by which a command finds it.
func (p *process) serveUntil(
	ctx context.Context, o *options, findingsTo io.Writer, ready func(environment),
) error {
	surviveClosedPipes()
	log, lines := openLog(o.logFormat, p.stderr)
	defer lines.Close()
	o.config.Log = log
	var all collected
	if o.strict {
		o.config.Findings = all.add
	}
	loaded := stampsOf(o.fixtures) // before they are read, so that no change after that is missed
	pds, err := p.newServer(ctx, o)
	if err != nil {
		return err
	}
	if err := o.urlFile.clear(); err != nil {
		return err
	}
	open, err := listenAll(ctx, o)
	if err != nil {
		return err
	}
	remove, err := o.urlFile.write(open.urls())
	if err != nil {
		return errors.Join(err, closeAll(open.all()))
	}
	defer remove()
	announce(lines, o, pds.ServiceDID(), open)
	p.env.warnOfUnknown(log)
	lines.Flush() // somebody may wait for this
	ready(o.variables(open))
	go p.env.settle(ctx)
	if o.watch {
		go watch(ctx, pds, o.fixtures, loaded, log)
	}
	wrong := failures{open.serve(ctx, pds, log)}
	if ctx.Err() != nil {
		warnOfCut(log, wrong[0])
		wrong = nil
	}
	if o.saves {
		wrong = append(wrong, save(pds, o.snapshot))
	}
	if o.strict {
		pds.TellFindings()
		wrong = append(wrong, all.tell(findingsTo))
	}
	return wrong
}

// newServer returns the server that the options describe, with the state of its snapshot.
func (p *process) newServer(ctx context.Context, o *options) (*server.PDS, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	if err := p.populate(o); err != nil {
		return nil, err
	}
	o.config.Entryway = o.entryway != ""
	if err := o.configureTLS(); err != nil {
		return nil, err
	}
	o.config.JournalBytes = journalBytes(containerMemory())
	pds, err := server.New(o.config)
	if err != nil {
		return nil, usageError(err.Error())
	}
	return pds, restore(ctx, pds, o.snapshot)
}

// check refuses settings that do not go together.
func (o *options) check() error {
	switch {
	case o.strict && o.config.JournalEntries < 0:
		return usagef("--fail-on-findings has no calls to look at with --journal-entries 0: " +
			"leave one of them out")
	case o.saves && o.snapshot == "":
		return usagef("--save-snapshot does not know where: name the file with --snapshot")
	case o.watch && !slices.ContainsFunc(o.fixtures, func(path string) bool { return path != "-" }):
		return usagef("--watch has no file to look at: name one with --fixtures")
	case o.entryway == "" && (o.config.EntrywayURL != "" || o.config.EntrywayRevokes):
		return usagef("--entryway-url and --entryway-revokes have no effect without --entryway-addr: " +
			"write it, too")
	}
	return nil
}

// variables are those by which a command finds the server.
func (o *options) variables(at listeners) environment {
	found := environment{urlVariable: at.url(), controlURLVariable: at.controlURL()}
	if at.entryway != nil {
		found[entrywayVariable] = cmp.Or(o.config.EntrywayURL, at.entrywayURL())
	}
	if o.tls.caFile != "" {
		found[caFileVariable] = o.tls.caFile
	}
	if o.config.ControlToken != "" {
		found[proofVariable] = o.config.ControlToken
	}
	return found
}

// warnOfCut tells of requests that outlasted the shutdown. That is no failure of the server's.
func warnOfCut(log *slog.Logger, err error) {
	if err != nil {
		log.Warn("ended before every request was answered: the rest is cut off", "error", err.Error())
	}
}

// settle waits until the server has started and the curve's table is there. Then it tunes the
// collector, which would only slow a start, and gives what starting needed back to the system.
func (e environment) settle(ctx context.Context) {
	select {
	case <-clock.After(startTime):
		e.tuneCollector()
		debug.FreeOSMemory()
	case <-ctx.Done():
	}
}

// populate gives the config its clock and its world.
func (p *process) populate(o *options) error {
	o.config.Clock = &clock.Clock{}
	from := fixtures.Options{Seed: o.config.Seed, Env: p.env.lookup}
	load := func() (fixtures.World, error) {
		files, err := p.files(o)
		if err != nil {
			return fixtures.World{}, err
		}
		return server.LoadFiles(files, from)
	}
	if len(o.fixtures) == 0 && o.inline.Text == nil {
		world := fixtures.Default(from)
		o.config.World = &world
		return nil
	}
	if len(o.fixtures) > 0 {
		o.config.Reload = load
	}
	world, err := load()
	o.config.World = &world
	return err
}
