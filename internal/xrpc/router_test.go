package xrpc_test

import (
	"net/http"
	"testing"
)

func TestWhichPathsLeadToAMethod(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		verb, path string
		status     int
		name       string
	}{
		{"GET", "/xrpc/com.example.read?text=x", 200, ""},
		{"HEAD", "/xrpc/com.example.read", 200, ""},
		{"GET", "/xrpc/com.example.READ", 200, ""},
		{"GET", "/XRPC/com.example.read/", 200, ""},
		{"POST", "/xrpc/com.example.read", 400, "InvalidRequest"},
		{"GET", "/xrpc/com.example.write", 400, "InvalidRequest"},
		{"GET", "/XRPC/com.example.write", 400, "InvalidRequest"},
		{"PUT", "/xrpc/com.example.read", 400, "InvalidRequest"},
		{"PUT", "/XRPC/com.example.read", 404, ""},
		{"TRACE", "/Xrpc/com.example.read", 404, ""},
		{"GET", "/xrpc/com.example.other", 400, "Unknown"},
		{"POST", "/xrpc/com.example.other/", 400, "Unknown"},
		{"DELETE", "/xrpc/com.example.other", 400, "InvalidRequest"},
		{"GET", "/XRPC/com.example.other", 404, ""},
		{"GET", "/xrpc", 404, ""},
		{"GET", "/elsewhere", 404, ""},
	} {
		if a := ask(t, call(t, test.verb, test.path, nil)); a.status != test.status || a.Error != test.name {
			t.Errorf("%s %s: %+v, want %d %s", test.verb, test.path, a, test.status, test.name)
		}
	}
}

func TestWhichNamesAMethodCanHave(t *testing.T) {
	t.Parallel()
	names := map[string]string{
		"com.example.foo": "Unknown", "ab": "Unknown", "a-b.c9": "Unknown", "COM.EXAMPLE": "Unknown", "9.a": "Unknown", "com.example.foo/": "Unknown",
		"": "InvalidRequest", "a": "InvalidRequest", "a.": "InvalidRequest", ".a": "InvalidRequest", "a..b": "InvalidRequest",
		"a.-b": "InvalidRequest", "a-": "InvalidRequest", "a_b": "InvalidRequest", "a%2Eb": "InvalidRequest", "a/b": "InvalidRequest",
		"ab//": "InvalidRequest", "_health": "InvalidRequest",
	}
	for name, want := range names {
		a := ask(t, call(t, http.MethodGet, "/xrpc/"+name, nil))
		if a.status != http.StatusBadRequest || a.Error != want {
			t.Errorf("%q: %+v, want %s", name, a, want)
		}
		if want == "InvalidRequest" && a.Message != "invalid xrpc path" {
			t.Errorf("%q: %q", name, a.Message)
		}
	}
}

func TestParametersAreRead(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]answer{
		"":              {status: 200},
		"text=a+b%20c":  {status: 200, Text: "a b c"},
		"text=&other=1": {status: 200},
		"text=a&text=b": {status: 400, Error: "InvalidRequest", Message: `Invalid com.example.read params: Expected string value type (got ["a", "b"])`},
		"__proto__=x":   {status: 400, Error: "InvalidRequest", Message: "Invalid com.example.read params: Expected object value type (got object)"},
		"text=%zz;x":    {status: 200, Text: "%zz;x"},
	} {
		if a := ask(t, call(t, http.MethodGet, "/xrpc/com.example.read?"+query, nil)); a != want {
			t.Errorf("%q: %+v, want %+v", query, a, want)
		}
	}
}
