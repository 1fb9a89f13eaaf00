package mockpdstest

import (
	"encoding/json"
	"testing"

	"mockpds/internal/stubs"
)

// A Stub is a canned reply of one method that the PDS does not serve itself.
type Stub struct {
	ID     string // made up when empty: stub-1, stub-2 and so on
	Method string // NSID, its last part, or either with * for any characters
	Verb   string // GET or POST; "" is either
	Auth   Auth   // "" is AuthRequired

	Aud string // with AuthService: the audience of the token; "" is the DID of the server
	LXM string // with AuthService: the method that the token is for; "" is the method that is called

	Account string            // handle or DID of the only caller that it answers; "" is any
	Params  map[string]string // query parameters that a call must have
	Proxy   string            // atproto-proxy header that a call must have; * is any characters
	Status  int               // 200 to 599; 0 is 200
	Headers map[string]string // of the reply
	// Body is the reply, any JSON; nil is an empty one. In its texts {did} and {handle} are those
	// of the caller, and {now} is mock time.
	Body json.RawMessage
}

// Auth says what a stub's callers have to show.
type Auth = stubs.Auth

// What a stub's callers have to show.
const (
	AuthRequired = stubs.AuthRequired // an access token; the default
	AuthOptional = stubs.AuthOptional // a good access token, or none
	AuthNone     = stubs.AuthNone     // nothing
	AuthService  = stubs.AuthService  // a service token
)

// A StubReport is a stub and how often it answered.
type StubReport struct {
	Stub
	Hits     int       // calls that it answered
	NearMiss *NearMiss // nil once it has answered a call, and before the first call
}

// An UnknownMethod is a method that was called and that neither the PDS nor a stub answers.
type UnknownMethod struct {
	Method   string
	Count    int    // how often it was called
	NearMiss string // the stub that came closest to answering the last call, and how that missed it
}

// AddStub answers a method that the PDS does not serve itself with a canned reply, until a reset.
// It returns the stub with its id and its defaults. The test ends when there are mistakes in it, or
// when the PDS serves the method.
func (p *PDS) AddStub(t testing.TB, s Stub) Stub {
	t.Helper()
	added, err := p.control.AddStub(t.Context(), stubs.Stub(s))
	must(t, err)
	warn(t, added.ID, added.Warnings)
	return Stub(added.Stub)
}

// ListStubs lists the stubs in the order in which they were added, each with how often it answered
// and, if it did not, how the call that came closest missed it.
func (p *PDS) ListStubs() []StubReport {
	return each(p.control.ListStubs(), func(r stubs.Report) StubReport {
		return StubReport{Stub(r.Stub), r.Hits, nearMissOf(r.NearMiss)}
	})
}

// RemoveStub takes a stub out. The test ends if there is none with the id.
func (p *PDS) RemoveStub(t testing.TB, id string) {
	t.Helper()
	must(t, p.control.RemoveStub(id))
}

// ClearStubs takes all stubs out, those of the fixture file too.
func (p *PDS) ClearStubs() {
	p.control.Stubs.Clear()
}

// An Unknown holds the calls to methods that nobody answers.
type Unknown struct {
	Methods []UnknownMethod // the most called first; at most 1,000
	Others  int             // calls to still other methods
}

// UnknownCalls returns the methods that were called, since the start or the last reset, that
// neither the PDS nor a stub answers.
func (p *PDS) UnknownCalls() Unknown {
	unknown := p.control.UnknownCalls()
	methods := each(unknown.Methods, func(m stubs.UnknownMethod) UnknownMethod { return UnknownMethod(m) })
	return Unknown{methods, unknown.Others}
}
