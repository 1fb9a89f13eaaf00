package mockpdstest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"mockpds/mockpdstest"
)

func TestARefreshThatIsDroppedBeforeItIsProcessedRotatesNothing(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t)
	alice := pds.Login(t, "alice.test")
	pds.AddFault(t, mockpdstest.Fault{
		Match:  mockpdstest.Match{Method: "refreshSession"},
		Effect: mockpdstest.Effect{Drop: "before"},
	})
	alice.TryRefresh().IsLost(t)
	if n := len(pds.Sessions(t, "alice.test")[0].Generations); n != 1 {
		t.Errorf("there are %d generations", n)
	}
	alice.Refresh(t)
}

func TestOneOfTwoTabsLosesItsRefreshAndTheOtherGoesOn(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t)
	alice := pds.Login(t, "alice.test")
	hold := pds.AddHold(t, mockpdstest.Hold{Method: "refreshSession", Calls: 2})
	replies := make(chan mockpdstest.Reply)
	for range 2 {
		go func() { replies <- alice.TryRefresh() }()
	}
	pds.AwaitHeld(t, hold.ID, 2)
	pds.DropHeld(t, hold.ID, 1, "after")
	(<-replies).IsLost(t)
	pds.ReleaseHold(t, hold.ID, 2)
	(<-replies).Session(t).Refresh(t)
}

func TestAFixtureFileSaysWhatGoesWrongFromTheStartAndAfterAReset(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t, mockpdstest.Fixtures(`
accounts: [{handle: alice.test, password: alice-pass}]
faults:
  - match: {method: refreshSession}
    effect: {preset: unavailable}
limits: [{method: com.atproto.server.getSession, points: 1, windowSeconds: 300}]
stubs: [{method: app.bsky.actor.getTimeline, body: {preferences: []}}]
`))
	for range 2 {
		alice := pds.Login(t, "alice.test")
		alice.TryRefresh().Is(t, 503, "NotEnoughResources")
		alice.Refresh(t)
		alice.Get(t, getSession, nil)
		alice.TryGet(getSession).Is(t, 429, "RateLimitExceeded")
		alice.Get(t, "app.bsky.actor.getPreferences", nil)
		pds.Reset()
	}
}

func TestTheServerTalksNonsense(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t)
	alice := pds.Login(t, "alice.test")
	pds.AddFault(t, mockpdstest.Fault{Effect: mockpdstest.Effect{Truncate: true}})
	pds.AddFault(t, mockpdstest.Fault{Effect: mockpdstest.Effect{NotJSON: true}})
	pds.AddFault(t, mockpdstest.Fault{Effect: mockpdstest.Effect{Preset: "upstream"}})
	if r := alice.TryGet(getSession); r.Err == nil || r.Status != 200 || len(r.Body) == 0 {
		t.Errorf("%v: want half a body", r)
	}
	if r := alice.TryGet(getSession); r.Status != 200 || json.Valid(r.Body) {
		t.Errorf("%v: want what is no JSON", r)
	}
	if r := alice.TryGet(getSession); r.Status != 502 || !strings.Contains(r.String(), "502 with no XRPC error") {
		t.Errorf("%v: want the page of a proxy", r)
	}
	alice.Get(t, getSession, nil)
}

func TestASessionIsEndedElsewhere(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t)
	alice := pds.Login(t, "alice.test")
	pds.ExpireRefresh(t, "alice.test", 1)
	alice.TryRefresh().Is(t, 400, "ExpiredToken")
	alice = pds.Login(t, "alice.test")
	pds.RevokeSession(t, "alice.test")
	alice.TryRefresh().Is(t, 400, "ExpiredToken")
	alice.Get(t, getSession, nil)
}

func TestASuspensionThatOnlyInformsIsToldMidSession(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t)
	bob := pds.Login(t, "bob.test")
	pds.SetStatus(t, "bob.test", "suspended", "inform")
	if bob = bob.Refresh(t); bob.Active || bob.Status != "suspended" {
		t.Errorf("active is %v and the status %q", bob.Active, bob.Status)
	}
	pds.SetStatus(t, "bob.test", "active")
	if bob = bob.Refresh(t); !bob.Active {
		t.Errorf("after the suspension the status is %q", bob.Status)
	}
}

func TestAnAppIsDrivenPastItsLoginScreen(t *testing.T) {
	t.Parallel()
	const getTimeline = "app.bsky.feed.getTimeline"
	pds := mockpdstest.New(t)
	alice := pds.Login(t, "alice.test")
	alice.TryGet(getTimeline).Is(t, 502, "UpstreamFailure")
	pds.AddStub(t, mockpdstest.Stub{Method: getTimeline, Body: json.RawMessage(`{"feed":[]}`)})
	var got struct{ Feed []any }
	alice.Get(t, getTimeline, &got)
	if got.Feed == nil {
		t.Error("the canned reply did not come")
	}
	pds.TryGet(getTimeline).Is(t, 401, "AuthMissing")
	pds.ExpireAccess(t, "alice.test")
	alice.TryGet(getTimeline).Is(t, 400, "ExpiredToken")
}
