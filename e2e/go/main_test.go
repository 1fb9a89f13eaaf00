package e2e_test

import (
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// program is the mock PDS under test: built from this checkout where the flag does not name one.
var program = flag.String("mockpds", "", "mock PDS to test; empty is one built from the checkout")

func TestMain(m *testing.M) {
	flag.Parse()
	slog.SetLogLoggerLevel(slog.LevelError) // indigo warns of every inactive account, and of every refusal
	os.Exit(run(m))
}

func run(m *testing.M) int {
	if *program != "" {
		return m.Run()
	}
	dir, err := os.MkdirTemp("", "mockpds-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	*program = filepath.Join(dir, "mockpds")
	build := exec.Command("go", "build", "-o", *program, "./cmd/mockpds")
	build.Dir = filepath.Join("..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "building mockpds: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}
