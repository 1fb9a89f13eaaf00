package xrpc

import (
	"cmp"
	"context"
	"net/http"
	"sync"

	"mockpds/internal/lexicon"
)

// A Method is one line of a server's method table: its name, its verb, who may call it and the
// function that answers.
type Method struct {
	NSID string
	Verb string // GET for a query, POST for a procedure

	limits []Limit
	params func() *lexicon.Schema // of a query
	input  func() *lexicon.Schema // of a procedure; nil if it takes no body
	newIn  func() any             // a zero struct for params or input, by pointer
	gate   func(*Call) error
	answer func(context.Context, *Call) (any, error)

	accept    string // media type of a body that is not JSON; "" if it is JSON
	maxBody   int64  // bytes, after decompression
	elsewhere bool   // there is no function: a stub answers, or another service would
	stubbable bool   // a stub may answer
}

// A Call is one request for a method.
type Call struct {
	Request *http.Request
	Header  http.Header // of the reply
	Method  *Method     // nil if no method has the name that was called
	Name    string      // the method's name as it was called
	In      any         // *P of a query, *I of a procedure, once read; nil if the method takes neither
	who     any
	stub    *Stub // answers in place of the method's function; nil if that answers
}

// A Stub answers a call in place of the method's function.
type Stub struct {
	Open    bool   // the method's gate is not asked
	Refused func() // called when the gate has refused the caller
	Answer  func() (any, error)
}

// Limits returns the rate limits of the method.
func (m *Method) Limits() []Limit {
	return m.limits
}

// OrStub returns the method, but a stub may answer in place of its function.
func (m Method) OrStub() Method {
	m.stubbable = true
	return m
}

// Stubbable reports whether a stub may answer in place of the method's function.
func (m *Method) Stubbable() bool {
	return m.stubbable
}

// Elsewhere reports whether only a stub, or another service, answers the method.
func (m *Method) Elsewhere() bool {
	return m.elsewhere
}

// Stubbed reports whether a stub answers in place of the method's function. A gate may ask.
func (c *Call) Stubbed() bool {
	return c.stub != nil
}

// Who returns what the method's gate returned about the caller; nil if it was not asked yet.
func (c *Call) Who() any {
	return c.who
}

// A Gate decides who is calling. It is called before the body is read, and may write to the header
// of the reply.
type Gate[W any] func(*Call) (W, error)

// None is the output of a method that answers with an empty body.
type None struct{}

// A Reply is the output of a method that chooses its status and body. Its headers are those of the
// call.
type Reply struct {
	Status int
	Header map[string]string // in addition to that of the call
	Body   []byte            // JSON, unless a header has another Content-Type; nil for no body
}

// A Handler is a method's function with the schema of what it reads. [Func], [FuncIn], [FuncBlob]
// and [Elsewhere] make one.
type Handler[W any] struct {
	schema    func() *lexicon.Schema
	newIn     func() any
	run       func(context.Context, *Call) (any, error)
	accept    string
	maxBody   int64
	elsewhere bool
}

// MaxBody returns the handler with another limit for a JSON body than the usual 150 KiB.
func (h Handler[W]) MaxBody(bytes int64) Handler[W] {
	h.maxBody = bytes
	return h
}

// Func makes a handler of a function that needs only its caller.
func Func[W, O any](f func(context.Context, W) (O, error)) Handler[W] {
	return Handler[W]{run: func(ctx context.Context, c *Call) (any, error) {
		return f(ctx, c.who.(W))
	}}
}

// FuncIn makes a handler of a function that reads parameters or a body into I, a struct with lex
// tags. Its first call panics if the tags break the rules of
// [lexicon.Compile].
func FuncIn[W, I, O any](f func(context.Context, W, I) (O, error)) Handler[W] {
	return Handler[W]{
		schema: sync.OnceValue(lexicon.Compile[I]), // most servers live for a test, in which few methods are called
		newIn:  func() any { return new(I) },
		run: func(ctx context.Context, c *Call) (any, error) {
			return f(ctx, c.who.(W), *c.In.(*I))
		},
	}
}

// Elsewhere makes a handler for a method that has a gate and no function: a stub answers it, and
// without one the function instead is called. The body may be anything.
func Elsewhere[W any](instead func(*Call) error) Handler[W] {
	return Handler[W]{elsewhere: true, run: func(_ context.Context, c *Call) (any, error) {
		return nil, instead(c)
	}}
}

// Query returns a method called by GET. The handler's input, if any, is read from the query of the
// URL.
func Query[W any](nsid string, gate Gate[W], h Handler[W], limits ...Limit) Method {
	m := method(http.MethodGet, nsid, gate, h, limits)
	m.params = h.schema
	return m
}

// Procedure returns a method called by POST. The handler's input, if any, is read from the JSON
// body.
func Procedure[W any](nsid string, gate Gate[W], h Handler[W], limits ...Limit) Method {
	m := method(http.MethodPost, nsid, gate, h, limits)
	m.input = h.schema
	return m
}

func method[W any](verb, nsid string, gate Gate[W], h Handler[W], limits []Limit) Method {
	return Method{
		NSID: nsid, Verb: verb, limits: limits, newIn: h.newIn, answer: h.run,
		accept: h.accept, maxBody: cmp.Or(h.maxBody, maxJSON), elsewhere: h.elsewhere, stubbable: h.elsewhere,
		gate: func(c *Call) (err error) {
			c.who, err = gate(c)
			return err
		},
	}
}
