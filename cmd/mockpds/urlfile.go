package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"strings"
)

// A urlFile is a path where the URL of the server stands while it is ready. The empty path is none.
type urlFile string

// clear removes what an earlier server left, which would mislead whoever waits for this one.
func (f urlFile) clear() error {
	if f == "" {
		return nil
	}
	if err := checkReplaceable(string(f)); err != nil {
		return err
	}
	if err := os.Remove(string(f)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return unwritable(string(f), err)
	}
	return nil
}

// write writes the URLs, each on a line of its own, and returns a function that removes it unless another server has written
// its own since.
func (f urlFile) write(urls []string) (remove func(), err error) {
	if f == "" {
		return func() {}, nil
	}
	text := []byte(strings.Join(urls, "\n") + "\n")
	return func() {
		if now, err := os.ReadFile(string(f)); err == nil && bytes.Equal(now, text) {
			_ = os.Remove(string(f))
		}
	}, replaceFile(string(f), text, true)
}
