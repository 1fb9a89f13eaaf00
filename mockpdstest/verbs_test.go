package mockpdstest_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"mockpds/mockpdstest"
)

func TestTheClockGoesWhereItIsTold(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t, mockpdstest.Frozen(noon))
	shows := func(want time.Time) {
		t.Helper()
		if now := pds.Now(); !now.Equal(want) {
			t.Errorf("the clock shows %v, want %v", now, want)
		}
	}
	shows(noon)
	pds.Advance(-time.Hour)
	shows(noon.Add(-time.Hour))
	pds.SetClock(noon.Add(time.Minute))
	shows(noon.Add(time.Minute))
	pds.Freeze(time.Second)
	pds.Login(t, "alice.test")
	shows(noon.Add(time.Minute + time.Second))
	pds.Resume()
	if now := pds.Now(); now.Before(noon) || now.After(noon.Add(time.Hour)) {
		t.Errorf("a clock that is resumed shows %v", now)
	}
	pds.ResetClock()
	if now := pds.Now(); now.Sub(noon).Abs() < time.Hour {
		t.Errorf("a clock that is reset shows %v", now)
	}
}

func TestAClockThatIsFrozenAndSetAtOnceShowsExactlyThat(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t)
	curl(t, pds, `curl -X POST http://127.0.0.1:2583/_mock/clock -d '{"set": "2026-01-01T12:00:00Z", "freeze": true, "advanceSeconds": 60}'`+"\n")
	if now := pds.Now(); !now.Equal(noon.Add(time.Minute)) {
		t.Errorf("the clock shows %v", now)
	}
}

func TestSessionsAreListedExpiredAndRevokedOneByOne(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t)
	one, two, three := pds.Login(t, "alice.test"), pds.Login(t, "alice.test"), pds.Login(t, "alice.test")
	two.Refresh(t)
	list := pds.Sessions(t, "alice.test")
	if len(list) != 3 || len(list[1].Generations) != 2 || list[1].Generations[0].State != "grace" {
		t.Errorf("the sessions are %+v", list)
	}
	pds.ExpireRefresh(t, "alice.test", 1)
	pds.RevokeSession(t, one.DID, 3)
	pds.ExpireAccess(t, "alice.test", 1, 2)
	says := func(r mockpdstest.Reply, message string) {
		t.Helper()
		if r.Is(t, 400, "ExpiredToken"); r.Message() != message {
			t.Errorf("got the message %q, want %q", r.Message(), message)
		}
	}
	says(one.TryRefresh(), "Token has expired")
	says(three.TryRefresh(), "Token has been revoked")
	says(one.TryGet(getSession), "Token has expired")
	says(two.TryGet(getSession), "Token has expired")
	three.Get(t, getSession, nil)
	two.Refresh(t)
	pds.RevokeSession(t, "alice.test")
	says(two.TryRefresh(), "Token has been revoked")
}

func TestAccountsComeChangeAndGo(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t)
	carol := mockpdstest.Account{Handle: "carol.test", Password: "carol-pass", Email: "carol@example.com", AccessTTL: time.Minute}
	if view := pds.AddAccount(t, carol); view.AccessTTL != "1m0s" || view.Status != "active" {
		t.Errorf("the account is %+v", view)
	}
	s := pds.Login(t, "carol.test")
	pds.ChangeAccount(t, "carol.test", mockpdstest.Fields{"password": "new-pass", "accessTtl": nil})
	s.TryRefresh().Is(t, 400, "ExpiredToken")
	s = pds.Login(t, "carol.test")
	pds.Advance(2 * time.Minute)
	s.Get(t, getSession, nil)
	if view := pds.Account(t, s.DID); view.Handle != "carol.test" || view.AccessTTL != "" {
		t.Errorf("the account is %+v", view)
	}
	pds.RemoveAccount(t, "carol.test")
	s.TryGet(getSession).Is(t, 400, "InvalidRequest")
	if slices.ContainsFunc(pds.Accounts(), func(a mockpdstest.AccountView) bool { return a.DID == s.DID }) {
		t.Error("an account that was removed is listed")
	}
}

