package mockpdstest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"mockpds/mockpdstest"
)

func TestTheCallsOfAClientAreLookedAt(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t)
	pds.Login(t, "bob.test")
	alice := pds.Login(t, "alice.test")
	alice.Refresh(t)
	pds.AssertCalls(t, mockpdstest.Filter{}, 3)
	pds.AssertCalls(t, mockpdstest.Filter{Method: "refreshSession", Session: "alice#1/g1"}, 1)
	pds.AssertCalls(t, mockpdstest.Filter{ErrorName: "ExpiredToken"}, 0)
	if calls := pds.Calls(mockpdstest.Filter{Method: refreshSession}); len(calls) != 1 ||
		calls[0].Minted != "alice#1/g2" {
		t.Errorf("the refreshes are %+v", calls)
	}
	if chains := pds.Lineage(t, "alice.test"); len(chains) != 1 || len(chains[0].Generations) != 2 {
		t.Errorf("the lineage is %+v", chains)
	}
	pds.ClearJournal()
	pds.AssertCalls(t, mockpdstest.Filter{}, 0)
}

func TestATestWaitsForTheCallsOfItsClient(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t)
	alice := pds.Login(t, "alice.test")
	go func() {
		alice.TryRefresh()
		alice.TryRefresh()
	}()
	calls := pds.WaitFor(t, mockpdstest.Filter{Method: "refreshSession", Status: 200}, 2)
	if len(calls) != 2 || calls[1].Number != 3 {
		t.Errorf("the calls are %+v", calls)
	}
}

func TestCallsAreFollowedAndSaved(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t)
	pds.Login(t, "alice.test")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var seen []string
	for call := range pds.Follow(ctx, mockpdstest.Filter{}) {
		seen = append(seen, call.Minted)
		if len(seen) == 2 {
			break
		}
		pds.Login(t, "alice.test")
	}
	if strings.Join(seen, " ") != "alice#1/g1 alice#2/g1" {
		t.Errorf("followed %q", seen)
	}
	var lines, archive bytes.Buffer
	if err := pds.SaveNDJSON(&lines, mockpdstest.Filter{}); err != nil ||
		strings.Count(lines.String(), "\n") != 2 {
		t.Errorf("the lines are %s, %v", &lines, err)
	}
	if err := pds.SaveHAR(&archive, mockpdstest.Filter{}); err != nil ||
		!json.Valid(archive.Bytes()) {
		t.Errorf("the archive is %s, %v", &archive, err)
	}
}

func TestFindingsFailATest(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t)
	pds.AssertNoFindings(t)
	pds.TryLogin(mockpdstest.Credentials{Identifier: "@alice.test", Password: "alice-pass"})
	if found := pds.Findings(); len(found) != 1 || found[0].ID != "at-sign-identifier" {
		t.Errorf("the findings are %+v", found)
	}
	said := failure(t, func(t testing.TB) { pds.AssertNoFindings(t) })
	if !strings.HasPrefix(said, "error at-sign-identifier, call #1: ") && !strings.HasPrefix(said,
		"warning at-sign-identifier, call #1: ") {
		t.Errorf("the test fails with %q", said)
	}
	pds.AssertNoFindings(t, "at-sign-identifier")
}

func TestATestThatExpectsOtherCallsIsToldOfAll(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t)
	pds.Login(t, "alice.test")
	said := failure(t, func(t testing.TB) { pds.AssertCalls(t, mockpdstest.Filter{Method: "refreshSession"}, 1) })
	if !strings.Contains(said, "0 calls of refreshSession, want 1; all calls:\n") ||
		!strings.Contains(said, "200 → alice#1/g1") {
		t.Errorf("the test fails with %q", said)
	}
}

func TestATestThatFailedHasItsCallsInItsLog(t *testing.T) {
	t.Parallel()
	s := &stage{failed: true}
	pds := mockpdstest.New(s)
	pds.Login(t, "alice.test")
	s.end()
	if told := s.told.String(); !strings.Contains(told, "the latest calls of this test:\n") ||
		!strings.Contains(told, "createSession            200 → alice#1/g1") {
		t.Errorf("the log has %q", told)
	}
}

func TestTheOwnPasswordIsAFindingWhereAppPasswordsAreExpected(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t, mockpdstest.ExpectAppPasswords())
	pds.Login(t, "alice.test", "alic-eapp-pass-word")
	pds.AssertNoFindings(t)
	pds.Login(t, "alice.test")
	if found := pds.Findings(); len(found) != 1 || found[0].ID != "account-password" {
		t.Errorf("the findings are %+v", found)
	}
}

func TestAStubbedMethodHasTheVerbOfItsStubs(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t)
	pds.AddStub(t, mockpdstest.Stub{Method: "com.example.one", Verb: "GET", Auth: "none"})
	pds.AddStub(t, mockpdstest.Stub{
		Method: "com.example.two", Verb: "GET", Auth: "none",
		Params: map[string]string{"a": "b"},
	})
	pds.AddStub(t, mockpdstest.Stub{
		Method: "com.example.two", Verb: "POST", Auth: "none",
		Account: "bob.test",
	})
	alice := pds.Login(t, "alice.test")
	for _, method := range []string{"com.example.one", "com.example.two", "com.example.three"} {
		alice.TryGet(method)
		alice.TryPost("com.example.two", nil)
	}
	pds.AssertNoFindings(t)
	alice.TryPost("com.example.one", nil)
	if found := pds.Findings(); len(found) != 1 || found[0].ID != "wrong-verb" {
		t.Errorf("the findings are %+v", found)
	}
}
