package faults_test

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"mockpds/internal/faults"
	"mockpds/internal/words"
)

func TestARuleIsReadAndWritten(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		want faults.Fault
	}{
		{`{"effect":{"preset":"expired"}}`, faults.Fault{Effect: faults.Effect{Preset: faults.Expired}}},
		{`{"effect":{"preset":"unavailable","retryAfter":"30s"}}`, faults.Fault{
			Effect: faults.Effect{Preset: faults.Unavailable, RetryAfter: faults.Duration(30 * time.Second)},
		}},
		{`{"effect":{"delay":"250ms"}}`, faults.Fault{Effect: faults.Effect{Delay: faults.Duration(250 * time.Millisecond)}}},
		{`{"effect":{"drop":"before"}}`, faults.Fault{Effect: faults.Effect{Drop: faults.DropBefore}}},
		{`{"effect":{"drop":"after"}}`, faults.Fault{Effect: faults.Effect{Drop: faults.DropAfter}}},
		{`{"effect":{"truncate":true}}`, faults.Fault{Effect: faults.Effect{Truncate: true}}},
		{`{"effect":{"notJson":true}}`, faults.Fault{Effect: faults.Effect{NotJSON: true}}},
		{`{"effect":{"contentType":"text/html"}}`, faults.Fault{Effect: faults.Effect{ContentType: "text/html"}}},
		{`{"effect":{"slowBody":"1m30s"}}`, faults.Fault{Effect: faults.Effect{SlowBody: faults.Duration(90 * time.Second)}}},
		{
			`{"id":"a-1","match":{"method":"com.atproto.server.*","account":"did:plc:alice","session":1,"generation":2,"from":3,` +
				`"times":"always","probability":0.5,"seed":18446744073709551615},"effect":{"truncate":true}}`,
			faults.Fault{
				ID: "a-1",
				Match: faults.Match{
					Method: "com.atproto.server.*", Account: "did:plc:alice", Session: 1, Generation: 2, From: 3,
					Times: faults.Always, Probability: 0.5, Seed: math.MaxUint64,
				},
				Effect: faults.Effect{Truncate: true},
			},
		},
		{
			`{"match":{"times":2},"effect":{"error":{"status":401,"name":"AuthMissing","message":"Who?","headers":{"DPoP-Nonce":"x"}}}}`,
			faults.Fault{Match: faults.Match{Times: 2}, Effect: faults.Effect{Error: &faults.Error{
				Status: 401, Name: "AuthMissing", Message: "Who?", Headers: map[string]string{"DPoP-Nonce": "x"},
			}}},
		},
		{
			`{"effect":{"error":{"status":200,"body":"hello","contentType":"text/plain"}}}`,
			faults.Fault{Effect: faults.Effect{Error: &faults.Error{Status: 200, Body: "hello", ContentType: "text/plain"}}},
		},
	}
	for _, test := range tests {
		var got faults.Fault
		if err := words.Decode("", []byte(test.text), &got); err != nil {
			t.Errorf("%s\nis refused: %v", test.text, err)
			continue
		}
		if !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s\nis read as %+v\nwant       %+v", test.text, got, test.want)
		}
		if text, err := json.Marshal(got); err != nil || string(text) != test.text {
			t.Errorf("%s\nis written as %s, error %v", test.text, text, err)
		}
		if _, err := newSet().AddFault(got); err != nil {
			t.Errorf("%s\nis read but not added: %v", test.text, err)
		}
	}
}

// problems is the text of Mistakes without their remedies.
func problems(err error) string {
	var m words.Mistakes
	if !errors.As(err, &m) {
		return "no Mistakes: " + err.Error()
	}
	var lines []string
	for _, one := range m {
		lines = append(lines, one.Problem)
	}
	return strings.Join(lines, "; ")
}

