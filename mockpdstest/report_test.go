package mockpdstest_test

import (
	"strings"
	"testing"

	"mockpds/mockpdstest"
)

func TestATestFailsWithReadableWords(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t)
	alice := pds.Login(t, "alice.test")
	pds.ExpireAccess(t, "alice.test")
	tests := map[string]struct {
		test func(t testing.TB)
		want string
	}{
		"a mistake in the fixtures": {
			func(t testing.TB) { mockpdstest.New(t, mockpdstest.Fixtures("accounts:\n- handle: bob\n")) },
			`mockpdstest: fixtures:2:11: "bob" is not a handle`,
		},
		"a mistake in Go": {
			func(t testing.TB) {
				mockpdstest.New(t, mockpdstest.Accounts(mockpdstest.Account{Handle: "x.test", Status: "actve"}))
			},
			`did you mean "active"?`,
		},
		"no such file": {
			func(t testing.TB) { mockpdstest.New(t, mockpdstest.FixtureFile("nowhere.yaml")) },
			"open nowhere.yaml: no such file",
		},
		"a public URL with a path": {
			func(t testing.TB) { mockpdstest.New(t, mockpdstest.PublicURL("http://pds.test/x")) },
			"write scheme and host only",
		},
		"moving to no URL": {func(t testing.TB) { pds.SetPublicURL(t, "pds.test") }, "write scheme and host only"},
		"a refused call":   {func(t testing.TB) { alice.Get(t, getSession, nil) }, `GET com.atproto.server.getSession: 400 ExpiredToken "Token has expired"; want 200`},
		"an unrefused call": {
			func(t testing.TB) { alice.TryRefresh().Is(t, 400, "ExpiredToken") },
			"POST com.atproto.server.refreshSession: 200; want 400 ExpiredToken",
		},
		"an answer that should be lost": {
			func(t testing.TB) { alice.TryRefresh().IsLost(t) },
			"POST com.atproto.server.refreshSession: 200; want no answer",
		},
		"a login of nobody":     {func(t testing.TB) { pds.Login(t, "nobody.test") }, "there is no such account"},
		"a refused login":       {func(t testing.TB) { pds.Login(t, "takendown.test") }, "401 AccountTakedown"},
		"no account of a verb":  {func(t testing.TB) { pds.ExpireAccess(t, "nobody.test") }, `no account "nobody.test"`},
		"no session of a verb":  {func(t testing.TB) { pds.RevokeSession(t, "alice.test", 7) }, "has no session 7"},
		"no mail":               {func(t testing.TB) { pds.Code(t, "alice@example.com", "sign_in") }, "no sign_in code was mailed to alice@example.com"},
		"a token of no account": {func(t testing.TB) { pds.Mint(t, mockpdstest.MintOrder{Account: "nobody.test"}) }, `no account "nobody.test"`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if said := failure(t, test.test); !strings.Contains(said, test.want) {
				t.Errorf("the test fails with %q; want %q in it", said, test.want)
			}
		})
	}
}

func TestATestThatFailedIsToldWhatTheServerSaw(t *testing.T) {
	t.Parallel()
	s := &stage{failed: true}
	pds := mockpdstest.New(s)
	alice := pds.Login(t, "alice.test")
	pds.AddFault(t, mockpdstest.Fault{
		Match: mockpdstest.Match{Method: "refreshSession"}, Effect: mockpdstest.Effect{Drop: "after"},
	})
	pds.AddFault(t, mockpdstest.Fault{
		Match: mockpdstest.Match{Method: "com.example.*", From: 3}, Effect: mockpdstest.Effect{Drop: "after"},
	})
	alice.TryGet("com.example.thing")
	s.end()
	for _, want := range []string{
		"fault-1 hit no call: of the call that came closest, the method is com.example.thing, not refreshSession",
		"fault-2 hit no call: 1 call matched, and it begins with number 3",
		"com.example.thing was called, 1×, and nobody answers it",
	} {
		if told := s.told.String(); !strings.Contains(told, want) {
			t.Errorf("the log has %q, want %q in it", told, want)
		}
	}
}

func TestATestThatPassedIsToldNothing(t *testing.T) {
	t.Parallel()
	s := &stage{}
	mockpdstest.New(s).TryGet("com.example.thing")
	s.end()
	if told := s.told.String(); told != "" {
		t.Errorf("the log has %q", told)
	}
}
