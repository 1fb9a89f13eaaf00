package main

import (
	"context"
	"fmt"
	"runtime"
	"strings"

	"mockpds/fixtures"
	"mockpds/server"
)

// A command is what the first argument names.
type command struct {
	name string
	args string // as help shows them
	says string
	run  func(ctx context.Context, p *process, args []string) error
}

// commands are all there are. The first is what runs when the first argument is a flag, or absent.
func commands() []command {
	return []command{
		{"serve", "[FLAGS]", "serve until interrupted; the command when none is named", serve},
		{"check", "FILE...", "tell every mistake in fixture files; - is standard input", check},
		{"example", "", "print the fixture file of the default world, to copy from", example},
		{"schema", "", "print a JSON Schema of fixture files, for an editor", schema},
		{"health", "[URL]", "ask a running server for its health: exit 0 or 1", health},
		{"journal", "[FLAGS] [URL]", "print the calls that a running server answered, and what clients did wrong (--help)", printJournal},
		{"version", "", "print the version", version},
		{"help", "", "print this text", help},
	}
}

// choose finds the command that the arguments ask for, and what is left for it.
func choose(args []string) (command, []string, error) {
	all := commands()
	if len(args) == 0 {
		return all[0], nil, nil
	}
	name, rest := args[0], args[1:]
	switch {
	case name == "--version" || name == "-version":
		name = "version"
	case strings.HasPrefix(name, "-"):
		return all[0], args, nil
	}
	names := make([]string, len(all))
	for i, c := range all {
		if c.name == name {
			return c, rest, nil
		}
		names[i] = c.name
	}
	return command{}, nil, usagef("unknown command %q: write one of %s", name, strings.Join(names, ", "))
}

func example(_ context.Context, p *process, args []string) error {
	return printText(p, "example", args, fixtures.DefaultFile())
}

func schema(_ context.Context, p *process, args []string) error {
	return printText(p, "schema", args, fixtures.Schema())
}

func version(_ context.Context, p *process, args []string) error {
	text := fmt.Sprintf("mockpds %s %s %s/%s\n", server.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return printText(p, "version", args, []byte(text))
}

func help(_ context.Context, p *process, _ []string) error {
	return printText(p, "help", nil, []byte(helpText()))
}

// printText is a command that prints and takes no arguments.
func printText(p *process, name string, args []string, text []byte) error {
	if len(args) > 0 {
		return usagef("%s takes no arguments: leave out %q", name, args[0])
	}
	_, err := p.stdout.Write(text)
	return err
}
