package control

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"mockpds/internal/words"
)

// maxBody is the largest request body in bytes.
const maxBody = 64 << 20

// A route is one verb over HTTP. The input of a verb is a struct: fields with a path tag come from
// the path, with a query tag from the query, with a header tag from a header, and with a json tag
// from the body. A field with a body tag takes the whole body; the tag names its schema in
// bodies.go. A doc tag describes a field in the API's description.
type route struct {
	name, verb, path, summary string
	in, out                   reflect.Type
	serve                     func(*http.Request) (any, error)
	produces                  string // content type of what a stream writes; empty: out as JSON
}

// nothing is the input or output of a verb that has none.
type nothing struct{}

// verb serves what a pattern such as "POST accounts" stands for.
func verb[In, Out any](
	name, pattern, summary string, do func(context.Context, In) (Out, error),
) route {
	serve := func(r *http.Request) (any, error) {
		var in In
		if err := read(r, &in); err != nil {
			return nil, err
		}
		return do(r.Context(), in)
	}
	method, path, _ := strings.Cut(pattern, " ")
	return route{
		name: name, verb: method, path: path, summary: summary,
		in: reflect.TypeFor[In](), out: reflect.TypeFor[Out](), serve: serve,
	}
}

// text is a verb whose output is a stream of some content type.
func text[In any](
	name, pattern, produces, summary string, do func(context.Context, In) (stream, error),
) route {
	rt := verb(name, pattern, summary, do)
	rt.produces = produces
	return rt
}

// give serves a method that takes nothing and cannot fail.
func give[Out any](do func() Out) func(context.Context, nothing) (Out, error) {
	return func(context.Context, nothing) (Out, error) { return do(), nil }
}

// act serves a method that takes and gives nothing.
func act(do func()) func(context.Context, nothing) (nothing, error) {
	return func(context.Context, nothing) (nothing, error) {
		do()
		return nothing{}, nil
	}
}

// byID names one of several things.
type byID struct {
	ID string `path:"id"`
}

// remove serves a method that takes away what the path names.
func remove(do func(id string) error) func(context.Context, byID) (nothing, error) {
	return func(_ context.Context, in byID) (nothing, error) { return nothing{}, do(in.ID) }
}

// ofAccount names an account, or all of them.
type ofAccount struct {
	Account string `query:"account" doc:"handle or DID; all accounts without it"`
}

// each serves a method that lists what there is of an account, or of all.
func each[T any](
	do func(account string) ([]T, error),
) func(context.Context, ofAccount) ([]T, error) {
	return func(_ context.Context, of ofAccount) ([]T, error) { return do(of.Account) }
}

func (rt route) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	out, err := rt.serve(r)
	if err != nil {
		writeError(w, err)
		return
	}
	if s, ok := out.(stream); ok {
		w.Header().Set("Content-Type", cmp.Or(rt.produces, jsonContent))
		w.Header().Set("Cache-Control", "no-store")
		s(requestWriter{w, r.Context()}, func() { _ = http.NewResponseController(w).Flush() })
		return
	}
	write(w, http.StatusOK, out)
}

// read fills a verb's input from a request. Unknown fields and parameters, and values of a wrong
// type, are mistakes.
func read(r *http.Request, into any) error {
	v := reflect.ValueOf(into).Elem()
	if err := knowsQuery(r, v.Type()); err != nil {
		return err
	}
	if bodyFields(v.Type()) {
		if err := readBody(r.Body, into); err != nil {
			return err
		}
	}
	for _, f := range reflect.VisibleFields(v.Type()) {
		text, name := "", cmp.Or(f.Tag.Get("path"), f.Tag.Get("query"), f.Tag.Get("header"))
		if f.Tag.Get("body") != "" {
			data, err := readAll(r.Body)
			if err != nil {
				return err
			}
			v.FieldByIndex(f.Index).SetBytes(data)
		} else if f.Tag.Get("path") != "" {
			text = pathParameter(r, name)
		} else if f.Tag.Get("query") != "" {
			text = r.URL.Query().Get(name)
		} else if name != "" {
			text = r.Header.Get(name)
		}
		if text != "" {
			if err := setText(v.FieldByIndex(f.Index), text); err != nil {
				return invalid("%s is %q: %v", name, text, err)
			}
		}
	}
	return nil
}

// pathParameter returns a part of the path, decoded. chi routes a path with percent-encoding in its
// encoded form.
func pathParameter(r *http.Request, name string) string {
	text := chi.URLParam(r, name)
	if r.URL.RawPath == "" {
		return text
	}
	if decoded, err := url.PathUnescape(text); err == nil {
		return decoded
	}
	return text
}

// knowsQuery refuses query parameters that the verb does not have.
func knowsQuery(r *http.Request, t reflect.Type) error {
	var known []string
	for _, f := range reflect.VisibleFields(t) {
		if name := f.Tag.Get("query"); name != "" {
			known = append(known, name)
		}
	}
	for name := range r.URL.Query() {
		if !slices.Contains(known, name) {
			return invalid("there is no query parameter %q; there are: %s", name,
				cmp.Or(strings.Join(known, ", "), "none"))
		}
	}
	return nil
}

// bodyFields reports whether anything of a verb's struct comes from the body.
func bodyFields(t reflect.Type) bool {
	for _, f := range reflect.VisibleFields(t) {
		if f.Tag.Get("json") != "" && f.Tag.Get("json") != "-" {
			return true
		}
	}
	return false
}

func readAll(body io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(body, maxBody+1))
	switch {
	case err != nil:
		return nil, invalid("the body could not be read: %v", err)
	case len(data) > maxBody:
		return nil, refuse(http.StatusRequestEntityTooLarge, "TooLarge",
			"the body is larger than 64 MiB")
	default:
		return data, nil
	}
}

// readBody decodes the body. An empty body stands for an empty object: most verbs need none.
func readBody(body io.Reader, into any) error {
	data, err := readAll(body)
	if err != nil || len(bytes.TrimSpace(data)) == 0 {
		return err
	}
	return words.Decode("", data, into)
}

func setText(v reflect.Value, text string) error {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return setText(v.Elem(), text)
	case reflect.String:
		v.SetString(text)
	case reflect.Int, reflect.Int64:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return errors.New("write a whole number")
		}
		v.SetInt(n)
	case reflect.Bool:
		b, err := strconv.ParseBool(text)
		if err != nil {
			return errors.New("write true or false")
		}
		v.SetBool(b)
	}
	return nil
}