func TestMistakesOfARule(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{`[]`, `this is a list`},
		{`"x"`, `this is text`},
		{`{}`, `effect is missing`},
		{`{"effect": {}}`, `effect is missing`},
		{`{"effect": null}`, `effect is null`},
		{`{"effect": {"truncate": true}, "Match": {}}`, `unknown field "Match"`},
		{`{"effect": {"truncate": true}, "effect": {"drop": "after"}}`, `"effect" stands twice in one place`},
		{`{"id": "a/b", "effect": {"truncate": true}}`, `id is "a/b"`},
		{`{"id": "", "effect": {"truncate": true}}`, `id is empty`},
		{`{"id": 5, "match": [], "effect": 7}`, `id is a number; match is a list; effect is a number`},
		{`{"effect": {"drop": "after", "delay": "1s", "truncate": true}}`, `effect has delay and drop and truncate`},
		{`{"effect": {"drop": "later"}}`, `effect.drop is "later"`},
		{`{"effect": {"dorp": "after"}}`, `unknown field "effect.dorp"`},
		{`{"effect": {"preset": "slow"}}`, `effect.preset is "slow"`},
		{`{"effect": {"truncate": false}}`, `effect is missing`},
		{`{"effect": {"delay": 250}}`, `effect.delay is "250"`},
		{`{"effect": {"delay": "-1s"}}`, `effect.delay is "-1s"`},
		{`{"effect": {"delay": "0s"}}`, `effect.delay is "0s"`},
		{`{"effect": {"slowBody": "2h"}}`, `effect.slowBody is "2h"`},
		{`{"effect": {"contentType": "text/html\n"}}`, `effect.contentType is "text/html\n"`},
		{`{"effect": {"delay": "1s", "retryAfter": "1s"}}`, `effect.retryAfter stands beside neither preset that has one`},
		{`{"effect": {"preset": "unavailable", "retryAfter": "1500ms"}}`, `effect.retryAfter is 1.5s`},
		{`{"match": {"method": "server.getSession"}, "effect": {"truncate": true}}`, `match.method is "server.getSession"`},
		{`{"match": {"method": "com..*"}, "effect": {"truncate": true}}`, `match.method is "com..*"`},
		{`{"match": {"method": "/xrpc/a.b.c"}, "effect": {"truncate": true}}`, `match.method is "/xrpc/a.b.c"`},
		{`{"match": {"method": "get session"}, "effect": {"truncate": true}}`, `match.method is "get session"`},
		{`{"match": {"account": "alice"}, "effect": {"truncate": true}}`, `match.account is "alice"`},
		{`{"match": {"account": "@alice.test"}, "effect": {"truncate": true}}`, `match.account is "@alice.test"`},
		{
			`{"match": {"session": -1, "generation": 1.5, "from": "2", "times": 0}, "effect": {"truncate": true}}`,
			`match.session is -1; match.generation is a number that is not whole; match.from is text; match.times is "0"`,
		},
		{`{"match": {"times": "forever"}, "effect": {"truncate": true}}`, `match.times is "forever"`},
		{`{"match": {"probability": 0.5}, "effect": {"truncate": true}}`, `match.seed is missing beside probability`},
		{`{"match": {"seed": 5}, "effect": {"truncate": true}}`, `match.probability is missing beside seed`},
		{`{"match": {"probability": 1.5, "seed": 5}, "effect": {"truncate": true}}`, `match.probability is 1.5`},
		{`{"match": {"probability": "x", "seed": 5}, "effect": {"truncate": true}}`, `match.probability is text`},
		{`{"effect": {"error": {}}}`, `effect.error.status is missing`},
		{`{"effect": {"error": {"status": 99}}}`, `effect.error.status is 99`},
		{`{"effect": {"error": {"status": 502, "name": "X", "body": "y"}}}`, `effect.error is both an XRPC error and a body of its own`},
		{`{"effect": {"error": {"status": 200, "name": "X"}}}`, `effect.error is both an XRPC error and a body of its own`},
		{`{"effect": {"error": {"status": 204, "body": "x"}}}`, `effect.error has a body, and its status is 204`},
		{
			`{"effect": {"error": {"status": 400, "headers": {"A": 5, "B ": "x", "c": "1", "C": "2"}}}}`,
			`effect.error.headers.A is a number; effect.error.headers.B  is no header name; effect.error.headers.c stands there twice`,
		},
		{
			`{"effect": {"error": {"headers": {"Content-Type": "a", "content-length": "5", "D": "\n"}}}}`,
			`effect.error.status is missing; effect.error.headers.Content-Type follows from the reply; ` +
				`effect.error.headers.content-length follows from the reply; effect.error.headers.D has a value that no header can have`,
		},
	}
	for _, test := range tests {
		var r faults.Fault
		err := words.Decode("", []byte(test.text), &r)
		if err == nil {
			t.Errorf("%s\nis read", test.text)
			continue
		}
		if got := problems(err); got != test.want {
			t.Errorf("%s\ngot  %s\nwant %s", test.text, got, test.want)
		}
		if !reflect.DeepEqual(r, faults.Fault{}) {
			t.Errorf("%s\nleaves %+v behind", test.text, r)
		}
	}
}

