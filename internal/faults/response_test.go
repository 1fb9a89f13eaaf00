package faults_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"mockpds/internal/faults"
)

func TestPresets(t *testing.T) {
	t.Parallel()
	tests := []struct {
		preset        faults.Preset
		status        int
		name, message string
	}{
		{faults.Expired, 400, "ExpiredToken", "Token has expired"},
		{faults.Revoked, 400, "ExpiredToken", "Token has been revoked"},
		{faults.Invalid, 400, "InvalidToken", "Token could not be verified"},
		{faults.TakenDown, 401, "AccountTakedown", "Account has been taken down"},
		{faults.RateLimited, 429, "RateLimitExceeded", "Rate Limit Exceeded"},
		{faults.Internal, 500, "InternalServerError", "Internal Server Error"},
		{faults.Upstream, 502, "", ""},
		{faults.Unavailable, 503, "NotEnoughResources", "Not Enough Resources"},
		{faults.Timeout, 504, "UpstreamTimeout", "Upstream Timeout"},
	}
	for _, test := range tests {
		got, ok := faults.Effect{Preset: test.preset}.Response()
		if !ok || got.Status != test.status || got.Name != test.name || got.Message != test.message || got.Raw() != (test.name == "") {
			t.Errorf("%s is answered with %+v, %v", test.preset, got, ok)
		}
	}
}

func TestThePageOfAProxy(t *testing.T) {
	t.Parallel()
	got, _ := faults.Effect{Preset: faults.Upstream}.Response()
	if got.ContentType != "text/html; charset=utf-8" || !strings.HasPrefix(got.Body, "<!DOCTYPE html>") {
		t.Errorf("got %+v", got)
	}
}

func TestDefaultsOfAnError(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name      string
		of, wants faults.Error
	}{
		{"nothing but a status", faults.Error{Status: 403}, faults.Error{Status: 403, Name: "Forbidden", Message: "Forbidden"}},
		{"a name", faults.Error{Status: 401, Name: "AuthMissing"}, faults.Error{Status: 401, Name: "AuthMissing", Message: "Authentication Required"}},
		{"a message", faults.Error{Status: 501, Message: "No"}, faults.Error{Status: 501, Name: "MethodNotImplemented", Message: "No"}},
		{"another 4xx", faults.Error{Status: 418}, faults.Error{Status: 418, Name: "InvalidRequest", Message: "Invalid Request"}},
		{"another 5xx", faults.Error{Status: 599}, faults.Error{Status: 599, Name: "InternalServerError", Message: "Internal Server Error"}},
		{"a body", faults.Error{Status: 502, Body: "x"}, faults.Error{Status: 502, Body: "x", ContentType: "text/html; charset=utf-8"}},
		{
			"a body with its type",
			faults.Error{Status: 502, Body: "x", ContentType: "text/plain"},
			faults.Error{Status: 502, Body: "x", ContentType: "text/plain"},
		},
		{"an empty body", faults.Error{Status: 502, ContentType: "text/plain"}, faults.Error{Status: 502, ContentType: "text/plain"}},
		{"no error at all", faults.Error{Status: 204}, faults.Error{Status: 204}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, ok := faults.Effect{Error: &test.of}.Response()
			if !ok || !reflect.DeepEqual(got, test.wants) {
				t.Errorf("got  %+v\nwant %+v", got, test.wants)
			}
		})
	}
}

// The numbers are those of the reference for a status that has words of its own.
func TestEveryErrorStatusHasANameAndAMessage(t *testing.T) {
	t.Parallel()
	own := map[int]string{
		400: "InvalidRequest", 401: "AuthenticationRequired", 403: "Forbidden", 404: "XRPCNotSupported", 406: "NotAcceptable",
		413: "PayloadTooLarge", 415: "UnsupportedMediaType", 429: "RateLimitExceeded", 500: "InternalServerError",
		501: "MethodNotImplemented", 502: "UpstreamFailure", 503: "NotEnoughResources", 504: "UpstreamTimeout",
	}
	for status := 400; status < 600; status++ {
		want, ok := own[status]
		if !ok {
			want = own[status/100*100]
		}
		got, _ := faults.Effect{Error: &faults.Error{Status: status}}.Response()
		if got.Name != want || got.Message == "" {
			t.Errorf("%d is %s %q, want %s", status, got.Name, got.Message, want)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	got, _ := faults.Effect{Preset: faults.Unavailable, RetryAfter: faults.Duration(time.Minute)}.Response()
	if want := map[string]string{"Retry-After": "60"}; !reflect.DeepEqual(got.Headers, want) {
		t.Errorf("unavailable has the headers %v, want %v", got.Headers, want)
	}
	got, _ = faults.Effect{Preset: faults.RateLimited, RetryAfter: faults.Duration(time.Minute)}.Response()
	if got.Headers != nil {
		t.Errorf("rate-limited has the headers %v, which are the server's business", got.Headers)
	}
}

func TestOtherEffectsHaveNoResponse(t *testing.T) {
	t.Parallel()
	for _, e := range []faults.Effect{{}, {Drop: faults.DropAfter}, {Truncate: true}, {Preset: "unknown"}} {
		if got, ok := e.Response(); ok {
			t.Errorf("%+v is answered with %+v", e, got)
		}
	}
}
