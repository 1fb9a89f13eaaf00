package stubs_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"mockpds/internal/stubs"
)

// setOf adds stubs, which may not be refused.
func TestCallsThatNobodyAnswersAreCounted(t *testing.T) {
	t.Parallel()
	s := setOf(t,
		stubs.Stub{ID: "bobs", Method: preferences, Account: "bob.test", Params: map[string]string{"limit": "1"}},
		stubs.Stub{ID: "posts", Method: preferences, Verb: "POST"})
	for _, c := range []stubs.Call{
		{Method: "a.b.c"},
		{Method: preferences, Verb: "GET", Accounts: []string{"alice.test"}},
		{Method: "com.example.GETPREFERENCE", Verb: "GET"},
		{Method: preferences, Verb: "GET", Accounts: []string{"alice.test"}},
	} {
		s.Miss(c)
	}
	want := []stubs.UnknownMethod{
		{Method: preferences, Count: 2, NearMiss: "posts: verb is GET, not POST"},
		{Method: "a.b.c", Count: 1},
		{Method: "com.example.GETPREFERENCE", Count: 1, NearMiss: "posts: method is com.example.GETPREFERENCE, not " + preferences + "; verb is GET, not POST"},
	}
	if got, others := s.Unknown(); !reflect.DeepEqual(got, want) || others != 0 {
		t.Errorf("got %+v, %d others", got, others)
	}
	s.Clear()
	if _, err := s.Add(stubs.Stub{ID: "bobs", Method: preferences, Account: "bob.test", Params: map[string]string{"limit": "1"}}); err != nil {
		t.Fatal(err)
	}
	s.Miss(stubs.Call{Method: preferences, Params: map[string][]string{"limit": {"secret"}}})
	if got, _ := s.Unknown(); got[0].NearMiss != "bobs: account is unknown, not bob.test; parameter limit is not 1" {
		t.Errorf("near miss %q", got[0].NearMiss)
	}
}

func TestCountingKeepsItsBound(t *testing.T) {
	t.Parallel()
	s := setOf(t)
	for i := range 1500 {
		s.Miss(stubs.Call{Method: fmt.Sprintf("a.b.c%d", i)})
	}
	s.Miss(stubs.Call{Method: "a.b.c0"})
	s.Miss(stubs.Call{Method: "a.b." + strings.Repeat("c", 400)})
	methods, others := s.Unknown()
	if len(methods) != 1000 || others != 501 || methods[0].Count != 2 {
		t.Errorf("%d methods, %d others, the first counted %d times", len(methods), others, methods[0].Count)
	}
}
