package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"mockpds/internal/words"
)

// parse reads settings: flags, then the environment, then the defaults. An empty value stands for
// an absent one, so that a compose file can pass on variables that nobody has set. It also returns
// what follows the flags. The options are as far as they could be read if there is an error.
func (p *process) parse(command string, args []string) (options, []string, error) {
	var o options
	all := o.settings()
	if command == "run" {
		for i := range all {
			all[i].fallback = cmp.Or(runFallbacks()[all[i].name], all[i].fallback)
		}
	}
	given, rest, err := parseFlags(command, args, all)
	for _, s := range all {
		source := "--" + s.name
		values := given[s.name]
		if len(values) == 0 {
			source = s.variable()
			values = []string{cmp.Or(p.env[source], s.fallback)}
		}
		for _, value := range values {
			if value == "" {
				continue
			}
			o.source = source
			if wrong := s.set(value); wrong != nil {
				err = cmp.Or(err, wrongValue(source, wrong))
			}
		}
	}
	return o, rest, err
}

// wrongValue puts the name of the setting before what is wrong with it. A file that cannot be read
// is no mistake in what was typed.
func wrongValue(source string, err error) error {
	if _, ok := errors.AsType[unreadableError](err); ok {
		return fmt.Errorf("%s: %w", source, err)
	}
	return usagef("%s: %v", source, err)
}

// parseFlags takes the flags apart, and leaves their values alone: the flag package would print a
// wrong one, and it may be a key. Empty values are left out.
func parseFlags(
	command string, args []string, all []setting,
) (given map[string][]string, rest []string, err error) {
	given = map[string][]string{}
	var twice []string
	flags := flag.NewFlagSet(command, flag.ContinueOnError)
	for _, s := range all {
		seen := false
		note := func(value string) error {
			if seen && !s.repeats() {
				twice = append(twice, s.name)
			}
			seen = true
			if value != "" {
				given[s.name] = append(given[s.name], value)
			}
			return nil
		}
		if s.value == "" {
			flags.BoolFunc(s.name, "", note)
		} else {
			flags.Func(s.name, "", note)
		}
	}
	flags.SetOutput(io.Discard)
	if err := flags.Parse(args); err != nil {
		return given, nil, explainFlag(err, flags)
	}
	if len(twice) > 0 {
		return given, nil, usagef("--%s is given twice: write it once", twice[0])
	}
	return given, flags.Args(), nil
}

// parseArguments sets flags that may stand before, between and after the arguments, and returns the
// arguments.
func parseArguments(flags *flag.FlagSet, args []string) ([]string, error) {
	flags.SetOutput(io.Discard)
	var list []string
	for {
		if err := flags.Parse(args); err != nil {
			return nil, explainFlag(err, flags)
		}
		if flags.NArg() == 0 {
			return list, nil
		}
		list, args = append(list, flags.Arg(0)), flags.Args()[1:]
	}
}

// explainFlag puts a message of the flag package into the words of this program.
func explainFlag(err error, flags *flag.FlagSet) error {
	if errors.Is(err, flag.ErrHelp) {
		return err
	}
	if name, ok := strings.CutPrefix(err.Error(), "flag provided but not defined: -"); ok {
		var known []string
		flags.VisitAll(func(f *flag.Flag) { known = append(known, f.Name) })
		if near := words.Nearest(name, known); near != "" {
			return usagef("%s has no flag --%s: did you mean --%s?", flags.Name(), name, near)
		}
		return usagef("%s has no flag --%s (mockpds %s --help lists all there are)",
			flags.Name(), name, flags.Name())
	}
	if name, ok := strings.CutPrefix(err.Error(), "flag needs an argument: -"); ok {
		return usagef("--%s needs a value (mockpds %s --help tells which)", name, flags.Name())
	}
	return usagef("flags are written --name value or --name=value (mockpds %s --help)", flags.Name())
}
