package main

import (
	"context"
	"errors"
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

// A usageError is a mistake in what was typed. It is one line with what is wrong and what is allowed.
type usageError string

func (e usageError) Error() string { return string(e) }

func usagef(format string, args ...any) error { return usageError(fmt.Sprintf(format, args...)) }

// failures are what went wrong where one thing does not stop the next.
type failures []error

func (f failures) Error() string { return errors.Join(f...).Error() }

// A process is what a command sees of the system around it.
type process struct {
	env            func(name string) (string, bool)
	stdin          io.Reader
	stdout, stderr io.Writer
}

// run is the program without the operating system. It ends when its command does; a command that serves ends with ctx.
func run(ctx context.Context, args []string, env func(string) (string, bool), stdin io.Reader, stdout, stderr io.Writer) int {
	p := &process{env, stdin, stdout, stderr}
	command, rest, err := choose(args)
	if err == nil {
		err = command.run(ctx, p, rest)
	}
	return report(stderr, err)
}

// report writes what went wrong, one line for each thing, and gives the exit code.
func report(w io.Writer, err error) int {
	if all, ok := errors.AsType[failures](err); ok {
		code := exitOK
		for _, one := range all {
			code = max(code, report(w, one))
		}
		return code
	}
	if err == nil {
		return exitOK
	}
	if mistakes, ok := errors.AsType[fixtures.Mistakes](err); ok {
		fmt.Fprintln(w, mistakes) // without the name of the program, so that an editor finds the place
		return exitUsage
	}
	fmt.Fprintln(w, "mockpds:", strings.ReplaceAll(err.Error(), "\n", " "))
	if _, ok := errors.AsType[usageError](err); ok {
		return exitUsage
	}
	if _, ok := errors.AsType[found](err); ok {
		return exitFound
	}
	return exitFailed
}
