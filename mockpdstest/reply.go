package mockpdstest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"
)

// A Reply is what the server answered to an XRPC call.
type Reply struct {
	Status int // 0 when no answer came
	Header http.Header
	Body   []byte
	Err    error // why no answer came, or not the whole of it; nil otherwise

	call string // what was called, for messages
	pds  *PDS
}

// call makes an XRPC call, and keeps what happens in the reply.
func (p *PDS) call(verb, method, token string, body any) Reply {
	reply := Reply{call: verb + " " + method, pds: p}
	r, err := p.request(verb, method, token, body)
	if err != nil {
		reply.Err = err
		return reply
	}
	answer, err := p.client.Do(r)
	if err != nil {
		reply.Err = err
		return reply
	}
	defer func() { _ = answer.Body.Close() }()
	reply.Status, reply.Header = answer.StatusCode, answer.Header
	reply.Body, reply.Err = io.ReadAll(answer.Body)
	return reply
}

func (p *PDS) request(verb, method, token string, body any) (*http.Request, error) {
	payload, err := payloadOf(verb, body)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(context.Background(), verb, p.URL+"/xrpc/"+method, payload)
	if err != nil {
		return nil, err
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	return r, nil
}

func payloadOf(verb string, body any) (io.Reader, error) {
	switch {
	case body != nil:
		data, err := json.Marshal(body)
		return bytes.NewReader(data), err
	case verb == http.MethodGet:
		// A body that net/http cannot read again, if an empty one: it would repeat a query whose
		// reply is lost without a word.
		return io.MultiReader(), nil
	default:
		return http.NoBody, nil
	}
}

// refusal is the body of an XRPC error.
type refusal struct {
	Name    string `json:"error"`
	Message string `json:"message"`
}

func (r Reply) refusal() refusal {
	var e refusal
	_ = json.Unmarshal(r.Body, &e) // what is no XRPC error has neither name nor message
	return e
}

// ErrorName is the name of the XRPC error that the server answered with, such as ExpiredToken, or
// "".
func (r Reply) ErrorName() string {
	return r.refusal().Name
}

// Message is the message of the XRPC error that the server answered with, or "".
func (r Reply) Message() string {
	return r.refusal().Message
}

// String returns what was called and answered, without the body of a success: there may be tokens
// in it.
func (r Reply) String() string {
	switch e := r.refusal(); {
	case r.Err != nil:
		return fmt.Sprintf("%s: no answer: %v", r.call, r.Err)
	case r.Status < http.StatusBadRequest:
		return fmt.Sprintf("%s: %d", r.call, r.Status)
	case e.Name == "":
		return fmt.Sprintf("%s: %d with no XRPC error", r.call, r.Status)
	default:
		return fmt.Sprintf("%s: %d %s %q", r.call, r.Status, e.Name, e.Message)
	}
}

// Is fails the test, and lets it go on, unless the answer has a status and, for a refusal, an error
// name.
func (r Reply) Is(t testing.TB, status int, name string) {
	t.Helper()
	if r.Err != nil || r.Status != status || r.ErrorName() != name {
		t.Errorf("%v; want %d %s", r, status, name)
	}
}

// IsLost fails the test, and lets it go on, if the whole of an answer came.
func (r Reply) IsLost(t testing.TB) {
	t.Helper()
	if r.Err == nil {
		t.Errorf("%v; want no answer", r)
	}
}

// OK ends the test unless the answer is 200.
func (r Reply) OK(t testing.TB) {
	t.Helper()
	if r.Err != nil || r.Status != http.StatusOK {
		t.Fatalf("%v; want 200", r)
	}
}

// Decode reads the JSON of the answer into a variable, if that is not nil. It ends the test unless
// the answer is 200.
func (r Reply) Decode(t testing.TB, into any) {
	t.Helper()
	r.OK(t)
	if into == nil {
		return
	}
	if err := json.Unmarshal(r.Body, into); err != nil {
		t.Fatalf("%v: the body is not what was expected: %v", r, err)
	}
}

// Session is the session in the answer to a log-in, a sign-up or a refresh. It ends the test unless
// there is one.
func (r Reply) Session(t testing.TB) Session {
	t.Helper()
	s := Session{pds: r.pds}
	r.Decode(t, &s)
	if s.RefreshJwt == "" {
		t.Fatalf("%v: there is no session in the answer", r)
	}
	return s
}
