package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
)

const runHelp = `
The server listens on a free port unless --addr names one, and ends with the command. The command
finds its URL in MOCKPDS_URL, and that of its control API in MOCKPDS_CONTROL_URL; with
--entryway-addr, that of the entryway in MOCKPDS_ENTRYWAY_URL; with --tls, the certificate to trust
in the file MOCKPDS_CA_FILE. Signals are passed on to the command.

The flags are those of "mockpds serve". The log is off unless --log-format asks for it, so that it
does not mix with what the command writes, and --oauth is approve, as nobody sits at a browser.
Findings of --fail-on-findings are printed on standard error.

Exit codes: that of the command; 3 if it succeeded and --fail-on-findings found something; 126 or
127 if it cannot be run; 128 and the number of the signal that ended it.

Examples:
  mockpds run -- npm test
  mockpds run --fixtures accounts.yaml --fail-on-findings -- go test ./...
`

// What a shell says of a command that cannot be run.
const (
	exitNotExecutable = 126
	exitNotFound      = 127
	exitSignal        = 128 // and the signal's number
)

// A commandExit is how a command ended that did not succeed.
type commandExit struct {
	code    int
	problem string // empty if the command has told it itself
}

func (c commandExit) Error() string { return c.problem }

// runCommand serves on a free port while a command runs.
func runCommand(ctx context.Context, p *process, args []string) error {
	o, words, err := p.parse("run", args)
	p.jsonErrors = o.logFormat == "json"
	switch {
	case err != nil:
		return err
	case len(words) == 0:
		return usagef("run which command? Write mockpds run [FLAGS] -- COMMAND [ARG...]")
	case o.withStdin:
		return usagef("--exit-on-stdin-close reads standard input, which is the command's: leave it out")
	}
	if _, err := exec.LookPath(words[0]); err != nil {
		return cannotRun(words[0], err)
	}
	if o.logFormat == "off" {
		p.env.warnOfUnknown(newLog("text", p.stderr)) // the log does not tell it
	}
	if o.tls.on && o.tls.caFile == "" {
		dir, err := os.MkdirTemp("", "mockpds-*")
		if err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(dir) }()
		o.tls.caFile = filepath.Join(dir, "ca.pem")
	}
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, endings()...)
	defer signal.Stop(signals)

	// A signal is the command's to judge: the server ends after it.
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	ended := make(chan error, 1)
	started := false
	err = p.serveUntil(ctx, &o, p.stderr, func(variables environment) {
		started = true
		go func() {
			defer stop()
			ended <- p.runBeside(words, variables, signals)
		}()
	})
	if !started {
		return err
	}
	if exit := <-ended; exit != nil {
		p.report(err)
		return exit
	}
	return err
}

// runBeside runs a command to its end.
func (p *process) runBeside(words []string, variables environment, signals <-chan os.Signal) error {
	c := exec.Command(words[0], words[1:]...)
	c.Stdin, c.Stdout, c.Stderr = p.stdin, p.stdout, p.stderr
	env := maps.Clone(p.env)
	maps.Copy(env, variables)
	for _, name := range slices.Sorted(maps.Keys(env)) {
		c.Env = append(c.Env, name+"="+env[name])
	}
	if err := c.Start(); err != nil {
		return cannotRun(words[0], err)
	}
	over := make(chan struct{})
	defer close(over)
	go passOn(signals, c.Process, over)
	err := c.Wait()
	if c.ProcessState.Success() {
		return err
	}
	if status, ok := c.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return commandExit{code: exitSignal + int(status.Signal())}
	}
	return commandExit{code: c.ProcessState.ExitCode()}
}

// passOn sends a process the signals that the program gets, but for those that a terminal sends to
// both.
func passOn(signals <-chan os.Signal, to *os.Process, over <-chan struct{}) {
	terminal, err := os.Open("/dev/tty")
	if err == nil {
		_ = terminal.Close()
	}
	for {
		select {
		case s := <-signals:
			if err != nil || s != os.Interrupt && s != syscall.SIGQUIT {
				_ = to.Signal(s) // it may have ended
			}
		case <-over:
			return
		}
	}
}

func cannotRun(name string, err error) error {
	switch {
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, fs.ErrNotExist):
		return commandExit{exitNotFound, fmt.Sprintf("there is no command %q: check its name and PATH", name)}
	case errors.Is(err, fs.ErrPermission):
		return commandExit{exitNotExecutable, fmt.Sprintf("%s cannot be run: let this user execute it", name)}
	default:
		return commandExit{exitNotExecutable, err.Error()}
	}
}
