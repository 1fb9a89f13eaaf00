package journal

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"mockpds/internal/redact"
)

// WriteHAR writes calls as an HTTP Archive, version 1.2, which browsers' developer tools open. What
// only this journal knows of a call stands in fields that begin with an underscore. A lost reply
// has status 0, as browsers have it. Times are real.
func WriteHAR(w io.Writer, calls []*Call) error {
	before := `{"log":{"version":"1.2","creator":{"name":"mockpds","version":"1"},"entries":[`
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for _, c := range calls {
		if _, err := io.WriteString(w, before); err != nil {
			return err
		}
		if err := e.Encode(harEntryOf(c)); err != nil {
			return err
		}
		before = ","
	}
	if len(calls) > 0 {
		before = ""
	}
	_, err := io.WriteString(w, before+"]}}\n")
	return err
}

type harEntry struct {
	Started  time.Time   `json:"startedDateTime"`
	Time     float64     `json:"time"` // milliseconds
	Request  harRequest  `json:"request"`
	Response harResponse `json:"response"`
	Cache    struct{}    `json:"cache"`
	Timings  harTimings  `json:"timings"`

	Number     int       `json:"_number"`
	MockTime   time.Time `json:"_mockTime"`
	Account    string    `json:"_account,omitempty"`
	Token      TokenKind `json:"_token"`
	Session    string    `json:"_session,omitempty"`
	Generation int       `json:"_generation,omitempty"`
	Minted     string    `json:"_minted,omitempty"`
	Fault      *Fault    `json:"_fault,omitempty"`
	Status     int       `json:"_status"` // also where the reply was lost
}

type harTimings struct {
	Send    float64 `json:"send"`
	Wait    float64 `json:"wait"`
	Receive float64 `json:"receive"`
}

type harMessage struct {
	HTTPVersion string    `json:"httpVersion"`
	Cookies     []harPair `json:"cookies"`
	Headers     []harPair `json:"headers"`
	HeadersSize int       `json:"headersSize"` // -1: not known
	BodySize    int64     `json:"bodySize"`
}

type harRequest struct {
	Method string    `json:"method"`
	URL    string    `json:"url"`
	Query  []harPair `json:"queryString"`
	Posted *harPost  `json:"postData,omitempty"`
	harMessage
}

type harResponse struct {
	Status      int        `json:"status"`
	StatusText  string     `json:"statusText"`
	Content     harContent `json:"content"`
	RedirectURL string     `json:"redirectURL"`
	harMessage
}

type harPost struct {
	MimeType string    `json:"mimeType"`
	Params   []harPair `json:"params"`
	Text     string    `json:"text"`
}

type harContent struct {
	Size     int64  `json:"size"`
	MimeType string `json:"mimeType"`
	Text     string `json:"text,omitempty"`
}

type harPair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

func harEntryOf(e *Call) harEntry {
	took := float64(e.Duration) / float64(time.Millisecond)
	return harEntry{
		Started: e.RealTime, Time: took, Request: harRequestOf(e), Response: harResponseOf(e),
		Timings: harTimings{Wait: took},
		Number:  e.Number, MockTime: e.Time, Account: e.Handle, Token: e.Token, Session: e.Session,
		Generation: e.Generation, Minted: e.Minted, Fault: e.Fault, Status: e.Status,
	}
}

func harRequestOf(e *Call) harRequest {
	r := harRequest{
		Method: e.Verb, URL: harURL(e), Query: harQuery(e.Query),
		harMessage: harMessageOf(e.Request),
	}
	if e.Request.Body != "" {
		r.Posted = &harPost{e.Request.Header("Content-Type"), []harPair{}, e.Request.Body}
	}
	return r
}

func harResponseOf(e *Call) harResponse {
	r := harResponse{
		Status: e.Status, StatusText: http.StatusText(e.Status), harMessage: harMessageOf(e.Reply),
		Content: harContent{e.Reply.Bytes, e.Reply.Header("Content-Type"), e.Reply.Body},
	}
	r.RedirectURL = e.Reply.Header("Location")
	if e.Lost {
		r.Status, r.StatusText = 0, ""
	}
	return r
}

func harMessageOf(c Content) harMessage {
	m := harMessage{
		HTTPVersion: "HTTP/1.1", Cookies: []harPair{}, Headers: []harPair{},
		HeadersSize: -1, BodySize: c.Bytes,
	}
	for _, h := range c.Headers {
		m.Headers = append(m.Headers, harPair(h))
	}
	return m
}

func harURL(e *Call) string {
	host := e.Host
	if host == "" {
		host = "localhost"
	}
	u := url.URL{Scheme: "http", Host: host, Path: e.Path}
	if plain, err := url.PathUnescape(e.Path); err == nil {
		u.Path, u.RawPath = plain, e.Path // used if it is a valid encoding of the path
	}
	text := u.String()
	if e.Query != "" {
		text += "?" + strings.NewReplacer("‹", "%E2%80%B9", "›", "%E2%80%BA", " ",
			"%20").Replace(e.Query)
	}
	return text
}

func harQuery(query string) []harPair {
	pairs := []harPair{}
	for part := range strings.SplitSeq(query, "&") {
		if part != "" {
			name, value, _ := strings.Cut(part, "=")
			pairs = append(pairs, harPair{redact.Unescaped(name), redact.Unescaped(value)})
		}
	}
	return pairs
}
