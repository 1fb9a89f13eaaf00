package journal

import (
	"encoding/json"
	"net/http"
	"strconv"
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

// A RawCall is one request and its reply as a server hands them over, secrets and all. The server sets what it knows.
//
// TokenKind, DID, Handle, Session and Generation may be left zero where the Authorization header holds a token that the
// journal was told of; ErrorName where the reply is an XRPC error.
type RawCall struct {
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

	minting minting
}

// A minting is what a call's reply brings, while the call is in flight.
type minting struct {
	origin          *origin
	generation      *generation
	label           label
	access, refresh string // the tokens
	ownPassword     bool
}

// A label names a session, as in alice#2, or a generation of it, as in alice#2/g6.
type label struct {
	name       string // of the account
	session    int
	generation int
}

func (l label) ofSession() string {
	return l.name + "#" + strconv.Itoa(l.session)
}

func (l label) String() string {
	return l.ofSession() + "/g" + strconv.Itoa(l.generation)
}

// A call is a RawCall that is kept. Its headers and bodies are what stands here, and those of the RawCall are not set.
type call struct {
	RawCall

	number     uint64
	sinceStart time.Duration // RealTime, since the journal began

	named    bool   // the session whose token came has a name:
	token    label  // this, with the generation
	tokenDID string // of that session's account
	proof    string // the token that came, which is not kept as its name is known; not set in a call that was kept before
	proven   bool   // there was a proof

	mints       bool  // the reply brings tokens:
	brings      label // these
	ownPassword bool  // what they were asked for with was the account's own password

	errorMessage                     string
	why                              string // a session token was refused, where the lineage knows
	fault                            Fault
	requestHeader, replyHeader       lines
	requestBody, replyBody           string
	cuts                             string // where tokens were left out of the reply's body; see cutMinted
	requestTruncated, replyTruncated bool
}

// The texts of a call that can differ from its model's, by their places.
const (
	textClient = iota
	textVerb
	textVerbDue
	textHost
	textPath
	textQuery
	textMethod
	textDID
	textHandle
	textKind
	textError
	textMessage
	textWhy
	textRule
	textEffect
	textTokenName
	textTokenDID
	textBringsName
	textCuts
	textRequestBody
	textReplyBody
	numTexts
)

type texts [numTexts]string

// texts are where the texts of a call stand.
func (c *call) texts() [numTexts]*string {
	return [...]*string{
		textClient: &c.Client, textVerb: &c.Verb, textVerbDue: &c.VerbDue, textHost: &c.Host, textPath: &c.Path, textQuery: &c.Query,
		textMethod: &c.Method, textDID: &c.DID, textHandle: &c.Handle, textKind: (*string)(&c.TokenKind), textError: &c.ErrorName,
		textMessage: &c.errorMessage, textWhy: &c.why, textRule: &c.fault.Rule, textEffect: &c.fault.Effect, textTokenName: &c.token.name,
		textTokenDID: &c.tokenDID, textBringsName: &c.brings.name, textCuts: &c.cuts,
		textRequestBody: &c.requestBody, textReplyBody: &c.replyBody,
	}
}

// longestTarget is how many bytes are kept of a path and of a query.
const longestTarget = 4 << 10

// longestClient is how many bytes are kept of a client's address, which may be what a client says of itself.
const longestClient = 100

// settle brings what a server handed over into bounds.
func (c *call) settle(bodies int) {
	c.Path, c.Query = clip(c.Path, longestTarget), clip(c.Query, longestTarget)
	c.Client = clip(c.Client, longestClient)
	c.RequestBytes = max(c.RequestBytes, int64(len(c.RequestBody)))
	c.ReplyBytes = max(c.ReplyBytes, int64(len(c.ReplyBody)))
	c.RequestBody, c.ReplyBody = clip(c.RequestBody, bodies), clip(c.ReplyBody, bodies)
	c.requestTruncated, c.replyTruncated = c.RequestBytes > int64(len(c.RequestBody)), c.ReplyBytes > int64(len(c.ReplyBody))
	if c.Status >= http.StatusBadRequest {
		c.readError()
	}
	if c.Fault != nil {
		c.fault = *c.Fault
	}
}

func clip[T string | []byte](s T, limit int) T {
	return s[:min(len(s), limit)]
}

// readError takes the error's name and message from an XRPC error reply.
func (c *call) readError() {
	var reply struct{ Error, Message string }
	if json.Unmarshal(c.ReplyBody, &reply) != nil {
		return
	}
	if c.ErrorName == "" {
		c.ErrorName = reply.Error
	}
	c.errorMessage = reply.Message
}

// end is when the reply had been written, in real time.
func (c *call) end() time.Time {
	return c.RealTime.Add(c.Duration)
}

// answered tells whether the client was given a successful reply that it could read.
func (c *RawCall) answered() bool {
	return c.Status/100 == 2 && !c.Lost
}

// is tells whether a call is of a session method, named by its last part.
func (c *RawCall) is(name string) bool {
	rest, ok := strings.CutPrefix(c.Method, "com.atproto.server.")
	return ok && rest == name
}
