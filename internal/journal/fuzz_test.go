package journal_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"mockpds/internal/journal"
)

// places are where a call can hold a secret. Each puts one there, with some noise beside it.
var places = []func(c *journal.RawCall, secret, noise string){
	func(c *journal.RawCall, s, n string) { c.RequestBody = marshal(map[string]any{"a": n, "password": s}) },
	func(c *journal.RawCall, s, n string) {
		c.RequestBody = marshal(map[string]any{"x": []any{n, map[string]any{"authFactorToken": s}}})
	},
	func(c *journal.RawCall, s, n string) {
		c.RequestBody = marshal(map[string]any{"x": string(marshal(map[string]any{"refreshJwt": s})), "b": n})
	},
	func(c *journal.RawCall, s, n string) {
		c.RequestBody = marshal(map[string]any{"token": map[string]any{n: []any{s}}})
	},
	func(c *journal.RawCall, s, n string) {
		b := marshal(map[string]any{"a": n, "password": s, "z": n})
		c.RequestBody = b[:len(b)-min(len(b), len(n)%7)]
		c.RequestBytes = int64(len(b))
	},
	func(c *journal.RawCall, s, n string) {
		c.RequestHeader["Content-Type"] = []string{"application/x-www-form-urlencoded"}
		c.RequestBody = []byte(url.Values{"a": {n}, "password": {s}}.Encode())
	},
	func(c *journal.RawCall, s, n string) { // with white space
		c.RequestBody = spaced(map[string]any{"a": n, "password": s, "z": n}, n)
		c.RequestHeader["X-Repeated"] = []string{s}
	},
	func(c *journal.RawCall, s, n string) {
		c.RequestBody = spaced([]any{map[string]any{"token": []any{s, n}}, map[string]any{"x": map[string]any{"inviteCode": s}}}, n)
	},
	func(c *journal.RawCall, s, n string) { // with white space, and declared as what curl takes it for
		c.RequestHeader["Content-Type"] = []string{"application/x-www-form-urlencoded"}
		c.RequestBody = spaced(map[string]any{"password": s, "a": n}, n)
	},
	func(c *journal.RawCall, s, n string) { // in a pair
		c.RequestBody = spaced(map[string]any{"a": []any{map[string]any{"name": "password", "value": s}, []any{"password", s}}}, n)
	},
	func(c *journal.RawCall, s, _ string) { c.RequestBody = marshal([]any{"alice.test", s}) },
	func(c *journal.RawCall, s, n string) {
		c.RequestHeader["Referer"] = []string{"http://a.test/?x=" + url.QueryEscape("/b?y="+url.QueryEscape("/c?password="+url.QueryEscape(s)))}
		c.Query = "b=" + url.QueryEscape("/b?y="+url.QueryEscape("/c?password="+url.QueryEscape(s))) + "&c=" + url.QueryEscape(n)
	},
	func(c *journal.RawCall, s, _ string) { // in a URL
		c.RequestHeader["Origin"] = []string{"http://" + url.UserPassword("alice", s).String() + "@a.test"}
	},
	func(c *journal.RawCall, s, n string) { c.Query = url.Values{"a": {n}, "token": {s}}.Encode() },
	func(c *journal.RawCall, s, n string) {
		c.Query = "token=" + strings.ReplaceAll(url.PathEscape(s), "&", "%26") + "&" + url.QueryEscape(n)
	},
	func(c *journal.RawCall, s, _ string) { c.RequestHeader["Authorization"] = []string{"Bearer " + s} },
	func(c *journal.RawCall, s, n string) { c.RequestHeader["Authorization"] = []string{s + " " + n} },
	func(c *journal.RawCall, s, _ string) {
		c.RequestHeader["Authorization"] = []string{"Basic " + base64.StdEncoding.EncodeToString([]byte("admin:"+s))}
		c.ReplyBody = marshal(map[string]any{"error": "X", "message": "no " + s})
	},
	func(c *journal.RawCall, s, n string) { c.RequestHeader["Cookie"] = []string{n + "=" + s} },
	func(c *journal.RawCall, s, n string) { c.ReplyBody = marshal(map[string]any{"accessJwt": s, "did": n}) },
	func(c *journal.RawCall, s, n string) {
		c.ReplyBody = marshal(map[string]any{"codes": []any{map[string]any{"code": s, "by": n}, s}})
	},
	func(c *journal.RawCall, s, _ string) { // alone, as text or as JSON, and repeated in the reply
		if strings.ContainsAny(s[:1], "{[") {
			return // it may be JSON in which everything has a name
		}
		c.RequestBody = []byte(s)
		c.ReplyBody = marshal(map[string]any{"error": "X", "message": "no such password: " + s})
	},
	func(c *journal.RawCall, s, _ string) {
		c.RequestBody = marshal(s)
		c.ReplyBody = marshal(map[string]any{"error": "X", "message": "no such password: " + s})
	},
	func(c *journal.RawCall, s, n string) { // repeated in an error message
		c.Status = 400
		c.RequestBody = marshal(map[string]any{"password": s})
		c.ReplyBody = marshal(map[string]any{"error": "InvalidRequest", "message": n + s})
		c.ReplyHeader["X-Error"] = []string{s}
	},
}

