package main

import (
	"os"
	"syscall"
)

// endings are the signals that end the program in good order.
func endings() []os.Signal {
	return []os.Signal{os.Interrupt, syscall.SIGTERM}
}

// surviveClosedPipes has nothing to do here.
func surviveClosedPipes() {}
