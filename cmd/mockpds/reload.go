package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"time"

	"mockpds/fixtures"
	"mockpds/internal/clock"
	"mockpds/server"
)

// watchTime is how often, in real time, --watch looks whether a file has changed.
const watchTime = 200 * time.Millisecond

// files are the fixture files of the options, with the text of standard input read once.
func (p *process) files(o *options) ([]fixtures.File, error) {
	var all []fixtures.File
	for _, path := range o.fixtures {
		if path == "-" && o.stdin.Text != nil {
			all = append(all, o.stdin)
			continue
		}
		file, err := p.readFile(path)
		if err != nil {
			return nil, err
		}
		if path == "-" {
			o.stdin = file
		}
		all = append(all, file)
	}
	if o.inline.Text != nil {
		all = append(all, o.inline)
	}
	return all, nil
}

// watch reads the fixture files again each time that one of them has changed and stays as it is for
// a moment, until ctx ends. A file has changed when its stamp is not the one in loaded. A mistake
// in them is told in the log, and leaves the world as it is.
func watch(ctx context.Context, pds *server.PDS, paths, loaded []string, log *slog.Logger) {
	before := loaded
	for {
		select {
		case <-clock.After(watchTime):
		case <-ctx.Done():
			return
		}
		now := stampsOf(paths)
		settled := slices.Equal(now, before)
		before = now
		if !settled || slices.Equal(now, loaded) {
			continue
		}
		loaded = now
		size, err := pds.Control().Reload()
		if err != nil {
			for line := range strings.SplitSeq(err.Error(), "\n") {
				log.Warn("the fixture files were not read again: " + line)
			}
			continue
		}
		log.Info("the fixture files were read again", "accounts", size.Accounts)
	}
}

// stampsOf tells files apart that have changed.
func stampsOf(paths []string) []string {
	stamps := make([]string, len(paths))
	for i, path := range paths {
		if about, err := os.Stat(path); err == nil {
			stamps[i] = fmt.Sprint(about.ModTime().UnixNano(), " ", about.Size())
		}
	}
	return stamps
}
