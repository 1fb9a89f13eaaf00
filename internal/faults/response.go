package faults

import (
	"cmp"
	"fmt"
	"strconv"
	"time"

	"mockpds/internal/ruleset"
	"mockpds/internal/words"
)

// An Error is an answer in place of the true one: an error of the protocol, or any body at all.
type Error struct {
	Status      int               `json:"status" doc:"200 to 599"`
	Name        string            `json:"name,omitempty" doc:"error of an XRPC error; the reference's for the status when absent"`
	Message     string            `json:"message,omitempty" doc:"message of an XRPC error; the reference's for the status when absent"`
	Headers     map[string]string `json:"headers,omitempty" doc:"are sent as well; not Content-Type and the length of the body"`
	Body        string            `json:"body,omitempty" doc:"is sent as it is, in place of an XRPC error: at most 1 MiB"`
	ContentType string            `json:"contentType,omitempty" doc:"of the body; text/html in UTF-8 when absent; alone it asks for an empty body"`
}

// Raw reports whether a body is sent as it is, and no XRPC error. Below status 400 there are none.
func (e Error) Raw() bool { return e.Status < 400 || e.Body != "" || e.ContentType != "" }

// A Preset is the short name of an error that clients really meet.
type Preset string

// The presets. Where the reference answers so, the words are its own.
const (
	Expired     Preset = "expired"      // 400 ExpiredToken: the token's time is up
	Revoked     Preset = "revoked"      // 400 ExpiredToken: the session was deleted, or its token used
	Invalid     Preset = "invalid"      // 400 InvalidToken
	TakenDown   Preset = "takendown"    // 401 AccountTakedown
	RateLimited Preset = "rate-limited" // 429 RateLimitExceeded, with the headers of a window
	Internal    Preset = "internal"     // 500 InternalServerError
	Upstream    Preset = "upstream"     // 502 with the HTML page of a proxy
	Unavailable Preset = "unavailable"  // 503 NotEnoughResources
	Timeout     Preset = "timeout"      // 504 UpstreamTimeout
)

const (
	defaultRetryAfter = Duration(5 * time.Minute)
	badGatewayPage    = "<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head>" +
		"<body><h1>502 Bad Gateway</h1></body></html>\n"
)

// presets are the answers, in the order of their status.
var presets = []struct {
	name  Preset
	error Error
}{
	{Expired, Error{Status: 400, Name: "ExpiredToken", Message: "Token has expired"}},
	{Revoked, Error{Status: 400, Name: "ExpiredToken", Message: "Token has been revoked"}},
	{Invalid, Error{Status: 400, Name: "InvalidToken", Message: "Token could not be verified"}},
	{TakenDown, Error{Status: 401, Name: "AccountTakedown", Message: "Account has been taken down"}},
	{RateLimited, Error{Status: 429}},
	{Internal, Error{Status: 500}},
	{Upstream, Error{Status: 502, Body: badGatewayPage}},
	{Unavailable, Error{Status: 503}},
	{Timeout, Error{Status: 504}},
}

// error returns the answer of a preset, or reports that there is none.
func (p Preset) error() (Error, bool) {
	for _, row := range presets {
		if row.name == p {
			return row.error, true
		}
	}
	return Error{}, false
}

func (p Preset) check(m *words.Mistakes, path string) {
	if _, known := p.error(); p == "" || known {
		return
	}
	var names []string
	for _, row := range presets {
		names = append(names, string(row.name))
	}
	m.Add(path, "is "+words.Quote(string(p)), words.OneOf(string(p), names...))
}

// Response returns the complete answer that an Error or a Preset stands for, with every default
// written out. Other effects have none. To that of the RateLimited preset the server adds the
// RateLimit and Retry-After headers, whose numbers depend on its clock.
func (e Effect) Response() (Error, bool) {
	if e.Error != nil {
		return e.clone().Error.withDefaults(), true
	}
	answer, ok := e.Preset.error()
	if !ok {
		return Error{}, false
	}
	if e.Preset == Unavailable && e.RetryAfter != 0 {
		seconds := int64(time.Duration(e.RetryAfter) / time.Second)
		answer.Headers = map[string]string{"Retry-After": strconv.FormatInt(seconds, 10)}
	}
	return answer.withDefaults(), true
}

func (e Error) withDefaults() Error {
	if e.Raw() {
		if e.Body != "" && e.ContentType == "" {
			e.ContentType = "text/html; charset=utf-8"
		}
		return e
	}
	own, ok := statusErrors[e.Status]
	if !ok {
		own = statusErrors[e.Status/100*100]
	}
	e.Name, e.Message = cmp.Or(e.Name, own[0]), cmp.Or(e.Message, own[1])
	return e
}

// statusErrors are the error names and messages that the reference has for a status. Those without
// words of their own have those of 400 or of 500.
var statusErrors = map[int][2]string{
	400: {"InvalidRequest", "Invalid Request"},
	401: {"AuthenticationRequired", "Authentication Required"},
	403: {"Forbidden", "Forbidden"},
	404: {"XRPCNotSupported", "XRPC Not Supported"},
	406: {"NotAcceptable", "Not Acceptable"},
	413: {"PayloadTooLarge", "Payload Too Large"},
	415: {"UnsupportedMediaType", "Unsupported Media Type"},
	429: {"RateLimitExceeded", "Rate Limit Exceeded"},
	500: {"InternalServerError", "Internal Server Error"},
	501: {"MethodNotImplemented", "Method Not Implemented"},
	502: {"UpstreamFailure", "Upstream Failure"},
	503: {"NotEnoughResources", "Not Enough Resources"},
	504: {"UpstreamTimeout", "Upstream Timeout"},
}

const longestBody = 1 << 20

func (e Error) check(m *words.Mistakes, path string) {
	const statusRemedy = "write an HTTP status from 200 to 599"
	switch {
	case e.Status == 0:
		m.Add(path+".status", "is missing", statusRemedy)
	case e.Status < 200, e.Status > 599:
		m.Add(path+".status", fmt.Sprintf("is %d", e.Status), statusRemedy)
	}
	checkContentType(m, path+".contentType", e.ContentType)
	if len(e.Body) > longestBody {
		m.Add(path+".body", fmt.Sprintf("has %d bytes", len(e.Body)), "write text of at most 1 MiB")
	}
	e.checkKind(m, path)
	const byServer = "leave it out; truncate cuts a body short"
	ruleset.CheckHeaders(m, path+".headers", e.Headers, map[string]string{
		"content-type": "write contentType of the error", "content-length": byServer,
		"transfer-encoding": byServer,
	})
}

// checkKind notes what makes an answer neither an XRPC error nor a body of its own.
func (e Error) checkKind(m *words.Mistakes, path string) {
	switch bodiless := e.Status == 204 || e.Status == 205 || e.Status == 304; {
	case bodiless && (e.Body != "" || e.ContentType != ""):
		m.Add(path, fmt.Sprintf("has a body, and its status is %d", e.Status),
			"write a status that can have one, or leave out body and contentType")
	case e.Status != 0 && e.Raw() && (e.Name != "" || e.Message != ""):
		m.Add(path, "is both an XRPC error and a body of its own",
			"write name and message with a status from 400, or body and contentType")
	}
}

func checkContentType(m *words.Mistakes, path, contentType string) {
	if contentType != "" && !ruleset.IsHeaderValue(contentType) {
		m.Add(path, "is "+words.Quote(contentType), "write a media type such as text/html")
	}
}
