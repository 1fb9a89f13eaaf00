package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"mockpds/fixtures"
)

// What the program tells the shell.
const (
	exitOK     = 0
	exitFailed = 1 // the world was not as needed: a port in use, an unreadable file, an unhealthy server
	exitUsage  = 2 // what was typed, or what stands in a fixture file, is wrong
	exitFound  = 3 // clients did something wrong, and findings are a failure
)

// A usageError is a mistake in what was typed. It is one line with what is wrong and what is
// allowed.
type usageError string

func (e usageError) Error() string { return string(e) }

func usagef(format string, args ...any) error { return usageError(fmt.Sprintf(format, args...)) }

// failures are what went wrong where one thing does not stop the next.
type failures []error

func (f failures) Error() string { return errors.Join(f...).Error() }

// A process is what a command sees of the system around it.
type process struct {
	env            environment
	stdin          io.Reader
	stdout, stderr io.Writer
	jsonErrors     bool // errors are written as lines of a JSON log
}

// run is the program without the operating system. It returns the exit code when its command ends;
// a command that serves ends with ctx.
func (p *process) run(ctx context.Context, args []string) int {
	command, rest, err := choose(args)
	if err == nil {
		err = command.run(ctx, p, rest)
	}
	if errors.Is(err, flag.ErrHelp) {
		_, err = io.WriteString(p.stdout, command.help())
	}
	return p.report(err)
}

// report writes what went wrong, one line for each thing, and returns the exit code.
func (p *process) report(err error) int {
	if err == nil {
		return exitOK
	}
	if all, ok := errors.AsType[failures](err); ok {
		code := exitOK
		for _, one := range all {
			code = max(code, p.report(one))
		}
		return code
	}
	if exit, ok := errors.AsType[commandExit](err); ok {
		if exit.problem != "" {
			p.errorLine("mockpds: ", exit.problem)
		}
		return exit.code
	}
	if mistakes, ok := errors.AsType[fixtures.Mistakes](err); ok {
		// Without the name of the program, so that an editor finds the place.
		for line := range strings.Lines(mistakes.Error() + "\n") {
			p.errorLine("", strings.TrimSuffix(line, "\n"))
		}
		return exitUsage
	}
	p.errorLine("mockpds: ", strings.ReplaceAll(err.Error(), "\n", " "))
	if _, ok := errors.AsType[usageError](err); ok {
		return exitUsage
	}
	if _, ok := errors.AsType[found](err); ok {
		return exitFound
	}
	return exitFailed
}

// errorLine writes one line to standard error.
func (p *process) errorLine(prefix, text string) {
	var line bytes.Buffer
	if p.jsonErrors {
		newLog("json", &line).Error(text)
	} else {
		fmt.Fprintln(&line, prefix+text)
	}
	writeInTime(p.stderr, line.Bytes())
}
