package main

import (
	"io"
	"log/slog"
	"os"
)

// defaultLogFormat is text where a person reads, json where a program does.
func defaultLogFormat(w io.Writer) string {
	if f, ok := w.(*os.File); ok {
		if about, err := f.Stat(); err == nil && about.Mode()&os.ModeCharDevice != 0 {
			return "text"
		}
	}
	return "json"
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
