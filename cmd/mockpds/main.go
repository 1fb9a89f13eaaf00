// Command mockpds runs a mock AT Protocol PDS for tests. "mockpds help" tells what it can do.
package main

import (
	"context"
	"os"
	"os/signal"
)

func main() {
	ctx, end := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, endings()...)
	go func() {
		<-signals
		signal.Stop(signals) // first, so that a second signal ends the program at once
		end()
	}()
	p := &process{environmentOf(os.Environ()), os.Stdin, os.Stdout, os.Stderr, false}
	os.Exit(p.run(ctx, os.Args[1:]))
}
