package journal

import (
	"strings"
	"time"
)

// A Call is one request and its reply as the journal shows them, without passwords, tokens and
// codes: texts like ‹password, 10 characters› and ‹alice#2/g5 refresh› stand in their places. A
// Call does not change.
type Call struct {
	Number     int           `json:"number"`     // from 1, in the order in which calls ended
	Time       time.Time     `json:"time"`       // mock time at which it began
	RealTime   time.Time     `json:"realTime"`   // at which it began
	Duration   time.Duration `json:"durationNs"` // real time
	Client     string        `json:"client,omitempty"`
	Verb       string        `json:"verb"`
	Host       string        `json:"host,omitempty"`
	Origin     string        `json:"origin,omitempty"` // pds or entryway; "" if there is no entryway
	Path       string        `json:"path"`
	Query      string        `json:"query,omitempty"`
	Method     string        `json:"method,omitempty"` // NSID; "" outside of XRPC
	DID        string        `json:"did,omitempty"`
	Handle     string        `json:"handle,omitempty"`
	Token      TokenKind     `json:"token"`
	Session    string        `json:"session,omitempty"` // whose token came, as in alice#2
	Generation int           `json:"generation,omitempty"`
	Minted     string        `json:"minted,omitempty"` // what the reply brings, as in alice#2/g6
	Status     int           `json:"status"`           // 0 if the server made no reply
	Error      string        `json:"error,omitempty"`
	Message    string        `json:"message,omitempty"` // of the error
	Why        string        `json:"why,omitempty"`     // a session token was refused; see whyRefused
	Fault      *Fault        `json:"fault,omitempty"`
	Quirks     []string      `json:"quirks,omitempty"` // names of those that changed the reply, or what the call did
	Lost       bool          `json:"lost,omitempty"`   // the client cannot have read the reply
	Request    Content       `json:"request"`
	Reply      Content       `json:"reply"`

	Facts *Facts `json:"-"` // which other calls may share; nil outside of a journal
}

// A Content is what a request or a reply consists of besides its first line.
type Content struct {
	Headers   []Header `json:"headers,omitempty"` // sorted by name
	Body      string   `json:"body,omitempty"`
	Bytes     int64    `json:"bytes"` // length of the whole body
	Truncated bool     `json:"truncated,omitempty"`
}

// A Header is one line of a header.
type Header struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// A Fault is what was done to a call on purpose.
type Fault struct {
	Rule   string `json:"rule"`   // id of the rule that asked for it
	Effect string `json:"effect"` // in words
}

// The origins that calls come to, where the PDS has an entryway.
const (
	OriginPDS      = "pds"
	OriginEntryway = "entryway"
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

// Header returns the first value of a header, in any letter case, or "".
func (c *Content) Header(name string) string {
	for _, h := range c.Headers {
		if strings.EqualFold(h.Name, name) {
			return h.Value
		}
	}
	return ""
}

// End is when the reply had been written, in real time.
func (c *Call) End() time.Time {
	return c.RealTime.Add(c.Duration)
}

// Answered reports whether the client was given a successful reply that it could read.
func (c *Call) Answered() bool {
	return c.Status/100 == 2 && !c.Lost
}

// Is reports whether a call is of a method of com.atproto.server, named by its last part.
func (c *Call) Is(name string) bool {
	rest, ok := strings.CutPrefix(c.Method, "com.atproto.server.")
	return ok && rest == name
}

// Target is what was called: a method, or a path outside of XRPC.
func (c *Call) Target() string {
	if c.Method == "" {
		return c.Path
	}
	return c.Method
}

// ShortTarget is Target without what the methods of com.atproto.server begin with.
func (c *Call) ShortTarget() string {
	return strings.TrimPrefix(c.Target(), "com.atproto.server.")
}

// GenerationLabel names the generation whose token came, as in alice#2/g5, or is "".
func (c *Call) GenerationLabel() string {
	if c.Session == "" {
		return ""
	}
	return generationLabel(c.Session, c.Generation)
}
