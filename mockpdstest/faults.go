package mockpdstest

import (
	"testing"
	"time"

	"mockpds/internal/faults"
	"mockpds/internal/ruleset"
)

// A Fault makes the calls that it matches go wrong in one way.
type Fault struct {
	ID     string // made up when empty: fault-1, fault-2 and so on
	Match  Match
	Effect Effect
}

// A Match says which calls a Fault is for. Its zero value is for the next call of any XRPC method.
type Match struct {
	// Method is an NSID, its last part ("refreshSession"), either with * for any characters
	// ("com.atproto.server.*"), or a path outside of XRPC, which begins with a slash. "" is any
	// XRPC method.
	Method string
	// Account is the DID or the handle of the account that calls. "" is any, also an unknown one.
	Account string
	// Session is the number of the account's session, from 1. 0 is any.
	Session int
	// Generation is that of the session's refresh token, from 1. 0 is any.
	Generation int
	// From is the number of the first matching call that may be hit; 0 is 1. Every call that
	// matches since the fault was added counts, also one that another fault hit.
	From int
	// Times is how many calls are hit, or Always; 0 is 1.
	Times Times
	// Probability, above 0 and at most 1, hits only some of the calls that could be hit; it needs a
	// Seed. 0 hits all.
	Probability float64
	// Seed decides which calls a fault with a Probability hits: the same ones for the same seed.
	Seed uint64
}

// Times is a number of calls, or Always.
type Times = faults.Times

// Always is every call from now on, as the Times of a Match.
const Always = faults.Always

// An Effect is what goes wrong. Exactly one of its fields is set, but for RetryAfter, which goes
// with a Preset.
type Effect struct {
	// Error answers in place of the method, which does not run.
	Error *Error
	// Preset is the short name of a usual error.
	Preset Preset
	// RetryAfter tells the client of a RateLimited or Unavailable preset when to come again: whole
	// seconds of mock time, at most an hour. 0 is 5 minutes for RateLimited, and not to tell for
	// Unavailable.
	RetryAfter time.Duration
	// Delay makes the call wait before it is processed: real time, at most an hour.
	Delay time.Duration
	// Drop closes the connection without a reply.
	Drop Drop
	// Truncate ends the connection in the middle of the reply's body. The call was processed.
	Truncate bool
	// NotJSON sends a body that no JSON parser takes, with the status and headers of the true
	// reply. The call was processed.
	NotJSON bool
	// ContentType is sent in place of the reply's own. The call was processed.
	ContentType string
	// SlowBody is the pause, in real time and at most an hour, before each 64 bytes of the reply's
	// body. The call was processed.
	SlowBody time.Duration
}

// A Drop says when a connection is closed without a reply.
type Drop = faults.Drop

// The moments at which a connection can be dropped.
const (
	DropBefore = faults.DropBefore // the call is processed, so that nothing has happened
	DropAfter  = faults.DropAfter  // the call was processed, and only the reply is lost
)

// A Preset is the short name of an error that clients really meet.
type Preset = faults.Preset

// The presets. Where the reference answers so, the words are its own.
const (
	Expired     = faults.Expired     // 400 ExpiredToken: the token's time is up
	Revoked     = faults.Revoked     // 400 ExpiredToken: the session was deleted, or its token used
	Invalid     = faults.Invalid     // 400 InvalidToken
	TakenDown   = faults.TakenDown   // 401 AccountTakedown
	RateLimited = faults.RateLimited // 429 RateLimitExceeded
	Internal    = faults.Internal    // 500 InternalServerError
	Upstream    = faults.Upstream    // 502 with the HTML page of a proxy
	Unavailable = faults.Unavailable // 503 NotEnoughResources
	Timeout     = faults.Timeout     // 504 UpstreamTimeout
)

// An Error is an answer in place of the true one: an error of the protocol, or any body at all.
type Error struct {
	Status  int               // 200 to 599
	Name    string            // error of an XRPC error; "" is the reference's for the status
	Message string            // message of an XRPC error; "" is the reference's for the status
	Headers map[string]string // sent as well; not Content-Type, and not the length of the body
	// Body is sent as it is, in place of an XRPC error: at most 1 MiB.
	Body string
	// ContentType is that of the Body; "" is text/html in UTF-8. Set alone, it asks for an empty
	// body.
	ContentType string
}

