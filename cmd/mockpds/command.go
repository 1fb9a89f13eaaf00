package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"runtime"
	"strings"

	"mockpds/fixtures"
	"mockpds/internal/words"
	"mockpds/server"
)

// A command is what the first argument names.
type command struct {
	name string
	args string // as help shows them
	says string
	more string // what its --help says beside that
	run  func(ctx context.Context, p *process, args []string) error
}

// commands are all there are. The first is what runs when the first argument is a flag, or absent.
func commands() []command {
	return []command{
		{"serve", "[FLAGS]", "serve until interrupted; the command when none is named", "", serve},
		{"run", "[FLAGS] -- COMMAND", "run a command beside a server of its own", runHelp, runCommand},
		{"check", "FILE...", "tell every mistake in fixture files; - is standard input", "", check},
		{"example", "", "print the fixture file of the default world, to copy from", "", example},
		{"schema", "", "print a JSON Schema of fixture files, for an editor", "", schema},
		{"profiles", "", "list how other makes of server answer, for --profile and --quirks", "", profiles},
		{"health", "[URL]", "ask a running server for its health: exit 0 or 1", healthHelp, health},
		{"journal", "[FLAGS] [URL]", "print the calls that a running server answered", journalHelp, printJournal},
		{"findings", "[FLAGS] [URL]", "print what clients of a running server did wrong: exit 0 or 3", findingsHelp, printFindingsOf},
		{"explain", "[RULE]", "tell what a finding means, or list the rules", "", explain},
		{"version", "", "print the version", "", version},
		{"help", "[COMMAND]", "print this text, or what a command can do", "", help},
	}
}

// usage is how the command is written.
func (c command) usage() string {
	return strings.TrimSpace("mockpds " + c.name + " " + c.args)
}

// help is what the command prints for --help.
func (c command) help() string {
	if c.name == "serve" || c.name == "help" {
		return helpText()
	}
	return c.usage() + "\n\n" + strings.ToUpper(c.says[:1]) + c.says[1:] + ".\n" + c.more
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
	if near := words.Nearest(name, names); near != "" {
		return command{}, nil, usagef("unknown command %q: did you mean %s?", name, near)
	}
	return command{}, nil, usagef("unknown command %q: write one of %s", name, strings.Join(names, ", "))
}

func example(_ context.Context, p *process, args []string) error {
	return p.print("example", args, fixtures.DefaultFile())
}

func schema(_ context.Context, p *process, args []string) error {
	return p.print("schema", args, fixtures.Schema())
}

func version(_ context.Context, p *process, args []string) error {
	text := fmt.Sprintf("mockpds %s %s %s/%s\n", server.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return p.print("version", args, []byte(text))
}

func help(_ context.Context, p *process, args []string) error {
	args, err := argumentsOnly("help", args)
	if err != nil {
		return err
	}
	text := helpText()
	if len(args) > 0 {
		c, _, err := choose(args)
		if err != nil {
			return err
		}
		text = c.help()
	}
	_, err = io.WriteString(p.stdout, text)
	return err
}

// print is a command that prints and takes no arguments.
func (p *process) print(name string, args []string, text []byte) error {
	args, err := argumentsOnly(name, args)
	if err != nil {
		return err
	}
	if len(args) > 0 {
		return usagef("%s takes no arguments: leave out %q", name, args[0])
	}
	_, err = p.stdout.Write(text)
	return err
}

// argumentsOnly returns the arguments of a command that has no flags but --help.
func argumentsOnly(name string, args []string) ([]string, error) {
	return parseArguments(flag.NewFlagSet(name, flag.ContinueOnError), args)
}
