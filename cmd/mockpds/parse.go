package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
)

// parse reads the settings of the serve command: flags, then the environment, then the defaults. An empty value stands
// for an absent one, so that a compose file can pass on variables that nobody has set.
func parse(args []string, env func(string) (string, bool)) (options, error) {
	all := settings()
	given, err := parseFlags(args, all)
	if err != nil {
		return options{}, err
	}
	var o options
	for _, s := range all {
		value, source := given[s.name], "--"+s.name
		if value == "" {
			value, _ = env(s.variable())
			source = s.variable()
		}
		if value == "" {
			value = s.fallback
		}
		if value == "" {
			continue
		}
		if err := s.set(&o, value); err != nil {
			return options{}, wrongValue(source, err)
		}
	}
	return o, nil
}

// wrongValue puts the name of the setting before what is wrong with it. A file that cannot be read is no mistake in what
// was typed.
func wrongValue(source string, err error) error {
	if _, ok := errors.AsType[unreadableError](err); ok {
		return fmt.Errorf("%s: %w", source, err)
	}
	return usagef("%s: %v", source, err)
}

// parseFlags takes the flags apart, and leaves their values alone: the flag package would print a wrong one, and it may
// be a key.
func parseFlags(args []string, all []setting) (map[string]string, error) {
	given := map[string]string{}
	flags := flag.NewFlagSet("mockpds", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	for _, s := range all {
		note := func(value string) error { given[s.name] = value; return nil }
		if s.value == "" {
			flags.BoolFunc(s.name, "", note)
		} else {
			flags.Func(s.name, "", note)
		}
	}
	if err := flags.Parse(args); err != nil {
		return nil, explainFlag(err)
	}
	if flags.NArg() > 0 {
		return nil, usagef("unexpected argument %q: flags begin with --, and a command comes before them (mockpds help)", flags.Arg(0))
	}
	return given, nil
}

// explainFlag puts a message of the flag package into the words of this program.
func explainFlag(err error) error {
	if errors.Is(err, flag.ErrHelp) {
		return err
	}
	if name, ok := strings.CutPrefix(err.Error(), "flag provided but not defined: -"); ok {
		return usagef("unknown flag --%s (mockpds help lists all there are)", name)
	}
	if name, ok := strings.CutPrefix(err.Error(), "flag needs an argument: -"); ok {
		return usagef("--%s needs a value (mockpds help tells which)", name)
	}
	return usagef("flags are written --name value or --name=value (mockpds help)")
}