// A FaultReport is a fault, and what became of it.
type FaultReport struct {
	Fault    Fault     // with its id and its defaults
	Seen     int       // calls that matched
	Applied  int       // calls that it hit
	Spent    bool      // it has hit as many calls as it should, and hits no more
	NearMiss *NearMiss // nil once a call has matched, and before the first call
	Unhit    string    // why the calls that matched were not hit; "" once one was
}

// A NearMiss is the call that came closest to what a fault, hold, limit or stub is for: the latest
// of those that differ least. A call of another method is further away than one of the right
// method.
type NearMiss struct {
	Why        string   // such as: method is com.atproto.server.getSession, not refreshSession
	Method     string   // NSID, or the path of a call outside of XRPC
	Accounts   []string // DID and handle of the account that called; nil if unknown
	Session    int      // of the account; 0 if unknown
	Generation int      // of the refresh token; 0 if unknown
}

// AddFault makes calls go wrong: those that the fault matches, in the order in which faults were
// added, from now on and until a reset. It returns the fault with its id and its defaults. The test
// ends if something is wrong with it, and its log says so if the fault may never apply, as for a
// method that does not exist.
func (p *PDS) AddFault(t testing.TB, f Fault) Fault {
	t.Helper()
	added, err := p.control.AddFault(t.Context(), f.inside())
	must(t, err)
	warn(t, added.ID, added.Warnings)
	return faultOf(added.Fault)
}

// warn writes to the log of a test why a rule may never apply.
func warn(t testing.TB, id string, warnings []string) {
	t.Helper()
	for _, warning := range warnings {
		t.Logf("mockpdstest: %s may never apply: %s", id, warning)
	}
}

// ListFaults lists the faults in the order in which they were added, each with how many calls it
// saw and hit and, if it saw none, the call that came closest.
func (p *PDS) ListFaults() []FaultReport {
	return each(p.control.ListFaults(), func(r faults.Report) FaultReport {
		return FaultReport{faultOf(r.Fault), r.Seen, r.Applied, r.Spent, nearMissOf(r.NearMiss), r.Unhit}
	})
}

// AssertFaultsHit fails the test, and lets it go on, for each fault that has hit no call so far,
// with the call that came closest.
func (p *PDS) AssertFaultsHit(t testing.TB) {
	t.Helper()
	if err := p.control.AssertFaultsHit(); err != nil {
		t.Errorf("mockpdstest: %v", err)
	}
}

// RemoveFault takes a fault away. The test ends if there is none with that id.
func (p *PDS) RemoveFault(t testing.TB, id string) {
	t.Helper()
	must(t, p.control.RemoveFault(id))
}

// ClearFaults takes all faults away, those of the fixture file too. A reset brings the latter back.
// Holds stay.
func (p *PDS) ClearFaults() {
	p.control.Faults.ClearFaults()
}

func (f Fault) inside() faults.Fault {
	e := f.Effect
	return faults.Fault{ID: f.ID, Match: faults.Match(f.Match), Effect: faults.Effect{
		Error: (*faults.Error)(e.Error), Preset: e.Preset, RetryAfter: faults.Duration(e.RetryAfter),
		Delay: faults.Duration(e.Delay), Drop: e.Drop, Truncate: e.Truncate, NotJSON: e.NotJSON,
		ContentType: e.ContentType, SlowBody: faults.Duration(e.SlowBody),
	}}
}

func faultOf(f faults.Fault) Fault {
	e := f.Effect
	return Fault{f.ID, Match(f.Match), Effect{
		Error: (*Error)(e.Error), Preset: e.Preset, RetryAfter: time.Duration(e.RetryAfter),
		Delay: time.Duration(e.Delay), Drop: e.Drop, Truncate: e.Truncate, NotJSON: e.NotJSON,
		ContentType: e.ContentType, SlowBody: time.Duration(e.SlowBody),
	}}
}

func nearMissOf(n *ruleset.NearMiss) *NearMiss {
	if n == nil {
		return nil
	}
	return &NearMiss{n.Why, n.Call.Method, n.Call.Accounts, n.Call.Session, n.Call.Generation}
}

// each converts the items of a list.
func each[From, To any](list []From, convert func(From) To) []To {
	converted := make([]To, len(list))
	for i, item := range list {
		converted[i] = convert(item)
	}
	return converted
}
