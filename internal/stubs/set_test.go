package stubs_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"mockpds/internal/stubs"
)

// setOf adds stubs, which may not be refused.
func setOf(t *testing.T, list ...stubs.Stub) *stubs.Set {
	t.Helper()
	s := stubs.NewSet(served)
	for _, stub := range list {
		if _, err := s.Add(stub); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func ids(s *stubs.Set) []string {
	var list []string
	for _, r := range s.Reports() {
		list = append(list, r.ID)
	}
	return list
}

func TestTheMostSpecificStubAnswers(t *testing.T) {
	t.Parallel()
	params := func(pairs ...string) map[string]string {
		m := map[string]string{}
		for i := 0; i < len(pairs); i += 2 {
			m[pairs[i]] = pairs[i+1]
		}
		return m
	}
	list := []stubs.Stub{
		{ID: "both", Account: "alice.test", Params: params("limit", "1")},
		{ID: "earlier"},
		{ID: "plain"},
		{ID: "more", Params: params("limit", "1", "cursor", "x")},
		{ID: "params", Params: params("limit", "1")},
		{ID: "account", Account: "Alice.test"},
		{ID: "post", Verb: "POST"},
		{ID: "other", Method: "app.bsky.actor.getProfile"},
	}
	for i := range list {
		if list[i].Method == "" {
			list[i].Method = preferences
		}
	}
	alice := []string{"did:web:alice.test", "alice.test"}
	tests := []struct {
		name string
		call stubs.Call
		want string
	}{
		{"nobody", stubs.Call{Verb: "GET"}, "plain"},
		{"by POST", stubs.Call{Verb: "POST"}, "post"},
		{"alice", stubs.Call{Verb: "GET", Accounts: alice}, "account"},
		{"bob", stubs.Call{Verb: "GET", Accounts: []string{"bob.test"}}, "plain"},
		{"parameters before the account", stubs.Call{Verb: "GET", Accounts: []string{"bob.test"}, Params: map[string][]string{"limit": {"1"}}}, "params"},
		{"both", stubs.Call{Verb: "GET", Accounts: alice, Params: map[string][]string{"limit": {"1"}, "cursor": {"x"}}}, "both"},
		{"more parameters", stubs.Call{Verb: "GET", Params: map[string][]string{"limit": {"1"}, "cursor": {"x"}}}, "more"},
		{"any of a parameter's values", stubs.Call{Verb: "GET", Params: map[string][]string{"limit": {"2", "1"}}}, "params"},
		{"another value", stubs.Call{Verb: "GET", Params: map[string][]string{"limit": {"2"}}}, "plain"},
		{"another method", stubs.Call{Verb: "GET", Method: "app.bsky.actor.getProfile"}, "other"},
		{"a method in other letter case", stubs.Call{Verb: "GET", Method: strings.ToUpper(preferences)}, ""},
	}
	for _, order := range []string{"as listed", "reversed"} {
		for _, test := range tests {
			t.Run(order+"/"+test.name, func(t *testing.T) {
				t.Parallel()
				added, want := slices.Clone(list), test.want
				if order == "reversed" {
					slices.Reverse(added)
					want = strings.Replace(want, "plain", "earlier", 1)
				}
				if test.call.Method == "" {
					test.call.Method = preferences
				}
				got, ok := setOf(t, added...).Find(test.call)
				if got.ID != want && (test.call.Verb != "POST" || order == "as listed") || ok != (want != "") {
					t.Errorf("%q answers, want %q", got.ID, want)
				}
			})
		}
	}
}

func TestRemovedStubsAnswerNoMore(t *testing.T) {
	t.Parallel()
	s := setOf(t, stubs.Stub{ID: "first", Method: preferences}, stubs.Stub{ID: "second", Method: preferences})
	call := stubs.Call{Method: preferences, Verb: "GET"}
	for _, want := range []string{"second", "first"} {
		got, _ := s.Find(call)
		if got.ID != want {
			t.Errorf("%q answers, want %q", got.ID, want)
		}
		if !s.Remove(want) {
			t.Errorf("%s is not there", want)
		}
	}
	if _, ok := s.Find(call); ok || s.Any() {
		t.Error("a removed stub answers")
	}
}

func TestReplaceIsAllOrNothing(t *testing.T) {
	t.Parallel()
	s := setOf(t, stubs.Stub{ID: "old", Method: preferences})
	s.Hit("old")
	s.Miss(stubs.Call{Method: "a.b.c"})
	for _, list := range [][]stubs.Stub{
		{{Method: preferences}, {Method: session}},
		{{Method: preferences, ID: "x"}, {Method: preferences, ID: "x"}},
	} {
		if err := s.Replace(list); err == nil {
			t.Errorf("accepted %+v", list)
		}
	}
	if methods, _ := s.Unknown(); len(methods) != 1 || s.Reports()[0].Hits != 1 {
		t.Error("a refused list changes something")
	}
	if err := s.Replace([]stubs.Stub{{Method: preferences}, {Method: preferences, ID: "stub-1"}}); err != nil {
		t.Fatal(err)
	}
	methods, others := s.Unknown()
	if got := ids(s); !slices.Equal(got, []string{"stub-2", "stub-1"}) || len(methods) > 0 || others > 0 {
		t.Errorf("ids %v, unknown %v", got, methods)
	}
	if err := s.Replace(nil); err != nil || len(s.Reports()) > 0 {
		t.Errorf("nothing in the place of all: %v, %v", err, s.Reports())
	}
}

func TestCallersShareNothingWithTheSet(t *testing.T) {
	t.Parallel()
	mine := stubs.Stub{Method: preferences, Params: map[string]string{"a": "b"}, Headers: map[string]string{"X-A": "b"}, Body: raw(`"b"`)}
	s := setOf(t, mine)
	call := stubs.Call{Method: preferences, Params: map[string][]string{"a": {"b"}}}
	found, _ := s.Find(call)
	for _, stub := range []stubs.Stub{mine, found, s.Reports()[0].Stub} {
		stub.Params["a"], stub.Headers["X-A"], stub.Body[1] = "changed", "changed", 'c'
	}
	if got, ok := s.Find(call); !ok || got.Headers["X-A"] != "b" || string(got.Body) != `"b"` {
		t.Errorf("the set holds %+v", got)
	}
}

func TestHitsAreCounted(t *testing.T) {
	t.Parallel()
	s := setOf(t, stubs.Stub{ID: "a", Method: preferences}, stubs.Stub{ID: "b", Method: preferences})
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 100 {
				found, _ := s.Find(stubs.Call{Method: preferences})
				s.Hit(found.ID)
				s.Hit("gone")
				s.Miss(stubs.Call{Method: "a.b.c"})
			}
		})
	}
	all.Wait()
	if list := s.Reports(); list[0].Hits != 0 || list[1].Hits != 800 {
		t.Errorf("hits %d and %d, want 0 and 800", list[0].Hits, list[1].Hits)
	}
	if methods, _ := s.Unknown(); methods[0].Count != 800 {
		t.Errorf("unknown %v", methods)
	}
}

