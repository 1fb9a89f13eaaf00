package faults_test

import (
	"testing"

	"mockpds/internal/faults"
)

func TestWhoCalls(t *testing.T) {
	t.Parallel()
	unknown := faults.Call{Method: refresh.Method}
	tests := []struct {
		name  string
		match faults.Match
		call  faults.Call
		want  bool
	}{
		{"anyone", faults.Match{}, unknown, true},
		{"by DID", faults.Match{Account: "did:plc:alice"}, refresh, true},
		{"by handle", faults.Match{Account: "alice.test"}, refresh, true},
		{"by handle in another case", faults.Match{Account: "Alice.Test"}, refresh, true},
		{"a DID has its case", faults.Match{Account: "did:plc:Alice"}, refresh, false},
		{"another", faults.Match{Account: "bob.test"}, refresh, false},
		{"unknown", faults.Match{Account: "alice.test"}, unknown, false},
		{"session", faults.Match{Session: 2}, refresh, true},
		{"another session", faults.Match{Session: 1}, refresh, false},
		{"unknown session", faults.Match{Session: 1}, unknown, false},
		{"generation", faults.Match{Generation: 3}, refresh, true},
		{"another generation", faults.Match{Generation: 2}, refresh, false},
		{"all of them", faults.Match{Method: "refreshSession", Account: "alice.test", Session: 2, Generation: 3}, refresh, true},
		{"all but one", faults.Match{Method: "refreshSession", Account: "alice.test", Session: 2, Generation: 4}, refresh, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSet()
			if _, err := s.AddFault(faults.Fault{Match: test.match, Effect: faults.Effect{Truncate: true}}); err != nil {
				t.Fatal(err)
			}
			if _, got := s.Take(test.call); got != test.want {
				t.Errorf("hit %v, want %v", got, test.want)
			}
		})
	}
}

func TestARuleThatNeverMatchedNamesTheClosestCall(t *testing.T) {
	t.Parallel()
	call := func(method string, session, generation int, accounts ...string) faults.Call {
		return faults.Call{Method: "com.atproto.server." + method, Accounts: accounts, Session: session, Generation: generation}
	}
	match := faults.Match{Method: "refreshSession", Account: "alice.test", Session: 1, Generation: 2}
	tests := []struct {
		name  string
		match faults.Match
		calls []faults.Call
		want  string
	}{
		{"no call", match, nil, ""},
		{
			"another method", match,
			[]faults.Call{call("getSession", 1, 2, "alice.test")},
			"method is com.atproto.server.getSession, not refreshSession",
		},
		{
			"the right method outweighs all else", match,
			[]faults.Call{call("getSession", 1, 2, "alice.test"), call("refreshSession", 0, 0), call("getSession", 1, 2, "alice.test")},
			"account is unknown, not alice.test; session is unknown, not 1; generation is unknown, not 2",
		},
		{
			"the fewest differences", match,
			[]faults.Call{call("refreshSession", 1, 1, "did:plc:a", "alice.test"), call("refreshSession", 2, 1, "did:plc:a", "alice.test")},
			"generation is 1, not 2",
		},
		{
			"the latest of equals", match,
			[]faults.Call{call("refreshSession", 1, 1, "alice.test"), call("refreshSession", 1, 2, "did:plc:b", "bob.test")},
			"account is did:plc:b / bob.test, not alice.test",
		},
		{
			"a method that was mistyped",
			faults.Match{Method: "refreshSesion", Account: "alice.test"},
			[]faults.Call{call("refreshSession", 0, 0, "bob.test"), call("getSession", 0, 0, "alice.test"), call("describeServer", 0, 0)},
			"method is com.atproto.server.refreshSession, not refreshSesion; account is bob.test, not alice.test",
		},
		{
			"a namespace that was mistyped",
			faults.Match{Method: "com.atproto.sever.refreshSession"},
			[]faults.Call{call("refreshSession", 0, 0), call("getSession", 0, 0)},
			"method is com.atproto.server.refreshSession, not com.atproto.sever.refreshSession",
		},
		{
			"an account that was mistyped",
			faults.Match{Account: "alice.tst"},
			[]faults.Call{call("getSession", 0, 0, "did:plc:a", "alice.test"), call("getSession", 0, 0, "did:plc:b", "bob.test")},
			"account is did:plc:a / alice.test, not alice.tst",
		},
		{
			"a path",
			faults.Match{},
			[]faults.Call{{Method: "/oauth/token"}},
			"method is /oauth/token, not any XRPC method",
		},
		{
			"none once it matched", match,
			[]faults.Call{call("getSession", 1, 2), call("refreshSession", 1, 2, "alice.test"), call("getSession", 1, 2)},
			"",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSet()
			if _, err := s.AddFault(faults.Fault{Match: test.match, Effect: faults.Effect{Truncate: true}}); err != nil {
				t.Fatal(err)
			}
			for _, c := range test.calls {
				s.Take(c)
			}
			got := ""
			if near := s.Faults()[0].NearMiss; near != nil {
				got = near.Why
			}
			if got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestARuleThatHitNothingOfWhatMatchedSaysWhy(t *testing.T) {
	t.Parallel()
	const drop = `"effect": {"drop": "before"}}`
	tests := []struct {
		name  string
		rules []string // the last one is looked at
		calls int
		want  string
	}{
		{"no call", []string{`{"match": {"from": 3}, ` + drop}, 0, ""},
		{"too few", []string{`{"match": {"from": 3}, ` + drop}, 2, "2 calls matched, and it begins with number 3"},
		{"one that was hit", []string{`{"match": {"from": 3}, ` + drop}, 3, ""},
		{
			"another was before it",
			[]string{`{"match": {"times": "always"}, ` + drop, `{` + drop},
			1,
			"1 call matched, and fault-1, which was added before, hit the last of them",
		},
		{
			"chance",
			[]string{`{"match": {"times": "always", "probability": 0.001, "seed": 7}, ` + drop},
			2,
			"2 calls matched, and chance spared them: probability is 0.001 and seed 7",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSet()
			for _, rule := range test.rules {
				add(t, s, rule)
			}
			hits(s, refresh, test.calls)
			if got := s.Faults()[len(test.rules)-1]; got.Unhit != test.want || got.NearMiss != nil {
				t.Errorf("got  %q\nwant %q", got.Unhit, test.want)
			}
		})
	}
}
