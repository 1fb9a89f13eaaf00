package xrpc

import (
	"cmp"
	"net/http"
	"reflect"
	"sync"
	"time"

	"mockpds/internal/lexicon"
)

// A Method is one line of a server's method table: its name, its verb, who may call it and the
// function that answers.
type Method struct {
	NSID      string
	Verb      string // GET for a query, POST for a procedure
	Limits    []Limit
	Stubbable bool // a stub may answer in place of the function

	gate func(*Call) error
	function
}

// A function is what answers, with what it reads.
type function struct {
	run     func(*Call) (any, error)
	schema  func() *lexicon.Schema // of the parameters or the body; nil if it takes neither
	newIn   func() any             // a zero struct for them, by pointer
	accept  string                 // media type of a body that is not JSON; "" if it is JSON
	maxBody int64                  // bytes, after decompression
}

// A Call is one request for a method.
type Call struct {
	Request *http.Request
	Header  http.Header // of the reply
	Method  *Method     // nil if no method has the name that was called
	Name    string      // the method's name as it was called
	In      any         // *P of a query, *I of a procedure, once read; nil if the method takes neither
	Who     any         // what the method's gate returned about the caller; nil before it was asked
	Stub    *Stub       // answers in place of the method's function; nil if that answers
}

// A Stub answers a call in place of the method's function.
type Stub struct {
	Admit  func(gate func(*Call) error) error // decides who may call; gate is the method's own
	Answer func() Reply
}

// A Limit is how often a method may be called: Points in each Window, for each key. The limits of a
// method apply together with the global one of the server.
type Limit struct {
	Points int
	Window time.Duration
	Key    func(*Call) string // calls with the same key are counted together
	Shared string             // names the limit if methods share it; "" is for one method alone
	Cost   func(*Call) int    // points of a call; nil is 1
}

// OrStub returns the method, but a stub may answer in place of its function.
func (m Method) OrStub() Method {
	m.Stubbable = true
	return m
}

func (m *Method) isCalledBy(verb string) bool {
	return verb == m.Verb || verb == http.MethodHead && m.Verb == http.MethodGet
}

// A Gate decides who is calling. It is called before the body is read, and may write to the header
// of the reply.
type Gate[W any] func(*Call) (W, error)

// A Reply is the output of a method that chooses its status and body. Its headers are those of the
// call.
type Reply struct {
	Status int
	Header map[string]string // in addition to that of the call
	Body   []byte            // JSON, unless a header has another Content-Type; nil for no body
}

// A Handler is a method's function for callers of type W. [Func], [FuncIn], [FuncBlob],
// [Do] and [DoIn] make one.
type Handler[W any] struct{ function }

// MaxBody returns the handler with another limit for a JSON body than the usual 150 KiB.
func (h Handler[W]) MaxBody(bytes int64) Handler[W] {
	h.maxBody = bytes
	return h
}

// Checked returns the handler with a check ahead of its function, whose error is the reply.
func (h Handler[W]) Checked(check func(W) error) Handler[W] {
	run := h.run
	h.run = func(c *Call) (any, error) {
		if err := check(c.Who.(W)); err != nil {
			return nil, err
		}
		return run(c)
	}
	return h
}

// Func makes a handler of a function that needs only its caller.
func Func[W, O any](f func(W) (O, error)) Handler[W] {
	return Handler[W]{function{run: func(c *Call) (any, error) { return f(c.Who.(W)) }}}
}

// FuncIn makes a handler of a function that reads parameters or a body into I, a struct with lex
// tags. Its first call panics if the tags break the rules of [lexicon.Compile]; until then, which
// on most servers is for ever, nothing is compiled.
func FuncIn[W, I, O any](f func(W, I) (O, error)) Handler[W] {
	run := func(c *Call) (any, error) { return f(c.Who.(W), *c.In.(*I)) }
	return Handler[W]{reading(reflect.TypeFor[I](), run)}
}

// reading is not generic, so that the program has one copy of it and not one for each input.
func reading(in reflect.Type, run func(*Call) (any, error)) function {
	return function{
		schema: sync.OnceValue(func() *lexicon.Schema { return lexicon.Compile(in) }),
		newIn:  func() any { return reflect.New(in).Interface() },
		run:    run,
	}
}

// Do makes a handler of a function that needs only its caller and answers with an empty body.
func Do[W any](f func(W) error) Handler[W] {
	return Func(func(who W) (any, error) { return nil, f(who) })
}

// DoIn is FuncIn for a function that answers with an empty body.
func DoIn[W, I any](f func(W, I) error) Handler[W] {
	return FuncIn(func(who W, in I) (any, error) { return nil, f(who, in) })
}

// Query returns a method called by GET. The handler's input, if any, is read from the query of the
// URL.
func Query[W any](nsid string, gate Gate[W], h Handler[W], limits ...Limit) Method {
	return method(http.MethodGet, nsid, gate, h, limits)
}

// Procedure returns a method called by POST. The handler's input, if any, is read from the JSON
// body.
func Procedure[W any](nsid string, gate Gate[W], h Handler[W], limits ...Limit) Method {
	return method(http.MethodPost, nsid, gate, h, limits)
}

func method[W any](verb, nsid string, gate Gate[W], h Handler[W], limits []Limit) Method {
	h.maxBody = cmp.Or(h.maxBody, maxJSON)
	return Method{
		NSID: nsid, Verb: verb, Limits: limits, function: h.function,
		gate: func(c *Call) (err error) {
			c.Who, err = gate(c)
			return err
		},
	}
}