func TestAStubThatAnsweredNothingTellsWhatCameClosest(t *testing.T) {
	t.Parallel()
	get := func(method string, accounts ...string) stubs.Call {
		return stubs.Call{Method: method, Verb: "GET", Accounts: accounts}
	}
	tests := []struct {
		name  string
		list  []stubs.Stub // the first is looked at
		calls []stubs.Call
		want  string
	}{
		{"no call", []stubs.Stub{{Method: preferences}}, nil, ""},
		{"one that was answered", []stubs.Stub{{Method: preferences}}, []stubs.Call{get("a.b.c"), get(preferences)}, ""},
		{
			"a method that was mistyped",
			[]stubs.Stub{{Method: "app.bsky.actor.getPreference"}},
			[]stubs.Call{get(preferences), get("app.bsky.feed.getTimeline")},
			"method is " + preferences + ", not app.bsky.actor.getPreference",
		},
		{
			"another caller",
			[]stubs.Stub{{Method: preferences, Account: "bob.test", Params: map[string]string{"limit": "1"}}},
			[]stubs.Call{get(preferences, "bob.test"), {Method: preferences, Params: map[string][]string{"limit": {"secret"}}}},
			"parameter limit is not 1",
		},
		{
			"another stub",
			[]stubs.Stub{{Method: preferences}, {Method: preferences, Account: "bob.test", ID: "bobs"}},
			[]stubs.Call{get(preferences, "bob.test"), get("a.b.c")},
			"bobs answers such a call before this one",
		},
		{
			"a name that is too long for a method",
			[]stubs.Stub{{Method: preferences}},
			[]stubs.Call{get(strings.Repeat("a", 400))},
			"",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := setOf(t, test.list...)
			for _, c := range test.calls {
				if found, ok := s.Find(c); ok {
					s.Hit(found.ID)
				}
			}
			if got := why(s.Reports()[0]); got != test.want {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

func why(r stubs.Report) string {
	if r.NearMiss == nil {
		return ""
	}
	return r.NearMiss.Why
}

func TestAStubTellsOfACallWithoutAGoodToken(t *testing.T) {
	t.Parallel()
	s := setOf(t, stubs.Stub{Method: preferences})
	s.Refused("gone", stubs.Call{Method: preferences})
	s.Refused("stub-1", stubs.Call{Method: preferences})
	if got := why(s.Reports()[0]); got != "the call had no token in force, and auth is required" {
		t.Errorf("got %q", got)
	}
	s.Hit("stub-1")
	s.Refused("stub-1", stubs.Call{Method: preferences})
	if got := why(s.Reports()[0]); got != "" {
		t.Errorf("got %q of a stub that answered", got)
	}
}
