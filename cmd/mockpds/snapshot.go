package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"

	"mockpds/internal/control"
	"mockpds/internal/words"
	"mockpds/server"
)

// restore puts the snapshot of a file in place of the world, if there is such a file.
func restore(ctx context.Context, pds *server.PDS, path string) error {
	if path == "" {
		return nil
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return readable(err)
	}
	var s control.Snapshot
	if err := words.Decode(path, text, &s); err != nil {
		return err
	}
	if _, err := pds.Control().Restore(ctx, s); err != nil {
		return usagef("%s: %v", path, err)
	}
	return nil
}

// save writes a snapshot of the world to a file. It holds passwords, so that nobody else may read
// it.
func save(pds *server.PDS, path string) error {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	if err := e.Encode(pds.Control().Snapshot()); err != nil {
		return err
	}
	return replaceFile(path, text.Bytes(), false)
}
