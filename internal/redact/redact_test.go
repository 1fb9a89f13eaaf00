package redact_test

import (
	"bytes"
	"compress/gzip"
	"strings"
	"testing"

	"mockpds/internal/redact"
)

const token = "eyJhbGciOiJub25lIn0.eyJzY29wZSI6ImEifQ.c2ln"

var named = redact.Redactor{Name: func(t string) string {
	if t == token {
		return "alice#2/g5 refresh"
	}
	return ""
}}

func TestBodyIsDecodedAsWhatItSaysItIs(t *testing.T) {
	t.Parallel()
	const json, form = "application/json", "application/x-www-form-urlencoded"
	for name, test := range map[string]struct{ kind, in, want string }{
		"field": {
			json, `{"identifier":"alice.test", "password":"hunter2"}`,
			`{"identifier":"alice.test", "password":"‹password, 7 characters›"}`,
		},
		"escaped": {
			json, `{"pass\u0077ord":"hunt\"er2"}`,
			`{"pass\u0077ord":"‹password, 8 characters›"}`,
		},
		"any depth": {
			json, `[{"a":[{"new_password" : "hunter2"}]}]`,
			`[{"a":[{"new_password" : "‹password, 7 characters›"}]}]`,
		},
		"list of codes": {
			json, `{"codes":["a","b"],"x":1}`,
			`{"codes":"‹code, 9 bytes of JSON›","x":1}`,
		},
		"number": {
			json, `{"authFactorToken":12345}`,
			`{"authFactorToken":"‹code, 5 characters›"}`,
		},
		"nothing to hide": {
			json, `{"password":"","token":null,"inviteCode":false}`,
			`{"password":"","token":null,"inviteCode":false}`,
		},
		"no secret's name": {
			json, `{"inviteCodeRequired":true,"token_endpoint":"x","codec":3}`,
			`{"inviteCodeRequired":true,"token_endpoint":"x","codec":3}`,
		},
		"twice": {
			json, `{"password":"a","password":"b"}`,
			`{"password":"‹password, 1 characters›","password":"‹password, 1 characters›"}`,
		},
		"known token": {
			json, `{"refreshJwt":"` + token + `"}`,
			`{"refreshJwt":"‹alice#2/g5 refresh›"}`,
		},
		"token in a text": {
			json, `{"x":"see ` + token + `!"}`,
			`{"x":"see ‹alice#2/g5 refresh›!"}`,
		},
		"token as a name": {json, `{"` + token + `":1}`, `{"‹alice#2/g5 refresh›":1}`},
		"escaped token":   {json, `["\u0065yJhbGciOiJub25lIn0"]`, `["‹token, 19 characters›"]`},
		"token and more": {
			json, `{"accessJwt":"` + token + ` hunter2"}`,
			`{"accessJwt":"‹token, 51 characters›"}`,
		},
		"upper case type": {
			"Application/JSON; Charset=utf-8", `{"pwd":"x"}`,
			`{"pwd":"‹password, 1 characters›"}`,
		},
		"JSON of a kind": {
			"application/did+ld+json", `{"secret":"x"}`,
			`{"secret":"‹secret, 1 characters›"}`,
		},
		"no type": {"", `{"password":"x"}`, `{"password":"‹password, 1 characters›"}`},
		"text that is JSON": {
			"text/plain;charset=UTF-8", `{"password":"x"}`,
			`{"password":"‹password, 1 characters›"}`,
		},
		"form": {
			form, "code=a%20b&x=%zz&state=" + token,
			"code=‹code, 3 characters›&x=%zz&state=‹alice#2/g5 refresh›",
		},
		"broken JSON": {
			json, `{"password":"hunter2"`,
			"‹application/json, 21 bytes: not valid JSON›",
		},
		"two texts": {
			json, `{"a":1} {"password":"hunter2"}`,
			"‹application/json, 30 bytes: not valid JSON›",
		},
		"text": {
			"text/plain", "hunter2",
			"‹text/plain, 7 bytes: neither JSON nor a form›",
		},
		"an image": {"image/png", "hunter2", "‹image/png, 7 bytes: not text›"},
		"a form of parts": {
			"multipart/form-data; boundary=x", "hunter2",
			"‹multipart/form-data, 7 bytes: not text›",
		},
		"no text": {json, "\"\xff\"", "‹application/json, 3 bytes: not text›"},
		"empty":   {json, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := named.Body(redact.Body{
				Type: test.kind, Bytes: []byte(test.in),
				Length: int64(len(test.in)),
			})
			if got != test.want {
				t.Errorf("\n got %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestServersTextIsShown(t *testing.T) {
	t.Parallel()
	page := []byte("<p>" + token)
	got := named.Body(redact.Body{
		Type: "text/html", Bytes: page, Length: int64(len(page)),
		Text: true,
	})
	if got != "<p>‹alice#2/g5 refresh›" {
		t.Errorf("got %s", got)
	}
}

func TestCompressedBodyIsShownAsItWasBefore(t *testing.T) {
	t.Parallel()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = w.Write([]byte(`{"password":"hunter2"}`))
	_ = w.Close()
	bomb := bytes.Buffer{}
	w = gzip.NewWriter(&bomb)
	_, _ = w.Write(make([]byte, 10<<20))
	_ = w.Close()
	for name, test := range map[string]struct {
		body redact.Body
		want string
	}{
		"gzip": {redact.Body{
			Encoding: "GZIP", Bytes: packed.Bytes(),
			Length: int64(packed.Len()),
		}, `{"password":"‹password, 7 characters›"}`},
		"not gzip": {
			redact.Body{Encoding: "gzip", Bytes: []byte("hunter2"), Length: 7},
			"‹application/json, 7 bytes: not gzip›",
		},
		"not deflate": {
			redact.Body{Encoding: "deflate", Bytes: []byte("hunter2"), Length: 7},
			"‹application/json, 7 bytes: not deflate›",
		},
		"something else": {
			redact.Body{Encoding: "br", Bytes: []byte("hunter2"), Length: 7},
			"‹application/json, 7 bytes: compressed, neither with gzip nor with deflate›",
		},
		"grown too long": {redact.Body{
			Encoding: "gzip", Bytes: bomb.Bytes(),
			Length: int64(bomb.Len()),
		}, "bytes: longer than 65536›"},
		"too long": {
			redact.Body{Bytes: make([]byte, 65536), Length: 65537},
			"‹application/json, 65537 bytes: longer than 65536›",
		},
		"not all was read": {
			redact.Body{Bytes: []byte(`"hunter2"`), Length: 12},
			"‹application/json, 12 bytes: only 9 were read›",
		},
	} {
		test.body.Type = "application/json"
		if got := named.Body(test.body); !strings.HasSuffix(got, test.want) {
			t.Errorf("%s:\n got %s\nwant %s", name, got, test.want)
		}
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, value, want string }{
		{"Authorization", "Bearer " + token, "Bearer ‹alice#2/g5 refresh›"},
		{"Authorization", "Bearer hunter2", "Bearer ‹credentials, 7 characters›"},
		{"Authorization", "DPoP hunter2", "DPoP ‹credentials, 7 characters›"},
		{"Authorization", "Basic YTpi", "Basic ‹credentials, 4 characters›"},
		{"Authorization", "hunter2", "‹credentials, 7 characters›"},
		{"Authorization", "hunter2 and more", "‹credentials, 16 characters›"},
		{"Dpop", "hunter2", "‹token, 7 characters›"},
		{"Cookie", "sid=hunter2", "‹cookie, 11 characters›"},
		{"Set-Cookie", "sid=hunter2; HttpOnly", "‹cookie, 21 characters›"},
		{"X-Api-Key", "hunter2", "‹secret, 7 characters›"},
		{"X-Any", "a " + token + " b", "a ‹alice#2/g5 refresh› b"},
		{
			"Location", "https://app.test/cb?code=hunter2&state=x#iss=y&code=z",
			"https://app.test/cb?code=‹code, 7 characters›&state=x#iss=y&code=‹code, 1 characters›",
		},
		{"Access-Control-Allow-Credentials", "true", "true"},
		{"Content-Type", "application/json", "application/json"},
	} {
		if got := named.Header(test.name, test.value); got != test.want {
			t.Errorf("%s: %s:\n got %s\nwant %s", test.name, test.value, got, test.want)
		}
	}
}

func TestPathsAndQueries(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ got, want string }{
		{named.Path("/xrpc/a.b.c"), "/xrpc/a.b.c"},
		{named.Path("/a%20b/" + token), "/a b/‹alice#2/g5 refresh›"},
		{named.Path("/%65" + token[1:] + "/100%25"), "/‹alice#2/g5 refresh›/100%25"},
		{named.Path("/%zz/" + token), "/%zz/‹alice#2/g5 refresh›"},
		{named.Query("actor=alice.test&cursor=%20"), "actor=alice.test&cursor=%20"},
		{named.Query("password=hunter2&password="), "password=‹password, 7 characters›&password="},
		{named.Query("pass%77ord=hunter2"), "pass%77ord=‹password, 7 characters›"},
		{named.Query("x=%65" + token[1:] + "%26"), "x=‹alice#2/g5 refresh›%26"},
		{named.Query(token), "‹alice#2/g5 refresh›"},
		{named.Query(""), ""},
	} {
		if test.got != test.want {
			t.Errorf("\n got %s\nwant %s", test.got, test.want)
		}
	}
}
