package server_test

import (
	"os"
	"path/filepath"
	"testing"

	"mockpds/fixtures"
	"mockpds/server"
)

func TestEveryExampleIsAWorld(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("..", "examples", "*.yaml"))
	if err != nil || len(files) < 2 {
		t.Fatalf("the examples are %v: %v", files, err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		world, err := server.LoadWorld(file, data, fixtures.Options{Seed: server.DefaultSeed})
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		start(t, server.Config{World: &world})
	}
}
