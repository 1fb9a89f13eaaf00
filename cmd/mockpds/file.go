package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"mockpds/fixtures"
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

// readFile reads a fixture file, or standard input where the path is -.
func (p *process) readFile(path string) (fixtures.File, error) {
	if path == "-" {
		text, err := io.ReadAll(p.stdin)
		return fixtures.File{Name: "standard input", Text: text}, err
	}
	text, err := os.ReadFile(path)
	if err != nil {
		err = readable(err)
	}
	return fixtures.File{Name: path, Text: text}, err
}

// replaceFile writes a file in one step: whoever reads it finds the old text or the new one, and
// never half of either. The file's mode is 0600 unless others may read it.
func replaceFile(path string, text []byte, forAll bool) error {
	if err := checkReplaceable(path); err != nil {
		return err
	}
	written, err := os.CreateTemp(filepath.Dir(path), ".mockpds-*")
	if err != nil {
		return unwritable(path, err)
	}
	_, err = written.Write(text)
	if forAll {
		err = errors.Join(err, written.Chmod(0o644)) //nolint:gosec // others shall read it
	}
	if err = errors.Join(err, written.Close()); err == nil {
		err = os.Rename(written.Name(), path)
	}
	if err != nil {
		_ = os.Remove(written.Name())
		return unwritable(path, err)
	}
	return nil
}

// checkReplaceable refuses a path where there is a directory, a device or the like.
func checkReplaceable(path string) error {
	if about, err := os.Lstat(path); err == nil && !about.Mode().IsRegular() {
		return fmt.Errorf("cannot write %s: it is there and is no regular file", path)
	}
	return nil
}

// unwritable puts a failure to write a file into words, with a remedy where there is one.
func unwritable(path string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("cannot write %s: there is no such directory; make it, or mount it", path)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return fmt.Errorf("cannot write %s: let this user write into its directory", path)
	}
	if failed, ok := errors.AsType[*fs.PathError](err); ok {
		err = failed.Err
	}
	return fmt.Errorf("cannot write %s: %w", path, err)
}