// anywhere are places where nothing names a secret, so that only who knows it can take it out.
var anywhere = []func(c *journal.RawCall, secret, noise string){
	func(c *journal.RawCall, s, n string) {
		c.RequestBody = marshal(map[string]any{"identifier": s, "password": n})
	},
	func(c *journal.RawCall, s, n string) {
		c.RequestBody = spaced(map[string]any{"a": []any{n, s, n + s}}, n)
	},
	func(c *journal.RawCall, s, n string) { c.RequestBody = marshal(map[string]any{"a": n, s: n}) },
	func(c *journal.RawCall, s, n string) {
		c.RequestHeader["Content-Type"] = []string{"application/x-www-form-urlencoded"}
		c.RequestBody = []byte(url.Values{"a": {n, s}}.Encode())
	},
	func(c *journal.RawCall, s, n string) { c.Method, c.Path = "", "/"+s+"/"+n },
	func(c *journal.RawCall, s, n string) {
		c.Method, c.Path = "", "/"+url.PathEscape(n)+"/"+url.PathEscape(s)
	},
	func(c *journal.RawCall, s, n string) {
		c.Method, c.Path = "", "/"+url.PathEscape(n)+"_"+url.QueryEscape(s)+"_x"
	},
	func(c *journal.RawCall, s, _ string) { c.Method, c.Path = "com.example."+s, "/xrpc/com.example."+s },
	func(c *journal.RawCall, s, n string) { c.Query = url.Values{"a": {n}, "b": {s}}.Encode() },
	func(c *journal.RawCall, s, n string) {
		c.Query = "x=" + url.QueryEscape(n+" "+url.PathEscape(s)) + "&token=" + n
	},
	func(c *journal.RawCall, s, n string) { c.Query = s + n },
	func(c *journal.RawCall, s, _ string) { c.Client = s },
	func(c *journal.RawCall, s, _ string) { c.Host, c.Verb = s, s },
	func(c *journal.RawCall, s, n string) { c.RequestHeader["X-Any"] = []string{n + s + n} },
	func(c *journal.RawCall, s, n string) {
		c.RequestHeader["Referer"] = []string{"http://a.test/?u=" + url.QueryEscape("/b?c="+url.QueryEscape(s)+"&token="+n)}
	},
	func(c *journal.RawCall, s, n string) { c.ReplyBody = []byte(n + s) },
	func(c *journal.RawCall, s, n string) {
		c.ReplyBody = marshal(map[string]any{"error": s, "message": n + s + n})
	},
	func(c *journal.RawCall, s, n string) { c.Fault = &journal.Fault{Rule: s, Effect: n + s} },
}

func marshal(v any) []byte {
	b, _ := json.Marshal(v)
	return b
}

// spaced is JSON with white space as some writers make it, and others do: which of them, the noise decides.
func spaced(v any, noise string) []byte {
	indents := []string{"", " ", "\t", "\n\t", "\r\n  "}
	b, _ := json.MarshalIndent(v, "", indents[len(noise)%len(indents)])
	if len(noise)%2 == 0 { // white space before colons too; in a string it comes after a backslash, as what follows a quotation mark does
		b = bytes.ReplaceAll(b, []byte(`": `), []byte("\" \t:\n "))
	}
	return b
}

