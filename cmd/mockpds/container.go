package main

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
)

// containerServer returns the environment of the server whose container the program runs in: where
// the first process is a mock PDS, its flags count as the variables that they win over. Elsewhere
// it is that of the program itself.
func (e environment) containerServer() environment {
	commandLine, err := os.ReadFile("/proc/1/cmdline")
	if err != nil {
		return e
	}
	return e.withFlags(strings.Split(strings.TrimSuffix(string(commandLine), "\x00"), "\x00"))
}

// withFlags returns the environment with the flags of a command line that runs this program,
// perhaps by an init process.
func (e environment) withFlags(commandLine []string) environment {
	for i, word := range commandLine {
		if i > 0 && strings.HasPrefix(word, "-") && word != "--" {
			return e // the flags of another program
		}
		if filepath.Base(word) != "mockpds" {
			continue
		}
		chosen, args, err := choose(commandLine[i+1:])
		if err != nil || chosen.name != "serve" {
			return e
		}
		all := new(options).settings()
		given, _, err := parseFlags(chosen.name, args, all)
		if err != nil {
			return e
		}
		e = maps.Clone(e)
		for _, s := range all {
			if values := given[s.name]; len(values) > 0 {
				e[s.variable()] = values[len(values)-1]
			}
		}
		return e
	}
	return e
}
