package mockpdstest

import (
	"net/http"
	"time"

	"mockpds/internal/journal"
)

// A Call is a request and its reply as the client really saw them. Texts like ‹password, 10
// characters› and ‹alice#2/g5 refresh› stand in the places of passwords, tokens and codes.
type Call struct {
	Number     int           // from 1, in the order in which calls ended
	Time       time.Time     // mock time at which it began
	RealTime   time.Time     // at which it began
	Duration   time.Duration // real time
	Client     string        // address
	Verb       string        // GET, POST and so on
	Host       string
	Origin     string // pds or entryway; "" without an entryway
	Path       string
	Query      string
	Method     string // NSID; "" outside of XRPC
	DID        string // of the account that called, or that logged in or tried to
	Handle     string
	Token      TokenKind // what the call was authorized with
	Session    string    // whose token came, as in alice#2
	Generation int       // of that token
	Minted     string    // generation that the reply brings, as in alice#2/g6
	Status     int       // 0 if the server made no reply
	Error      string    // name of the error
	Message    string    // of the error
	Why        string    // a session token was refused: "g1 was superseded by #4, its grace ended 06:59"
	Fault      *CallFault
	Lost       bool // the client cannot have read the reply
	Request    Content
	Reply      Content
}

// A CallFault is what a fault or a hold did to a call.
type CallFault struct {
	Rule   string // id of the fault or the hold
	Effect string // in words
}

// A Content is the headers and the body of a request or a reply.
type Content struct {
	Header    http.Header
	Body      string // its first 4 KiB, as it was before it was compressed
	Bytes     int64  // length of the whole body
	Truncated bool   // Body is not the whole body
}

// A TokenKind says what a call was authorized with.
type TokenKind = journal.TokenKind

// The kinds of token. A token is unreadable when it is none of the others.
const (
	TokenNone       = journal.KindNone
	TokenAccess     = journal.KindAccess
	TokenRefresh    = journal.KindRefresh
	TokenService    = journal.KindService
	TokenBasic      = journal.KindBasic
	TokenUnreadable = journal.KindUnreadable
)

// A Filter chooses calls. Its zero value chooses all; each field that is set narrows the choice.
type Filter struct {
	Method    string    // NSID or its last part; a path if it begins with /; * stands for any text
	Verb      string    // in any letter case
	Account   string    // handle or DID; also of logins that named it wrongly: "@alice.test "
	Host      string    // that the call was sent to, with its port as in the Host header
	Session   string    // alice#2, or alice#2/g5 for the calls with tokens of that generation
	Token     TokenKind // kind of token that came
	Status    int       // or NoReply
	ErrorName string
	Fault     string // id of a fault or hold that the call met; * stands for any text
	Lost      bool   // only calls whose reply the client cannot have read

	// Since leaves out calls up to that number.
	Since int
	// Limit is how many to list: with Since the first ones after it, else the newest ones. All of
	// them if it is not positive.
	Limit int
}

// NoReply is the Status of a Filter for calls to which the server made no reply.
const NoReply = journal.NoReply

// String describes what the filter asks for, as in "refreshSession by alice.test with status 400".
func (f Filter) String() string {
	return journal.Filter(f).String()
}

func callOf(c *journal.Call) Call {
	return Call{
		Number: c.Number, Time: c.Time, RealTime: c.RealTime, Duration: c.Duration,
		Client: c.Client, Verb: c.Verb, Host: c.Host, Origin: c.Origin, Path: c.Path, Query: c.Query,
		Method: c.Method,
		DID:    c.DID, Handle: c.Handle, Token: c.Token, Session: c.Session, Generation: c.Generation,
		Minted: c.Minted,
		Status: c.Status, Error: c.Error, Message: c.Message, Why: c.Why,
		Fault: (*CallFault)(c.Fault), Lost: c.Lost,
		Request: contentOf(&c.Request), Reply: contentOf(&c.Reply),
	}
}

func contentOf(c *journal.Content) Content {
	header := http.Header{}
	for _, line := range c.Headers {
		header.Add(line.Name, line.Value)
	}
	return Content{header, c.Body, c.Bytes, c.Truncated}
}

func callsOf(list []*journal.Call) []Call {
	calls := make([]Call, 0, len(list))
	for _, c := range list {
		calls = append(calls, callOf(c))
	}
	return calls
}
