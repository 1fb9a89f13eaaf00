package control

import (
	"context"
	"encoding/json"
	"io"
	"reflect"
)

// A stream is what a verb gives that writes its reply itself, some at a time, until a write fails.
// What is written is on its way after flush.
type stream func(w io.Writer, flush func())

// list is a verb that gives a list, which is written one item after the other for as long as
// somebody reads it.
func list[In, T any](
	name, pattern, summary string, do func(context.Context, In) ([]T, error),
) route {
	rt := verb(name, pattern, summary,
		func(ctx context.Context, in In) (stream, error) {
			items, err := do(ctx, in)
			return func(w io.Writer, _ func()) { _ = writeList(w, items) }, err // the client has gone
		})
	rt.out = reflect.TypeFor[[]T]()
	return rt
}

// writeList writes a list as JSON.
func writeList[T any](w io.Writer, items []T) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	before := "["
	for _, item := range items {
		if _, err := io.WriteString(w, before); err != nil {
			return err
		}
		if err := e.Encode(item); err != nil {
			return err
		}
		before = ","
	}
	if len(items) > 0 {
		before = ""
	}
	_, err := io.WriteString(w, before+"]\n")
	return err
}

// A requestWriter fails once its request is over.
type requestWriter struct {
	io.Writer

	ctx context.Context // of the request
}

func (w requestWriter) Write(b []byte) (int, error) {
	if err := context.Cause(w.ctx); err != nil {
		return 0, err
	}
	return w.Writer.Write(b)
}
