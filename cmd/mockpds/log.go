package main

import (
	"bytes"
	"io"
	"log/slog"
	"os"
)

// defaultLogFormat returns text where a person reads, and json where a program does.
func defaultLogFormat(w io.Writer) string {
	if isTerminal(w) {
		return "text"
	}
	return "json"
}

// isTerminal reports whether a stream is a terminal, or another device that takes characters.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	if !ok {
		return false
	}
	about, err := f.Stat()
	return err == nil && about.Mode()&os.ModeCharDevice != 0
}

func newLog(format string, w io.Writer) *slog.Logger {
	switch format {
	case "text":
		return slog.New(slog.NewTextHandler(w, nil))
	case "json":
		return slog.New(slog.NewJSONHandler(w, nil))
	default:
		return slog.New(slog.DiscardHandler)
	}
}

// openLog returns a log that never waits for whoever reads it. The caller must close the writer.
func openLog(format string, to io.Writer) (*slog.Logger, *logWriter) {
	lines := newLogWriter(to, func(dropped int) []byte {
		var line bytes.Buffer
		newLog(format, &line).Warn("lines of the log were dropped, because they could not be written",
			"lines", dropped)
		return line.Bytes()
	})
	return newLog(format, lines), lines
}
