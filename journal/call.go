package journal

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// A TokenKind says what a call was authorized with.
type TokenKind string

// The kinds of token. A token is unreadable when it is none of the others.
const (
	KindNone       TokenKind = "none"
	KindAccess     TokenKind = "access"
	KindRefresh    TokenKind = "refresh"
	KindService    TokenKind = "service"
	KindBasic      TokenKind = "basic"
	KindUnreadable TokenKind = "unreadable"
)

// A Fault is what was done to a call on purpose.
type Fault struct {
	Rule   string `json:"rule"`   // id of the rule that asked for it
	Effect string `json:"effect"` // in words
}

// A Call is one request and its reply as a server hands them over, secrets and all. The server sets what it knows, and
// changes nothing after Append; nobody reads a Call but this package, which shows an Entry instead.
//
// TokenKind, DID, Handle, Session and Generation may be left zero where the Authorization header holds a token that the
// journal was told of; ErrorName where the reply is an XRPC error.
type Call struct {
	Began    time.Time     // mock time
	RealTime time.Time     // real time at which it began
	Duration time.Duration // real time until the reply was written
	Client   string        // address, without a port

	Verb    string
	VerbDue string // verb that the method is called with; "" when there is no such method
	Host    string
	Path    string
	Query   string
	Method  string // NSID; "" outside of XRPC

	DID        string // of the account that called, or that logged in or tried to
	Handle     string
	TokenKind  TokenKind
	Session    int // the account's how-manyth login, from 1; 0 when unknown
	Generation int // of the refresh token, or of the one that the access token came with; 0 when unknown

	Status    int
	ErrorName string
	Fault     *Fault
	Lost      bool // the client cannot have read the reply: dropped, cut short or replaced by something else

	RequestHeader, ReplyHeader map[string][]string // with canonical names
	RequestBody, ReplyBody     []byte              // or their first Journal.BodyLimit bytes
	RequestBytes, ReplyBytes   int64               // length of the whole bodies, where more than what is kept

	number         uint64 // zero until appended
	origin         *origin
	session        *session // whose token came
	minted         *generation
	mintedLabel    string
	ownPassword    bool // what minted a session was the account's own password
	errorMessage   string
	requestHeaders headers
	replyHeaders   headers
}

// Bounds of what one call may hold besides its bodies, in bytes.
const (
	longestTarget  = 4 << 10  // path and query, each
	longestHeaders = 16 << 10 // of the request and of the reply, each
)

// settle takes a call over from the server and brings it into bounds. It uses scratch, and returns it for the next call.
func (c *Call) settle(bodies int, scratch []byte) []byte {
	c.Path, c.Query = clip(c.Path, longestTarget), clip(c.Query, longestTarget)
	scratch = c.pack(scratch[:0])
	c.RequestBytes = max(c.RequestBytes, int64(len(c.RequestBody)))
	c.ReplyBytes = max(c.ReplyBytes, int64(len(c.ReplyBody)))
	c.RequestBody, c.ReplyBody = clipBytes(c.RequestBody, bodies), clipBytes(c.ReplyBody, bodies)
	if c.Status >= http.StatusBadRequest {
		c.readError()
	}
	return scratch
}

// pack copies the headers as they stand at this moment, and what else came with the request, into one piece of memory. Thousands of
// calls are kept, and what the garbage collector has to follow in them is what a journal costs most.
func (c *Call) pack(b []byte) []byte {
	b = packHeaders(b, c.RequestHeader)
	request := len(b)
	b = packHeaders(b, c.ReplyHeader)
	reply := len(b)
	fields := [...]*string{&c.Client, &c.Verb, &c.Host, &c.Path, &c.Query, &c.Method}
	for _, f := range fields {
		b = append(b, *f...)
	}
	all := string(b)
	c.requestHeaders, c.replyHeaders = headers(all[:request]), headers(all[request:reply])
	at := reply
	for _, f := range fields {
		n := len(*f)
		*f = all[at : at+n]
		at += n
	}
	c.RequestHeader, c.ReplyHeader = nil, nil
	return b
}

// readError takes the error's name and message from an XRPC error reply.
func (c *Call) readError() {
	var reply struct{ Error, Message string }
	if json.Unmarshal(c.ReplyBody, &reply) != nil {
		return
	}
	if c.ErrorName == "" {
		c.ErrorName = reply.Error
	}
	c.errorMessage = reply.Message
}

func clip(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	return strings.Clone(s[:limit])
}

// clipBytes lets go of the array behind a body that is longer than what is kept of it.
func clipBytes(b []byte, limit int) []byte {
	if len(b) <= limit {
		return b
	}
	return append(make([]byte, 0, limit), b[:limit]...)
}

// end is when the reply had been written, in real time.
func (c *Call) end() time.Time {
	return c.RealTime.Add(c.Duration)
}

// answered tells whether the client was given a successful reply that it could read.
func (c *Call) answered() bool {
	return c.Status/100 == 2 && !c.Lost
}

// is tells whether a call is of a session method, named by its last part.
func (c *Call) is(name string) bool {
	rest, ok := strings.CutPrefix(c.Method, "com.atproto.server.")
	return ok && rest == name
}
