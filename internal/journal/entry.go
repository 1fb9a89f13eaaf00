package journal

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// An Call is a call as the journal shows it: no password, token or code is in it. Texts like ‹password, 10 characters› and
// ‹alice#2/g5 refresh› stand in their places.
type Call struct {
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
	Why        string        `json:"why,omitempty"`     // a session token was refused: "g1 was superseded by #4, its grace ended 06:59:53"
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

// entries shows calls.
func (j *Journal) entries(calls []*call) []Call {
	list := make([]Call, 0, len(calls))
	for _, c := range calls {
		list = append(list, j.entry(c))
	}
	return list
}

// entry shows a call.
func (j *Journal) entry(c *call) Call {
	j.known.enter()
	defer j.known.leave()
	r := j.newRedactor()
	r.login = c.is("createSession")
	for _, name := range c.names() {
		r.made(name)
	}
	e := redacted(c, r)
	if len(r.secrets) > 0 {
		r.secondPass()
		e = redacted(c, r)
	}
	return e
}

func redacted(c *call, r *redactor) Call {
	e := Call{
		Number: c.number, Time: c.Began.UTC(), RealTime: c.RealTime.UTC(), Duration: c.Duration, Client: r.line(c.Client),
		Verb: r.line(c.Verb), Host: r.line(c.Host), Path: r.path(c.Path), Query: r.query(c.Query), Method: r.line(c.Method),
		DID: c.DID, Handle: c.Handle, Token: c.TokenKind, Session: c.sessionLabel(), Generation: c.Generation, Minted: c.mintedLabel(),
		Status: c.Status, Error: r.line(c.ErrorName), Message: r.line(c.errorMessage), Why: c.why, Lost: c.Lost,
		Request: r.content(c.requestLines(), c.sent(), r.sent),
		Reply:   r.content(c.replyHeader, c.reply(), r.body),
	}
	e.Request.Bytes, e.Request.Truncated = c.RequestBytes, c.requestTruncated
	e.Reply.Bytes, e.Reply.Truncated = c.ReplyBytes, c.replyTruncated
	if c.Fault != nil {
		e.Fault = &Fault{r.line(c.Fault.Rule), r.line(c.Fault.Effect)}
	}
	return e
}

// retell takes the secrets out of sentences about some calls, which hold parts of them as they came: these are put as entries show them.
func (j *Journal) retell(calls []*call, sentences ...*string) {
	seen := map[[3]string]bool{}
	for _, c := range calls {
		key := [3]string{c.target(), c.Client, c.requestBody}
		if seen[key] || len(seen) == mostEntries {
			continue
		}
		seen[key] = true
		e := j.entry(c)
		for _, part := range [][2]string{
			{c.target(), e.target()}, {c.short(), e.shortTarget()}, {c.Client, e.Client}, {c.Verb, e.Verb}, {c.identifier(), j.identifier(c)},
		} {
			for _, s := range sentences {
				if part[0] != part[1] && part[0] != "" {
					*s = strings.ReplaceAll(*s, part[0], part[1])
				}
			}
		}
	}
	for _, s := range sentences {
		*s = j.swept(*s)
	}
}

// identifier is what a login was tried with, as its entry shows it.
func (j *Journal) identifier(c *call) string {
	name := c.identifier()
	if name == "" {
		return ""
	}
	j.known.enter()
	defer j.known.leave()
	r := j.newRedactor()
	if r.login = true; r.isBadIdentifier("identifier", name) {
		return r.hide("identifier", name)
	}
	return r.line(name)
}

// swept takes out of a sentence what looks like a secret, or is known for one.
func (j *Journal) swept(sentence string) string {
	j.known.enter()
	defer j.known.leave()
	r := j.newRedactor()
	shown, _ := r.takeOut(r.sweep(sentence))
	return shown
}

// sessionLabel names the session whose token came.
func (c *call) sessionLabel() string {
	if !c.named {
		return ""
	}
	return c.token.ofSession()
}

// mintedLabel names the generation that the reply brings.
func (c *call) mintedLabel() string {
	if !c.mints {
		return ""
	}
	return c.brings.String()
}

func (r *redactor) content(h lines, body string, redact func(contentType, body string) string) Content {
	c := Content{Body: redact(h.get("Content-Type"), body)}
	for _, line := range h {
		c.Headers = append(c.Headers, Header{r.headerName(line.Name), r.header(line.Name, line.Value)})
	}
	slices.SortStableFunc(c.Headers, func(a, b Header) int { return cmp.Compare(a.Name, b.Name) })
	return c
}
