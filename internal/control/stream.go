package control

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"reflect"
)

// list is a verb that gives a list, which is written one item after the other for as long as somebody reads it.
func list[In, T any](name, path, summary string, do func(context.Context, In) ([]T, error)) route {
	rt := verb(name, http.MethodGet, path, summary, func(ctx context.Context, in In) (stream, error) {
		items, err := do(ctx, in)
		return func(w io.Writer, _ func()) { _ = writeList(ctx, w, items) }, err
	})
	rt.out = reflect.TypeFor[[]T]()
	return rt
}

// writeList writes a list as JSON until ctx is done.
func writeList[T any](ctx context.Context, w io.Writer, items []T) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	before := "["
	for _, item := range items {
		if err := ctx.Err(); err != nil {
			return err
		}
		if _, err := io.WriteString(w, before); err != nil {
			return err
		}
		if err := e.Encode(item); err != nil {
			return err
		}
		before = ","
	}
	if len(items) == 0 {
		before = "[]"
	} else {
		before = "]"
	}
	_, err := io.WriteString(w, before+"\n")
	return err
}
