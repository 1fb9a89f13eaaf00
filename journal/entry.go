package journal

import (
	"cmp"
	"slices"
	"time"
)

// An Entry is a call as the journal shows it: no password, token or code is in it. Texts like ‹password, 10 characters› and
// ‹alice#2/g5 refresh› stand in their places.
type Entry struct {
	Number     uint64        `json:"number"`
	Time       time.Time     `json:"time"`       // mock time
	RealTime   time.Time     `json:"realTime"`   // at which it began
	Duration   time.Duration `json:"durationNs"` // real time
	Client     string        `json:"client,omitempty"`
	Verb       string        `json:"verb"`
	Host       string        `json:"host,omitempty"`
	Path       string        `json:"path"`
	Query      string        `json:"query,omitempty"`
	Method     string        `json:"method,omitempty"` // NSID; "" outside of XRPC
	DID        string        `json:"did,omitempty"`
	Handle     string        `json:"handle,omitempty"`
	Token      TokenKind     `json:"token"`
	Session    string        `json:"session,omitempty"` // whose token came, as in alice#2
	Generation int           `json:"generation,omitempty"`
	Minted     string        `json:"minted,omitempty"` // what the reply brings, as in alice#2/g6
	Status     int           `json:"status"`
	Error      string        `json:"error,omitempty"`
	Message    string        `json:"message,omitempty"` // of the error
	Fault      *Fault        `json:"fault,omitempty"`
	Lost       bool          `json:"lost,omitempty"` // the client cannot have read the reply
	Request    Content       `json:"request"`
	Reply      Content       `json:"reply"`
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

// entries shows calls.
func (j *Journal) entries(calls []*Call) []Entry {
	list := make([]Entry, 0, len(calls))
	for _, c := range calls {
		list = append(list, j.entry(c))
	}
	return list
}

// entry shows a call.
func (j *Journal) entry(c *Call) Entry {
	first := &redactor{find: j.Token, secrets: map[string]string{}}
	e := redacted(c, first)
	if len(first.secrets) > 0 {
		e = redacted(c, first.secondPass())
	}
	return e
}

func redacted(c *Call, r *redactor) Entry {
	e := Entry{
		Number: c.number, Time: c.Began.UTC(), RealTime: c.RealTime.UTC(), Duration: c.Duration, Client: c.Client,
		Verb: r.line(c.Verb), Host: r.line(c.Host), Path: r.path(c.Path), Query: r.query(c.Query), Method: r.line(c.Method),
		DID: c.DID, Handle: c.Handle, Token: c.TokenKind, Session: c.label(), Generation: c.Generation, Minted: c.mintedLabel,
		Status: c.Status, Error: r.line(c.ErrorName), Message: r.line(c.errorMessage), Lost: c.Lost,
		Request: r.content(c.requestHeaders, c.RequestBody, c.RequestBytes, r.sent),
		Reply:   r.content(c.replyHeaders, c.ReplyBody, c.ReplyBytes, r.body),
	}
	if c.Fault != nil {
		e.Fault = &Fault{r.line(c.Fault.Rule), r.line(c.Fault.Effect)}
	}
	return e
}

// label names the session whose token came.
func (c *Call) label() string {
	if c.session == nil {
		return ""
	}
	return c.session.Label
}

func (r *redactor) content(h headers, body []byte, size int64, redact func(contentType string, body []byte) string) Content {
	c := Content{
		Body:  redact(h.get("Content-Type"), body),
		Bytes: size, Truncated: size > int64(len(body)),
	}
	for name, value := range h.all {
		c.Headers = append(c.Headers, Header{r.line(name), r.header(name, value)})
	}
	slices.SortStableFunc(c.Headers, func(a, b Header) int { return cmp.Compare(a.Name, b.Name) })
	return c
}
