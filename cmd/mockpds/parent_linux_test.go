package main

import (
	"os/exec"
	"syscall"
)

// endWithTests makes a process end when the test process ends, however that ends.
func endWithTests(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
