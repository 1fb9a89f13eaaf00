package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// awaitFile reads a file as soon as it is there, unless the program that writes it ends before.
func awaitFile(t testing.TB, path string, ended <-chan error) string {
	t.Helper()
	for {
		text, err := os.ReadFile(path)
		if err == nil {
			return string(text)
		}
		if !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		select {
		case err := <-ended:
			t.Fatalf("the program ended before it was ready: %v", err)
		default:
		}
	}
}

func TestTheURLFileIsThereWhileTheServerIsReady(t *testing.T) {
	t.Parallel()
	path := write(t, "url", "http://127.0.0.1:1\n") // of a server that was killed
	p := start(t, nil, "", "--url-file", path)
	if got, err := os.ReadFile(path); err != nil || string(got) != p.base+"\n" {
		t.Errorf("it holds %q, and the server is at %s; error %v", got, p.base, err)
	}
	if code, log := p.end(); code != 0 {
		t.Errorf("exit %d: %s", code, log)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*")); err != nil || len(left) > 0 {
		t.Errorf("%v is left: %v", left, err)
	}
	tests := map[string]string{t.TempDir(): "no regular file", filepath.Join(t.TempDir(), "no", "url"): "no such directory"}
	for path, want := range tests {
		got := runToEnd(t, environment{"MOCKPDS_LOG_FORMAT": "off"}, "", "--addr", "127.0.0.1:0", "--url-file", path)
		if got.code != exitFailed || !strings.Contains(got.stderr, want) {
			t.Errorf("%s: exit %d: %s", path, got.code, got.stderr)
		}
	}
}
