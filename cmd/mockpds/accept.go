package main

import (
	"errors"
	"log/slog"
	"net"
	"sync"
	"syscall"
)

// A tellingListener says once in the log that the process may open no more connections. net/http
// tries again and again, and clients wait.
type tellingListener struct {
	net.Listener

	log  *slog.Logger
	once *sync.Once
}

// Accept waits for the next connection.
func (l tellingListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) {
		l.once.Do(func() {
			l.log.Warn("no more connections can be accepted, as too many files are open: "+
				"close some, or raise the limit (ulimit -n)", "error", reason(err).Error())
		})
	}
	return c, err
}
