package main

import (
	"context"
	"fmt"

	"mockpds/fixtures"
	"mockpds/server"
)

// check reads fixture files and tells what is wrong with any of them.
func check(_ context.Context, p *process, args []string) error {
	args, err := argumentsOnly("check", args)
	if err != nil {
		return err
	}
	if len(args) == 0 {
		return usagef("check which file? Write mockpds check FILE..., with - for standard input")
	}
	var wrong failures
	for _, path := range args {
		file, err := p.readFile(path)
		world := fixtures.World{}
		if err == nil {
			world, err = server.LoadFiles([]fixtures.File{file}, fixtures.Options{Env: p.env.lookup})
		}
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		fmt.Fprintf(p.stdout, "%s: fine, accounts: %d\n", path, len(world.Accounts))
		for _, warning := range server.Warnings(world) {
			fmt.Fprintf(p.stdout, "%s: warning: %s\n", path, warning)
		}
	}
	if len(wrong) > 0 {
		return wrong
	}
	return nil
}
