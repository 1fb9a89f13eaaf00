package journal

import (
	"net/http"
	"time"

	"mockpds/internal/redact"
)

// BodyLimit is how many bytes of a body Append needs.
const BodyLimit = redact.MaxBody

// A RawCall is one request and its reply as a server hands them over, secrets and all.
//
// DID and Handle may be left empty where the Authorization header holds a token of the account.
type RawCall struct {
	Began    time.Time     // mock time
	RealTime time.Time     // real time at which it began
	Duration time.Duration // real time until the reply was written
	Client   string        // address, without a port

	Verb    string
	VerbDue string // verb that the method is called with; "" when there is no such method
	Host    string
	Origin  string // pds or entryway; "" if there is no entryway
	Path    string // percent-encoded
	Query   string
	Method  string // NSID; "" outside of XRPC

	DID    string // of the account that called, or that logged in or tried to
	Handle string

	Came         *Token   // that came elsewhere than in the Authorization header; nil if none did
	NonceOfOther bool     // its proof has a DPoP nonce of the other origin
	ScopesUsed   []string // scopes of an OAuth token that allowed what the call asked for
	Note         string   // why it was answered as it was, where the lineage does not tell

	Status int
	Fault  *Fault
	Quirks []string // names of those that changed the reply, or what the call did
	Truth  *Truth   // what the call would have been told without them; nil if it is what it was told
	Lost   bool     // the client cannot have read the reply: it was dropped, cut short or replaced

	RequestHeader, ReplyHeader http.Header

	// RequestBody is as it was sent, ReplyBody as it was before it was compressed. Of each the
	// first BodyLimit bytes are enough, with the length of the whole.
	RequestBody, ReplyBody   []byte
	RequestBytes, ReplyBytes int64

	minting minting
}

// A Truth is what a call would have been told without quirks. It has no error for a success.
type Truth struct {
	Status         int
	Error, Message string
}

// A minting is what a call's reply brings, while the call is in flight.
type minting struct {
	numbers     []*int // where the lineage wants the call's number
	generation  *generation
	label       string // of the generation, as in alice#2/g6
	ownPassword bool
}

// numbers makes Append write the call's number to a place in the lineage. The call may be nil.
func (c *RawCall) numbers(by *int) {
	if c != nil {
		c.minting.numbers = append(c.minting.numbers, by)
	}
}

// answered reports whether the client was given a successful reply that it could read.
func (c *RawCall) answered() bool {
	return c.Status/100 == 2 && !c.Lost
}