func TestAMistakeSaysWhatToWrite(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{`{"effect": {"drop": "later"}}`, `effect.drop is "later": write one of before, after`},
		{`{"efect": {}, "effect": {"truncate": true}}`, `unknown field "efect": write one of id, match, effect (did you mean "effect"?)`},
		{`{"effect": {"preset": "?"}}`, `effect.preset is "?": write one of expired, revoked, invalid, takendown, rate-limited, internal, upstream, unavailable, timeout`},
		{`{"effect": {"drop": "x"}, "match": {"times": -5}}`, "effect.drop is \"x\": write one of before, after\n" +
			`match.times is "-5": write a number from 1, or "always"`},
	}
	for _, test := range tests {
		var r faults.Fault
		err := words.Decode("", []byte(test.text), &r)
		for line := range strings.SplitSeq(test.want, "\n") {
			if err == nil || !strings.Contains("\n"+err.Error()+"\n", "\n"+line+"\n") {
				t.Errorf("%s\ngot  %v\nwant %s", test.text, err, line)
			}
		}
	}
}

func TestARuleMadeInGoIsCheckedToo(t *testing.T) {
	t.Parallel()
	s := newSet()
	_, err := s.AddFault(faults.Fault{
		ID:    strings.Repeat("x", 65),
		Match: faults.Match{Method: strings.Repeat("*", 600), Session: -1, Generation: -2, From: -3, Times: -4, Probability: math.NaN(), Seed: 1},
		Effect: faults.Effect{
			Delay: -1, SlowBody: faults.Duration(2 * time.Hour),
			Error: &faults.Error{Status: 600, Body: strings.Repeat("x", 1<<20+1), ContentType: " x"},
		},
	})
	want := `id is "` + strings.Repeat("x", 60) + `…"; match.method is "` + strings.Repeat("*", 60) + `…"; match.session is -1; ` +
		`match.generation is -2; match.from is -3; match.times is -4; match.probability is NaN; effect has error and delay and slowBody; ` +
		`effect.error.status is 600; effect.error.contentType is " x"; effect.error.body has 1048577 bytes; ` +
		`effect.delay is -1ns; effect.slowBody is 2h0m0s`
	if got := problems(err); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if !s.Empty() {
		t.Error("a rule with mistakes was added")
	}
}

func TestMistakesOfAHold(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{`[]`, `this is a list`},
		{`{"calls": 0}`, `calls is 0`},
		{`{"calls": 1001}`, `calls is 1001`},
		{`{"method": "a.b", "account": "alice", "timeout": 5, "times": 2}`, `method is "a.b"; account is "alice"; timeout is "5"; unknown field "times"`},
		{`{"id": "a b"}`, `id is "a b"`},
	}
	for _, test := range tests {
		var h faults.Hold
		err := words.Decode("", []byte(test.text), &h)
		if err == nil {
			t.Errorf("%s\nis read", test.text)
			continue
		}
		if got := problems(err); got != test.want {
			t.Errorf("%s\ngot  %s\nwant %s", test.text, got, test.want)
		}
	}
	if _, err := newSet().AddHold(faults.Hold{Calls: -1, Timeout: -1}); err == nil || problems(err) != "calls is -1; timeout is -1ns" {
		t.Errorf("a hold made in Go: %v", err)
	}
}

func TestAHoldIsReadAndWritten(t *testing.T) {
	t.Parallel()
	const text = `{"id":"race","method":"refreshSession","account":"alice.test","calls":2,"timeout":"1m0s"}`
	want := faults.Hold{ID: "race", Method: "refreshSession", Account: "alice.test", Calls: 2, Timeout: faults.Duration(time.Minute)}
	var got faults.Hold
	if err := words.Decode("", []byte(text), &got); err != nil || got != want {
		t.Errorf("read as %+v, error %v", got, err)
	}
	if written, err := json.Marshal(got); err != nil || string(written) != text {
		t.Errorf("written as %s, error %v", written, err)
	}
}
