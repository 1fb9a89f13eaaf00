package journal

import (
	"cmp"
	"encoding/json"
	"net/http"
	"strings"
	"unicode/utf8"
	"unique"

	"mockpds/internal/redact"
)

// Bounds of what is kept of one call, in bytes.
const (
	longestTarget  = 4 << 10 // of a path and of a query
	longestClient  = 100     // of an address, which may be what a client says of itself
	longestLine    = 4 << 10 // of the value of a header
	longestHeaders = 16 << 10
	longestBody    = 4 << 10
)

// show returns a call as it is kept, without its number.
func (j *Journal) show(raw *RawCall, whose Token) *Call {
	r := &j.redactor
	c := &Call{
		Time: raw.Began.UTC(), RealTime: raw.RealTime.UTC(), Duration: raw.Duration,
		Client: r.Text(clip(raw.Client, longestClient)), Verb: unique.Make(r.Text(raw.Verb)).Value(),
		Host:   unique.Make(r.Text(raw.Host)).Value(),
		Origin: raw.Origin,
		Path:   unique.Make(r.Path(clip(raw.Path, longestTarget))).Value(),
		Query:  r.Query(clip(raw.Query, longestTarget)), Method: unique.Make(r.Text(raw.Method)).Value(),
		DID: cmp.Or(raw.DID, whose.DID), Handle: cmp.Or(raw.Handle, whose.Handle),
		Token: whose.Kind, Session: whose.Label, Generation: whose.Generation,
		Minted: raw.minting.label,
		Status: raw.Status, Fault: raw.Fault, Quirks: raw.Quirks, Lost: raw.Lost,
	}
	sent := redact.Body{
		Type: raw.RequestHeader.Get("Content-Type"), Encoding: raw.RequestHeader.Get("Content-Encoding"),
		Bytes: raw.RequestBody, Length: max(raw.RequestBytes, int64(len(raw.RequestBody))),
	}
	answered := redact.Body{
		Type: raw.ReplyHeader.Get("Content-Type"), Bytes: raw.ReplyBody,
		Length: max(raw.ReplyBytes, int64(len(raw.ReplyBody))), Text: true,
	}
	c.Request = j.content(raw.RequestHeader, sent)
	c.Reply = j.content(raw.ReplyHeader, answered)
	if c.Status >= http.StatusBadRequest {
		var reply struct {
			Error, Message string
			Description    string `json:"error_description"` // of OAuth
		}
		_ = json.Unmarshal(raw.ReplyBody, &reply) // what is none has neither
		c.Error, c.Message = r.Text(reply.Error), r.Text(cmp.Or(reply.Message, reply.Description))
	}
	plain, _ := sent.Plain() // what cannot be unpacked has no facts
	facts := j.factsOf(raw, plain)
	facts.TokenOfOther = whose.DID != c.DID
	c.Facts = j.memo.shared(facts)
	return c
}

func clip(s string, limit int) string {
	for limit < len(s) && limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:min(len(s), limit)]
}

// content returns the headers and the body of a message without secrets.
func (j *Journal) content(headers map[string][]string, body redact.Body) Content {
	c := Content{
		Headers: j.memo.header(headers, func() []Header { return j.headerLines(headers) }),
		Bytes:   body.Length, Truncated: body.Length > min(int64(len(body.Bytes)), redact.MaxBody),
	}
	if body.Length > 0 {
		shown := j.memo.body(body, func() string { return j.redactor.Body(body) })
		c.Body = clip(shown, longestBody)
		if len(c.Body) < len(shown) {
			c.Body, c.Truncated = strings.Clone(c.Body), true
		}
	}
	return c
}

// size returns about how many bytes a call takes.
func (c *Call) size() int {
	const shortTexts = 1000
	n := shortTexts + len(c.Path) + len(c.Query) + len(c.Message)
	for _, content := range [...]*Content{&c.Request, &c.Reply} {
		n += len(content.Body)
		for _, h := range content.Headers {
			n += len(h.Name) + len(h.Value)
		}
	}
	return n
}
