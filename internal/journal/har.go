package journal

import (
	"cmp"
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
		if err := e.Encode(harEntry(c)); err != nil {
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

// A harObject is an object of the format, by the names of its fields.
type harObject map[string]any

func harEntry(c *Call) harObject {
	took := float64(c.Duration) / float64(time.Millisecond)
	return harObject{
		"startedDateTime": c.RealTime, "time": took,
		"request": harRequest(c), "response": harResponse(c), "cache": harObject{},
		"timings": harObject{"send": 0, "wait": took, "receive": 0},

		"_number": c.Number, "_mockTime": c.Time, "_account": c.Handle, "_token": c.Token,
		"_session": c.Session, "_generation": c.Generation, "_minted": c.Minted,
		"_fault": c.Fault, "_status": c.Status,
	}
}

func harRequest(c *Call) harObject {
	r := harMessage(c.Request)
	r["method"], r["url"], r["queryString"] = c.Verb, harURL(c), harQuery(c.Query)
	if c.Request.Body != "" {
		r["postData"] = harObject{
			"mimeType": c.Request.Header("Content-Type"), "params": []Header{},
			"text": c.Request.Body,
		}
	}
	return r
}

func harResponse(c *Call) harObject {
	r := harMessage(c.Reply)
	r["status"], r["statusText"] = c.Status, http.StatusText(c.Status)
	if c.Lost {
		r["status"], r["statusText"] = 0, ""
	}
	r["redirectURL"] = c.Reply.Header("Location")
	r["content"] = harObject{
		"size": c.Reply.Bytes, "mimeType": c.Reply.Header("Content-Type"), "text": c.Reply.Body,
	}
	return r
}

// harMessage returns what requests and responses have in common.
func harMessage(c Content) harObject {
	return harObject{
		"httpVersion": "HTTP/1.1", "cookies": []Header{},
		"headers":     append([]Header{}, c.Headers...), // null is not allowed
		"headersSize": -1, "bodySize": c.Bytes,
	}
}

// forURL escapes what a query has in place of secrets.
var forURL = strings.NewReplacer("‹", "%E2%80%B9", "›", "%E2%80%BA", " ", "%20")

func harURL(c *Call) string {
	u := url.URL{Scheme: "http", Host: cmp.Or(c.Host, "localhost"), Path: c.Path}
	if plain, err := url.PathUnescape(c.Path); err == nil {
		u.Path, u.RawPath = plain, c.Path // used if it is a valid encoding of the path
	}
	u.RawQuery = forURL.Replace(c.Query)
	return u.String()
}

func harQuery(query string) []Header {
	pairs := []Header{}
	for part := range strings.SplitSeq(query, "&") {
		if part != "" {
			name, value, _ := strings.Cut(part, "=")
			pairs = append(pairs, Header{redact.Unescaped(name), redact.Unescaped(value)})
		}
	}
	return pairs
}