func TestAWorldIsReplacedResetAndRestored(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t, mockpdstest.PublicURL("https://one.test"))
	pds.ReplaceWorld(t, carol)
	s := pds.Login(t, "carol.test")
	pds.SetPublicURL(t, "https://two.test")
	snapshot := pds.Snapshot()
	pds.Reset()
	s.TryRefresh().Is(t, 400, "ExpiredToken")
	if url := pds.PublicURL(); url != "https://one.test" {
		t.Errorf("after a reset the public URL is %s", url)
	}
	text, err := json.Marshal(snapshot)
	if err != nil {
		t.Fatal(err)
	}
	var kept mockpdstest.Snapshot
	if err := json.Unmarshal(text, &kept); err != nil {
		t.Fatal(err)
	}
	pds.Restore(t, kept)
	s.Refresh(t)
	pds.ReplaceAccounts(t, mockpdstest.Account{Handle: "dan.test"})
	if list := pds.Accounts(); len(list) != 1 || list[0].Handle != "dan.test" {
		t.Errorf("the accounts are %+v", list)
	}
}

func TestLimitsAndStubsAreListedAndTakenAway(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t)
	limit := pds.SetLimit(t, mockpdstest.Limit{Method: getSession, Points: 1})
	s := pds.Login(t, "alice.test")
	s.Get(t, getSession, nil)
	s.TryGet(getSession).Is(t, 429, "RateLimitExceeded")
	if list := pds.ListLimits(); len(list) != 1 || list[0].Refused != 1 {
		t.Errorf("the limits are %+v", list)
	}
	pds.RemoveLimit(t, limit.ID)
	s.Get(t, getSession, nil)

	const method = "com.example.thing"
	s.TryGet(method)
	if calls := pds.UnknownCalls(); len(calls.Methods) != 1 {
		t.Errorf("the calls that nobody answers are %+v", calls)
	}
	stub := pds.AddStub(t, mockpdstest.Stub{Method: method, Auth: "none"})
	pds.TryGet(method).OK(t)
	if list := pds.ListStubs(); len(list) != 1 || list[0].Hits != 1 {
		t.Errorf("the stubs are %+v", list)
	}
	pds.RemoveStub(t, stub.ID)
	pds.AddStub(t, stub)
	pds.SetLimit(t, mockpdstest.Limit{Method: method})
	pds.ClearStubs()
	pds.ClearLimits()
	if len(pds.ListStubs())+len(pds.ListLimits()) != 0 {
		t.Error("stubs or limits are left")
	}
}

func TestFaultsAndHoldsAreListedAndTakenAway(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t)
	s := pds.Login(t, "alice.test")
	fault := pds.AddFault(t, mockpdstest.Fault{
		Match: mockpdstest.Match{Times: mockpdstest.Always}, Effect: mockpdstest.Effect{Drop: "before"},
	})
	s.TryGet(getSession).IsLost(t)
	if list := pds.ListFaults(); len(list) != 1 || list[0].Applied != 1 {
		t.Errorf("the faults are %+v: a call was made once", list)
	}
	pds.RemoveFault(t, fault.ID)
	pds.AddFault(t, mockpdstest.Fault{Effect: mockpdstest.Effect{Error: &mockpdstest.Error{Status: 418}}})
	pds.ClearFaults()
	s.Get(t, getSession, nil)

	hold := pds.AddHold(t, mockpdstest.Hold{})
	answered := make(chan mockpdstest.Reply)
	go func() { answered <- s.TryGet(getSession) }()
	if report := pds.AwaitHeld(t, hold.ID, 1); report.Arrived != 1 {
		t.Errorf("the hold is %+v", report)
	}
	if list := pds.ListHolds(); len(list) != 1 || list[0].Over {
		t.Errorf("the holds are %+v", list)
	}
	pds.RemoveHold(t, hold.ID)
	(<-answered).OK(t)
}

func TestATokenIsMintedToOrder(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t)
	s := pds.Login(t, "alice.test")
	for name, test := range map[string]struct {
		order  mockpdstest.MintOrder
		status int
		err    string
	}{
		"as the server's own": {mockpdstest.MintOrder{}, 200, ""},
		"expired":             {mockpdstest.MintOrder{TTLSeconds: -1}, 400, "ExpiredToken"},
		"with another key":    {mockpdstest.MintOrder{Wrong: []string{"key"}}, 400, "InvalidToken"},
		"for another service": {mockpdstest.MintOrder{Audience: "did:web:elsewhere.test"}, 400, "InvalidToken"},
		"with a wrong scope":  {mockpdstest.MintOrder{Scope: "com.example.scope"}, 400, "InvalidToken"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			minted := s
			test.order.Account = "alice.test"
			minted.AccessJwt = pds.Mint(t, test.order)
			minted.TryGet(getSession).Is(t, test.status, test.err)
		})
	}
}
