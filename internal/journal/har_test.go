package journal_test

import (
	"bytes"
	"encoding/json"
	"net/url"
	"testing"

	"mockpds/internal/journal"
	"mockpds/internal/journal/journaltest"
)

func TestHARHasWhatTheFormatAsksFor(t *testing.T) {
	p := journaltest.New(journal.Options{})
	tab := p.Login("alice.test", "", func(c *journal.RawCall) { c.Query = "a=b%20c&token=abcdefgh" })
	p.Refresh(tab, journaltest.Lost)
	var b bytes.Buffer
	if err := journal.WriteHAR(&b, p.Journal.Calls(journal.Filter{})); err != nil {
		t.Fatal(err)
	}
	var har struct{ Log map[string]any }
	if err := json.Unmarshal(b.Bytes(), &har); err != nil {
		t.Fatal(err)
	}
	if har.Log["version"] != "1.2" || har.Log["creator"] == nil {
		t.Errorf("log is %v", har.Log)
	}
	entries := har.Log["entries"].([]any)
	if len(entries) != 2 {
		t.Fatalf("%d entries", len(entries))
	}
	login, refresh := entries[0].(map[string]any), entries[1].(map[string]any)
	// HAR 1.2: what an entry, a request and a response must have.
	has(t, login, "startedDateTime", "time", "request", "response", "cache", "timings")
	has(t, login["timings"], "send", "wait", "receive")
	has(t, login["request"], "method", "url", "httpVersion", "cookies", "headers", "queryString",
		"headersSize", "bodySize", "postData")
	has(t, login["request"].(map[string]any)["postData"], "mimeType", "text", "params")
	has(t, login["response"], "status", "statusText", "httpVersion", "cookies", "headers",
		"content", "redirectURL", "headersSize", "bodySize")
	has(t, login["response"].(map[string]any)["content"], "size", "mimeType")
	text := login["request"].(map[string]any)["url"].(string)
	u, err := url.Parse(text)
	if err != nil || u.Host != "pds.test" || u.Query().Get("token") != "‹token, 8 characters›" ||
		u.Query().Get("a") != "b c" {
		t.Errorf("url is %q (%v)", text, err)
	}
	if refresh["response"].(map[string]any)["status"] != 0.0 || refresh["_status"] != 200.0 ||
		refresh["_session"] != "alice#1" {
		t.Errorf("the lost reply is %v", refresh)
	}
}

func has(t *testing.T, object any, names ...string) {
	t.Helper()
	fields, _ := object.(map[string]any)
	for _, name := range names {
		if _, ok := fields[name]; !ok {
			t.Errorf("%s is missing in %v", name, object)
		}
	}
}

func TestAHARHasURLsAsTheyCame(t *testing.T) {
	for name, c := range map[string]struct{ path, query, url, value string }{
		"escaped":     {"/foo%20bar", "a=b%2520c", "http://pds.test/foo%20bar?a=b%2520c", "b%20c"},
		"a slash":     {"/did:web:a%2Fb", "a=b+c", "http://pds.test/did:web:a%2Fb?a=b+c", "b c"},
		"stray signs": {"/%zz", "a=%zz", "http://pds.test/%25zz?a=%zz", "%zz"},
		"a secret": {
			"/eyJhbGciOiJub25lIn0/100%25", "a=Bearer%20eyJhbGciOiJub25lIn0%20100%25",
			"http://pds.test/%E2%80%B9token,%2019%20characters%E2%80%BA/100%25?a=Bearer%20%E2%80%B9token,%2019%20characters%E2%80%BA%20100%25",
			"Bearer ‹token, 19 characters› 100%",
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := journaltest.New(journal.Options{})
			p.End(p.Call("GET", "", func(call *journal.RawCall) { call.Path, call.Query = c.path, c.query }))
			var b bytes.Buffer
			if err := journal.WriteHAR(&b, p.Journal.Calls(journal.Filter{})); err != nil {
				t.Fatal(err)
			}
			var har struct {
				Log struct {
					Entries []struct {
						Request struct {
							URL         string
							QueryString []struct{ Value string }
						}
					}
				}
			}
			if err := json.Unmarshal(b.Bytes(), &har); err != nil {
				t.Fatal(err)
			}
			r := har.Log.Entries[0].Request
			if r.URL != c.url || r.QueryString[0].Value != c.value {
				t.Errorf("\n got %s and %s\nwant %s and %s", r.URL, r.QueryString[0].Value, c.url,
					c.value)
			}
		})
	}
}

func TestAnEmptyHARIsOneStill(t *testing.T) {
	var b bytes.Buffer
	if err := journal.WriteHAR(&b, nil); err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(b.Bytes(), []byte(`"entries":[]`)) {
		t.Errorf("got %s", b.Bytes())
	}
}
