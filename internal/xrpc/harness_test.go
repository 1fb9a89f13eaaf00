package xrpc_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"mockpds/internal/xrpc"
)

// still is a world that nobody replaces.
type still struct{}

func (still) Enter() uint64 { return 0 }
func (still) Leave()        {}

type nobody struct{}

type echoInput struct {
	Text string `lex:"text,optional"`
}

type echoOutput struct {
	Text string `json:"text"`
}

func echo(_ nobody, in echoInput) (echoOutput, error) {
	return echoOutput(in), nil
}

// newRouter serves the procedure and the query com.example.write and .read, which send back a text,
// and com.example.bare, which takes no body and answers with none.
func newRouter() *xrpc.Router {
	anyone := func(*xrpc.Call) (nobody, error) { return nobody{}, nil }
	rt := &xrpc.Router{
		Unknown:   func(c *xrpc.Call) (any, error) { return nil, xrpc.Refuse("Unknown", c.Name) },
		Elsewhere: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) },
		World:     still{}, Log: slog.New(slog.DiscardHandler),
	}
	rt.Handle(
		xrpc.Procedure("com.example.write", anyone, xrpc.FuncIn(echo)),
		xrpc.Query("com.example.read", anyone, xrpc.FuncIn(echo)),
		xrpc.Procedure("com.example.bare", anyone, xrpc.Do(func(nobody) error { return nil })),
	)
	return rt
}

// An answer is a reply with the fields of its body that the tests look at.
type answer struct {
	status               int
	Error, Message, Text string
}

func ask(t testing.TB, r *http.Request) answer {
	t.Helper()
	w := httptest.NewRecorder()
	newRouter().ServeHTTP(w, r)
	a := answer{status: w.Code}
	_ = json.Unmarshal(w.Body.Bytes(), &a) // not every reply is JSON
	return a
}

// call is a request with a body, or without any when body is nil; headers go in pairs.
func call(t testing.TB, verb, path string, body []byte, headers ...string) *http.Request {
	t.Helper()
	var content io.Reader
	if body != nil {
		content = bytes.NewReader(body)
	}
	r := httptest.NewRequestWithContext(context.Background(), verb, path, content)
	for i := 0; i < len(headers); i += 2 {
		r.Header[headers[i]] = []string{headers[i+1]}
	}
	return r
}
