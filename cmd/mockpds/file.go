package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"

	"mockpds/fixtures"
	"mockpds/server"
)

// An unreadableError tells why a file cannot be read.
type unreadableError struct{ path, reason string }

func (e unreadableError) Error() string { return "cannot read " + e.path + ": " + e.reason }

// readable puts a failure to read a file into words, with a remedy where there is one.
func readable(err error) error {
	failed, ok := errors.AsType[*fs.PathError](err)
	if !ok {
		return err
	}
	reason := failed.Err.Error()
	switch {
	case errors.Is(err, fs.ErrNotExist):
		reason = "there is no such file; check the path, or mount the file"
	case errors.Is(err, fs.ErrPermission):
		reason = "permission denied; let this user read it"
	case errors.Is(err, syscall.EISDIR):
		reason = "it is a directory; name a file in it"
	}
	return unreadableError{failed.Path, reason}
}

// readFixtures reads and checks a fixture file, or standard input where the path is -.
func (p *process) readFixtures(path string, o fixtures.Options) (fixtures.World, error) {
	name, data, err := path, []byte(nil), error(nil)
	if path == "-" {
		name = "standard input"
		data, err = io.ReadAll(p.stdin)
	} else {
		data, err = os.ReadFile(path) //nolint:gosec // the path is the user's own wish
	}
	if err != nil {
		return fixtures.World{}, readable(err)
	}
	return server.LoadWorld(name, data, o)
}
