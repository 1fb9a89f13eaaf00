package conformance_test

import (
	"encoding/json"
	"strings"
	"testing"

	"mockpds/internal/conformance"
)

func TestMessage(t *testing.T) {
	t.Parallel()
	text := func(s string) *conformance.Body { return &conformance.Body{Text: &s} }
	encoded := "/wA="
	vars := map[string]string{"uid": `q"q`, "path": "p"}
	for name, tc := range map[string]struct {
		request conformance.Request
		want    string
	}{
		"GET": {
			conformance.Request{Method: "GET", Path: "/a?b"},
			"GET /a?b HTTP/1.1|Host: h:1|Connection: close||",
		},
		"POST without a body": {
			conformance.Request{Method: "POST", Path: "/"},
			"POST / HTTP/1.1|Host: h:1|Content-Length: 0|Connection: close||",
		},
		"GET with an empty body": {
			conformance.Request{Method: "GET", Path: "/", Body: text("")},
			"GET / HTTP/1.1|Host: h:1|Content-Length: 0|Connection: close||",
		},
		"headers keep order and spelling": {
			conformance.Request{Method: "GET", Path: "/", Headers: [][2]string{{"x-B", "1"}, {"X-a", "${path}"}, {"x-B", ""}}},
			"GET / HTTP/1.1|Host: h:1|x-B: 1|X-a: p|x-B: |Connection: close||",
		},
		"headers of the case win": {
			conformance.Request{Method: "POST", Path: "/", Body: text("abc"), Headers: [][2]string{
				{"host", "other"}, {"CONTENT-LENGTH", "9"}, {"connection", "keep-alive"},
			}},
			"POST / HTTP/1.1|host: other|CONTENT-LENGTH: 9|connection: keep-alive||abc",
		},
		"chunked": {
			conformance.Request{Method: "POST", Path: "/", Body: text("0123456789abcdefg"), Framing: conformance.FramingChunked},
			"POST / HTTP/1.1|Host: h:1|Transfer-Encoding: chunked|Connection: close||11|0123456789abcdefg|0||",
		},
		"chunked without a body": {
			conformance.Request{Method: "POST", Path: "/", Framing: conformance.FramingChunked},
			"POST / HTTP/1.1|Host: h:1|Transfer-Encoding: chunked|Connection: close||0||",
		},
		"no framing": {
			conformance.Request{Method: "POST", Path: "/", Body: text("abc"), Framing: conformance.FramingNone},
			"POST / HTTP/1.1|Host: h:1|Connection: close||abc",
		},
		"variables in the path": {
			conformance.Request{Method: "GET", Path: "/${path} é%20?${nothing}"},
			"GET /p%20%C3%A9%20?<unset%20nothing> HTTP/1.1|Host: h:1|Connection: close||",
		},
		"header text goes out as Latin-1": {
			conformance.Request{Method: "GET", Path: "/", Headers: [][2]string{{"a", "é"}}},
			"GET / HTTP/1.1|Host: h:1|a: \xe9|Connection: close||",
		},
		"JSON keeps its order": {
			conformance.Request{Method: "POST", Path: "/", Body: &conformance.Body{
				JSON: json.RawMessage(`{ "z": "${uid}<", "a": [1.0, "\ud800"] }`),
			}},
			`POST / HTTP/1.1|Host: h:1|Content-Length: 32|Connection: close||{"z":"q\"q<","a":[1.0,"\ud800"]}`,
		},
		"base64": {
			conformance.Request{Method: "POST", Path: "/", Body: &conformance.Body{Base64: &encoded}},
			"POST / HTTP/1.1|Host: h:1|Content-Length: 2|Connection: close||\xff\x00",
		},
		"repetition": {
			conformance.Request{Method: "POST", Path: "/", Body: &conformance.Body{Before: "${path}[", Repeat: "xy", Times: 3, After: "]"}},
			"POST / HTTP/1.1|Host: h:1|Content-Length: 9|Connection: close||p[xyxyxy]",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := tc.request.Message("h:1", vars)
			if want := strings.ReplaceAll(tc.want, "|", "\r\n"); err != nil || string(got) != want {
				t.Errorf("got\n%q, %v\nwant\n%q", got, err, want)
			}
		})
	}
}

func TestMessageRefusesUnknownForms(t *testing.T) {
	t.Parallel()
	bad := "***"
	for name, r := range map[string]conformance.Request{
		"framing":    {Method: "GET", Framing: "sealed"},
		"empty body": {Method: "POST", Body: &conformance.Body{}},
		"base64":     {Method: "POST", Body: &conformance.Body{Base64: &bad}},
	} {
		if _, err := r.Message("h", nil); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestAJSONBodyCanBeNull(t *testing.T) {
	t.Parallel()
	cases, err := conformance.Load(strings.NewReader(caseFile(
		`{"id":"a","group":"g","steps":[{"request":{"method":"POST","path":"/","headers":[],"body":{"json":null}}}]}`)))
	if err != nil {
		t.Fatal(err)
	}
	got, err := cases[0].Steps[0].Request.Message("h", nil)
	if err != nil || !strings.HasSuffix(string(got), "\r\n\r\nnull") {
		t.Errorf("got %q, %v", got, err)
	}
}