// rendered is a call in all forms that it can be read in, as part of a row that a finding speaks of. The secret is known, or not.
func rendered(t *testing.T, place func(c *journal.RawCall, secret, noise string), secret, noise string, known bool) string {
	var o journal.Options
	if known {
		o.Secrets = []journal.Secret{{Class: "password", Text: secret}}
	}
	p := newPlay(t, o)
	for range 5 {
		c := p.call("POST", "com.atproto.server.createSession", refused(401, "AuthenticationRequired"))
		c.RequestHeader["X-Words"] = []string{protocolWords}
		place(c, secret, noise)
		p.end(c)
	}
	entries := p.journal.Entries(journal.Filter{})
	var b bytes.Buffer
	fmt.Fprintf(&b, "%+v\n%s\n%v\n", entries, journal.Format(entries[0]), p.journal.Findings())
	for _, err := range []error{journal.WriteNDJSON(&b, entries), journal.WriteHAR(&b, entries)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	ended, end := context.WithCancel(t.Context())
	end()
	_, err := p.journal.Wait(ended, journal.Filter{Method: "nothing", Verb: "PATCH", Account: "nobody"}, 1)
	fmt.Fprintf(&b, "%v\n", err)
	b.WriteString(read(entries[0]))
	return b.String()
}

// protocolWords are not taken out even if they are somebody's password, unless that is where a password stands.
const protocolWords = "password identifier accessJwt refreshJwt Bearer bearer application message handle atproto server session Session active status service cursor"

// read is what somebody makes of an entry who decodes what is encoded in it.
func read(e journal.Call) string {
	var b strings.Builder
	for _, text := range []string{e.Path, e.Query} {
		once, _ := url.PathUnescape(text)
		twice, _ := url.PathUnescape(once)
		form, _ := url.QueryUnescape(text)
		fmt.Fprintln(&b, once, twice, form)
	}
	for _, body := range []string{e.Request.Body, e.Reply.Body} {
		var v any
		if json.Unmarshal([]byte(body), &v) == nil {
			fmt.Fprintln(&b, v)
		}
	}
	return b.String()
}

// The law: a secret of six bytes or more that is given where secrets are given, or that is known and is given anywhere, is in none of
// the forms in which its call can be read, unless it is there with any other secret too.
func FuzzNoSecretIsEverShown(f *testing.F) {
	for i := range len(places) + len(anywhere) {
		f.Add(i, "hunter2-correct-horse", "did:plc:alice")
		f.Add(i, `a"b\c{d}e,f&g=h`, `{"password":`)
		f.Add(i, "}]hunter2", "x")
		f.Add(i, "héllo wörld ‹password›", `\u00`)
		f.Add(i, "password", "password=x")
		f.Add(i, "a%2Fb+c d:e", "'")
		f.Add(i, "a d:b%2F+c d:e", "K\xff ")
		f.Add(i, "alic-eapp-pass-word", "_")
		f.Add(i, jwt(map[string]any{"scope": "com.atproto.refresh"}), "bearer ")
	}
	f.Fuzz(func(t *testing.T, place int, secret, noise string) {
		place = int(uint(place) % uint(len(places)+len(anywhere)))
		secret = strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(secret, "\x00", ""), ""))
		if len(secret) < 6 || len(secret)+len(noise) > 250 { // longer ones, escaped and repeated, may not be kept whole
			return
		}
		known := place >= len(places)
		put := slices.Concat(places, anywhere)[place]
		if out := rendered(t, put, secret, noise, known); strings.Contains(out, secret) {
			other := rendered(t, put, strings.Repeat("#", len(secret)), noise, known)
			if !strings.Contains(other, secret) {
				t.Errorf("place %d: the secret %q is shown beside %q in\n%s", place, secret, noise, out)
			}
		}
	})
}

// The law: whatever a body holds, reading it neither fails nor changes a body in which there is no secret.
func FuzzAnyBodyCanBeShown(f *testing.F) {
	f.Add(`{"a":"b"}`)
	f.Add(`{"password":`)
	f.Add(`"\ud83d\ude00\ud83d"`)
	f.Add(`[[[[{"a":"{\"b\":\"[\\\"c\\\"]\"}"}]]]]`)
	f.Fuzz(func(t *testing.T, text string) {
		p := newPlay(t, journal.Options{})
		p.end(p.call("POST", "a.b.c", posts(text)))
		_ = p.journal.Entries(journal.Filter{})
		plain := string(marshal(map[string]any{"a": strings.Map(func(r rune) rune { return 'a' + r%3 }, text)}))
		p.end(p.call("POST", "a.b.c", posts(plain)))
		if len(plain) < 40 {
			if got := p.journal.Entries(journal.Filter{Limit: 1})[0].Request.Body; got != plain {
				t.Errorf("got %q, want %q", got, plain)
			}
		}
	})
}
