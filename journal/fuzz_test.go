package journal_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"mockpds/journal"
)

// places are where a call can hold a secret. Each puts one there, with some noise beside it.
var places = []func(c *journal.Call, secret, noise string){
	func(c *journal.Call, s, n string) { c.RequestBody = marshal(map[string]any{"a": n, "password": s}) },
	func(c *journal.Call, s, n string) {
		c.RequestBody = marshal(map[string]any{"x": []any{n, map[string]any{"authFactorToken": s}}})
	},
	func(c *journal.Call, s, n string) {
		c.RequestBody = marshal(map[string]any{"x": string(marshal(map[string]any{"refreshJwt": s})), "b": n})
	},
	func(c *journal.Call, s, n string) {
		c.RequestBody = marshal(map[string]any{"token": map[string]any{n: []any{s}}})
	},
	func(c *journal.Call, s, n string) {
		b := marshal(map[string]any{"a": n, "password": s, "z": n})
		c.RequestBody = b[:len(b)-min(len(b), len(n)%7)]
		c.RequestBytes = int64(len(b))
	},
	func(c *journal.Call, s, n string) {
		c.RequestHeader["Content-Type"] = []string{"application/x-www-form-urlencoded"}
		c.RequestBody = []byte(url.Values{"a": {n}, "password": {s}}.Encode())
	},
	func(c *journal.Call, s, n string) { c.Query = url.Values{"a": {n}, "token": {s}}.Encode() },
	func(c *journal.Call, s, n string) { c.Query = "token=" + url.PathEscape(s) + "&" + url.QueryEscape(n) },
	func(c *journal.Call, s, _ string) { c.RequestHeader["Authorization"] = []string{"Bearer " + s} },
	func(c *journal.Call, s, n string) { c.RequestHeader["Authorization"] = []string{s + " " + n} },
	func(c *journal.Call, s, _ string) {
		c.RequestHeader["Authorization"] = []string{"Basic " + base64.StdEncoding.EncodeToString([]byte("admin:"+s))}
		c.ReplyBody = marshal(map[string]any{"error": "X", "message": "no " + s})
	},
	func(c *journal.Call, s, n string) { c.RequestHeader["Cookie"] = []string{n + "=" + s} },
	func(c *journal.Call, s, n string) { c.ReplyBody = marshal(map[string]any{"accessJwt": s, "did": n}) },
	func(c *journal.Call, s, n string) {
		c.ReplyBody = marshal(map[string]any{"codes": []any{map[string]any{"code": s, "by": n}, s}})
	},
	func(c *journal.Call, s, _ string) { // alone, as text or as JSON, and repeated in the reply
		c.RequestBody = []byte(s)
		c.ReplyBody = marshal(map[string]any{"error": "X", "message": "no such password: " + s})
	},
	func(c *journal.Call, s, _ string) {
		c.RequestBody = marshal(s)
		c.ReplyBody = marshal(map[string]any{"error": "X", "message": "no such password: " + s})
	},
	func(c *journal.Call, s, n string) { // repeated in an error message
		c.Status = 400
		c.RequestBody = marshal(map[string]any{"password": s})
		c.ReplyBody = marshal(map[string]any{"error": "InvalidRequest", "message": n + s})
		c.ReplyHeader["X-Error"] = []string{s}
	},
}

func marshal(v any) []byte {
	b, _ := json.Marshal(v)
	return b
}

// rendered is a call in all forms that it can be read in.
func rendered(t *testing.T, place int, secret, noise string) string {
	p := newPlay(t, journal.Options{})
	c := p.call("POST", "com.atproto.server.createSession")
	places[place](c, secret, noise)
	p.end(c)
	entries := p.journal.Entries(journal.Filter{})
	var b bytes.Buffer
	fmt.Fprintf(&b, "%+v\n%s\n%v\n", entries, journal.Format(entries[0]), p.journal.Findings())
	for _, err := range []error{journal.WriteNDJSON(&b, entries), journal.WriteHAR(&b, entries)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

// The law: a secret of six bytes or more, given where secrets are given, is in none of the forms in which its call can be
// read, unless it is there with any other secret too.
func FuzzNoSecretIsEverShown(f *testing.F) {
	for i := range places {
		f.Add(i, "hunter2-correct-horse", "did:plc:alice")
		f.Add(i, `a"b\c{d}e,f&g=h`, `{"password":`)
		f.Add(i, "héllo wörld ‹password›", `\u00`)
		f.Add(i, "password", "password=x")
		f.Add(i, "a%2Fb+c d:e", "'")
		f.Add(i, jwt(map[string]any{"scope": "com.atproto.refresh"}), "bearer ")
	}
	f.Fuzz(func(t *testing.T, place int, secret, noise string) {
		place = int(uint(place) % uint(len(places)))
		secret = strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(secret, "\x00", ""), ""))
		if len(secret) < 6 || len(secret)+len(noise) > 1000 {
			return
		}
		if out := rendered(t, place, secret, noise); strings.Contains(out, secret) {
			other := rendered(t, place, strings.Repeat("#", len(secret)), noise)
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
