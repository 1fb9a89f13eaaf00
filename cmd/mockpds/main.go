// Command mockpds runs a mock AT Protocol PDS for tests. "mockpds help" tells what it can do.
package main

import (
	"context"
	"os"
	"os/signal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), endings()...)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	p := &process{environmentOf(os.Environ()), os.Stdin, os.Stdout, os.Stderr, false}
	os.Exit(p.run(ctx, os.Args[1:]))
}
