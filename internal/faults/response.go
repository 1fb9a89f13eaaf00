package faults

import (
	"strconv"
	"time"
)

// An Error is an answer in place of the true one: an error of the protocol, or any body at all.
type Error struct {
	// Status is from 200 to 599.
	Status int `json:"status"`
	// Name and Message are the error and message of an XRPC error. By default they are those that the reference gives to the status.
	Name    string `json:"name,omitempty"`
	Message string `json:"message,omitempty"`
	// Headers are sent as well. Content-Type has a field of its own, and the length of the body is the server's business.
	Headers map[string]string `json:"headers,omitempty"`
	// Body is sent as it is, in place of an XRPC error: at most 1 MiB.
	Body string `json:"body,omitempty"`
	// ContentType is that of the Body, text/html in UTF-8 by default: what the error page of a proxy has. Set alone, it asks for an empty body.
	ContentType string `json:"contentType,omitempty"`
}

// Raw tells a body that is sent as it is from an XRPC error. Below status 400 there are no XRPC errors.
func (e Error) Raw() bool { return e.Status < 400 || e.Body != "" || e.ContentType != "" }

// A Preset is the short name of an error that clients really meet.
type Preset string

// The presets. Where the reference answers so, the words are its own.
const (
	Expired     Preset = "expired"      // 400 ExpiredToken: the token's time is up
	Revoked     Preset = "revoked"      // 400 ExpiredToken: the refresh token was used before, or its session deleted
	Invalid     Preset = "invalid"      // 400 InvalidToken
	TakenDown   Preset = "takendown"    // 401 AccountTakedown
	RateLimited Preset = "rate-limited" // 429 RateLimitExceeded; the server adds the RateLimit headers, as for a window that ends after RetryAfter
	Internal    Preset = "internal"     // 500 InternalServerError
	Upstream    Preset = "upstream"     // 502 with the HTML page of a proxy
	Unavailable Preset = "unavailable"  // 503 NotEnoughResources
	Timeout     Preset = "timeout"      // 504 UpstreamTimeout
)

const (
	defaultRetryAfter = Duration(5 * time.Minute)
	badGatewayPage    = "<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n"
)

type presetRow struct {
	name  Preset
	error Error
}

func presetTable() []presetRow {
	return []presetRow{
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
}

// Presets lists all presets, in the order of their status.
func Presets() []Preset {
	var names []Preset
	for _, row := range presetTable() {
		names = append(names, row.name)
	}
	return names
}

func (p Preset) error() (Error, bool) {
	for _, row := range presetTable() {
		if row.name == p {
			return row.error, true
		}
	}
	return Error{}, false
}

// Response is the complete answer that an Error or a Preset stands for, with every default written out. Other effects have none. To that
// of the RateLimited preset the server adds the RateLimit and Retry-After headers, whose numbers depend on its clock.
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
	name, message := statusError(e.Status)
	if e.Name == "" {
		e.Name = name
	}
	if e.Message == "" {
		e.Message = message
	}
	return e
}

// statusError gives the error name and message that the reference has for a status; those without words of their own share one by class.
func statusError(status int) (name, message string) {
	switch status {
	case 401:
		return "AuthenticationRequired", "Authentication Required"
	case 403:
		return "Forbidden", "Forbidden"
	case 404:
		return "XRPCNotSupported", "XRPC Not Supported"
	case 406:
		return "NotAcceptable", "Not Acceptable"
	case 413:
		return "PayloadTooLarge", "Payload Too Large"
	case 415:
		return "UnsupportedMediaType", "Unsupported Media Type"
	case 429:
		return "RateLimitExceeded", "Rate Limit Exceeded"
	}
	return statusErrorOfServer(status)
}

func statusErrorOfServer(status int) (name, message string) {
	switch {
	case status < 500:
		return "InvalidRequest", "Invalid Request"
	case status == 501:
		return "MethodNotImplemented", "Method Not Implemented"
	case status == 502:
		return "UpstreamFailure", "Upstream Failure"
	case status == 503:
		return "NotEnoughResources", "Not Enough Resources"
	case status == 504:
		return "UpstreamTimeout", "Upstream Timeout"
	}
	return "InternalServerError", "Internal Server Error"
}
