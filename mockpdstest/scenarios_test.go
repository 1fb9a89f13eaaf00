package mockpdstest_test

import (
	"sync"
	"testing"
	"time"

	"mockpds/mockpdstest"
)

const (
	createSession   = "com.atproto.server.createSession"
	getSession      = "com.atproto.server.getSession"
	refreshSession  = "com.atproto.server.refreshSession"
	activateAccount = "com.atproto.server.activateAccount"
)

var noon = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

func TestALostRefreshReplyIsMadeGoodByAskingAgain(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t)
	alice := pds.Login(t, "alice.test")
	pds.AddFault(t, mockpdstest.Fault{
		Match:  mockpdstest.Match{Method: "refreshSession"},
		Effect: mockpdstest.Effect{Drop: "after"},
	})
	alice.TryRefresh().IsLost(t)
	if n := len(pds.Sessions(t, "alice.test")[0].Generations); n != 2 {
		t.Errorf("there are %d generations: the lost refresh should have rotated the token", n)
	}
	next := alice.Refresh(t)
	if n := len(pds.Sessions(t, "alice.test")[0].Generations); n != 2 {
		t.Errorf("there are %d generations: asking again should lead to the same next token", n)
	}
	next.Refresh(t).Get(t, getSession, nil)
}

func TestTwoTabsThatRefreshAtOnceAgreeOnTheNextToken(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t)
	alice := pds.Login(t, "alice.test")
	hold := pds.AddHold(t, mockpdstest.Hold{Method: "refreshSession", Calls: 2})
	var replies [2]mockpdstest.Reply
	var tabs sync.WaitGroup
	for i := range replies {
		tabs.Go(func() { replies[i] = alice.TryRefresh() })
	}
	pds.AwaitHeld(t, hold.ID, 2)
	pds.ReleaseHold(t, hold.ID, 2, 1)
	tabs.Wait()
	one, two := replies[0].Session(t), replies[1].Session(t)
	if claim(t, one.RefreshJwt, "jti") != claim(t, two.RefreshJwt, "jti") {
		t.Error("the tabs got different next refresh tokens")
	}
	if one.AccessJwt == two.AccessJwt {
		t.Error("the tabs got the same access token")
	}
	one.Refresh(t)
	two.Refresh(t)
}

func TestARefreshFailsTwiceWith503AndThenWorks(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t)
	alice := pds.Login(t, "alice.test")
	fault := pds.AddFault(t, mockpdstest.Fault{
		Match:  mockpdstest.Match{Method: "refreshSession", Times: 2},
		Effect: mockpdstest.Effect{Preset: "unavailable"},
	})
	alice.TryRefresh().Is(t, 503, "NotEnoughResources")
	alice.TryRefresh().Is(t, 503, "NotEnoughResources")
	alice.Refresh(t)
	if report := pds.ListFaults()[0]; report.Fault.ID != fault.ID || report.Applied != 2 || !report.Spent {
		t.Errorf("the fault reports %+v", report)
	}
}

func TestAnAccessTokenExpiresMidSessionAndARefreshGivesAGoodOne(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t)
	alice, bob := pds.Login(t, "alice.test"), pds.Login(t, "bob.test")
	pds.ExpireAccess(t, "alice.test")
	alice.TryGet(getSession).Is(t, 400, "ExpiredToken")
	alice.Refresh(t).Get(t, getSession, nil)
	bob.Get(t, getSession, nil)
}

func TestARefreshTokenPastItsGraceIsRevokedAndItsSuccessorIsNot(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t, mockpdstest.RefreshGrace(time.Minute))
	alice := pds.Login(t, "alice.test")
	next := alice.Refresh(t)
	pds.Advance(59 * time.Second)
	alice.Refresh(t)
	pds.Advance(2 * time.Second)
	r := alice.TryRefresh()
	r.Is(t, 400, "ExpiredToken")
	if r.Message() != "Token has been revoked" {
		t.Errorf("got the message %q", r.Message())
	}
	next.Refresh(t)
}

func TestATakedownEndsTheSessionAndItsLiftingLetsTheOwnerLogInAnew(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t)
	bob := pds.Login(t, "bob.test")
	pds.SetStatus(t, "bob.test", "takendown")
	bob.TryGet(getSession).Is(t, 400, "InvalidRequest")
	bob.TryRefresh().Is(t, 401, "AccountTakedown")
	pds.TryLogin(mockpdstest.Credentials{Identifier: "bob.test", Password: "bob-pass"}).Is(t, 401, "AccountTakedown")
	pds.SetStatus(t, "bob.test", "active")
	bob.TryRefresh().Is(t, 400, "ExpiredToken")
	pds.Login(t, "bob.test").Get(t, getSession, nil)
}

func TestADeactivatedAccountIsReactivatedByItsOwner(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t)
	s := pds.Login(t, "deactivated.test")
	if s.Active || s.Status != "deactivated" {
		t.Errorf("active is %v and the status %q", s.Active, s.Status)
	}
	s.Post(t, activateAccount, nil, nil)
	if s = s.Refresh(t); !s.Active || s.Status != "" {
		t.Errorf("after activation active is %v and the status %q", s.Active, s.Status)
	}
}

func TestASuspendedAccountLogsInOnlyWithAllowTakendown(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t)
	c := mockpdstest.Credentials{Identifier: "suspended.test", Password: "suspended-pass"}
	pds.TryLogin(c).Is(t, 401, "AccountTakedown")
	c.AllowTakendown = true
	s := pds.TryLogin(c).Session(t)
	if s.Active || s.Status != "suspended" {
		t.Errorf("active is %v and the status %q", s.Active, s.Status)
	}
	if scope := claim(t, s.AccessJwt, "scope"); scope != "com.atproto.takendown" {
		t.Errorf("the scope is %v", scope)
	}
	s.TryRefresh().Is(t, 401, "AccountTakedown")
}

func TestASignInCodeIsWrongThenExpiredThenRight(t *testing.T) {
	t.Parallel()
	const address = "signin-code@example.com"
	pds := mockpdstest.New(t)
	c := mockpdstest.Credentials{Identifier: "signin-code.test", Password: "signin-code-pass"}
	pds.TryLogin(c).Is(t, 401, "AuthFactorTokenRequired")
	c.AuthFactorToken = "AAAAA-AAAAA"
	pds.TryLogin(c).Is(t, 400, "InvalidToken")

	c.AuthFactorToken = pds.Code(t, address, "sign_in")
	pds.Advance(16 * time.Minute)
	pds.TryLogin(c).Is(t, 400, "ExpiredToken")

	c.AuthFactorToken = ""
	pds.TryLogin(c).Is(t, 401, "AuthFactorTokenRequired")
	c.AuthFactorToken = pds.Code(t, address, "sign_in")
	pds.TryLogin(c).Session(t)
	pds.TryLogin(c).Is(t, 400, "InvalidToken")
}

func TestALogInIsRateLimitedUntilTheClockReleasesIt(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t)
	pds.ExhaustLimit(t, mockpdstest.Limit{Method: createSession, Account: "alice.test"})
	c := mockpdstest.Credentials{Identifier: "alice.test", Password: "alice-pass"}
	refused := pds.TryLogin(c)
	refused.Is(t, 429, "RateLimitExceeded")
	for _, name := range []string{"RateLimit-Limit", "RateLimit-Reset", "Retry-After"} {
		if refused.Header.Get(name) == "" {
			t.Errorf("the refusal has no %s", name)
		}
	}
	if left := refused.Header.Get("RateLimit-Remaining"); left != "0" {
		t.Errorf("the refusal tells of %q calls that remain", left)
	}
	pds.Login(t, "bob.test")
	wait, err := time.ParseDuration(refused.Header.Get("Retry-After") + "s")
	if err != nil {
		t.Fatal(err)
	}
	pds.Advance(wait - 2*time.Second)
	pds.TryLogin(c).Is(t, 429, "RateLimitExceeded")
	pds.Advance(2 * time.Second)
	pds.TryLogin(c).Session(t)
}

func TestTheClientsClockIsAnHourFast(t *testing.T) {
	t.Parallel()
	client := noon
	pds := mockpdstest.New(t, mockpdstest.Frozen(client.Add(-time.Hour)), mockpdstest.AccessTTL(30*time.Minute))
	alice := pds.Login(t, "alice.test")
	if exp := moment(t, alice.AccessJwt, "exp"); exp.After(client) {
		t.Errorf("the token expires at %v: to the client it should look expired", exp)
	}
	alice.Get(t, getSession, nil)
	if exp := moment(t, alice.Refresh(t).AccessJwt, "exp"); exp.After(client) {
		t.Errorf("the next token expires at %v: to the client it should look expired, too", exp)
	}
}

func TestTheClientsClockIsAnHourSlow(t *testing.T) {
	t.Parallel()
	client := noon
	pds := mockpdstest.New(t, mockpdstest.Frozen(client.Add(time.Hour)), mockpdstest.AccessTTL(30*time.Minute))
	alice := pds.Login(t, "alice.test")
	if iat := moment(t, alice.AccessJwt, "iat"); !iat.After(client) {
		t.Errorf("the token was issued at %v: to the client it should look issued in the future", iat)
	}
	pds.Advance(31 * time.Minute)
	if exp := moment(t, alice.AccessJwt, "exp"); exp.Before(client.Add(31 * time.Minute)) {
		t.Errorf("the token expires at %v: to the client it should still look good", exp)
	}
	alice.TryGet(getSession).Is(t, 400, "ExpiredToken")
	alice.Refresh(t).Get(t, getSession, nil)
}

func TestTheServiceMovesMidSessionAndTheDIDDocumentSaysWhere(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t, mockpdstest.PublicURL("https://one.test"))
	alice := pds.Login(t, "alice.test")
	pds.SetPublicURL(t, "https://two.test")
	var described mockpdstest.Session
	alice.Get(t, getSession, &described)
	next := alice.Refresh(t)
	for _, s := range []mockpdstest.Session{described, next, pds.Login(t, "alice.test")} {
		if at := endpoint(t, s); at != "https://two.test" {
			t.Errorf("the DID document names %s", at)
		}
	}
	if claim(t, alice.AccessJwt, "aud") != claim(t, next.AccessJwt, "aud") {
		t.Error("the service has another DID than before")
	}
	pds.SetPublicURL(t, "")
	if at := endpoint(t, next.Refresh(t)); at != pds.URL {
		t.Errorf("the DID document names %s, want %s", at, pds.URL)
	}
}

func TestALoadTestHasAnAccountForEachUser(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t)
	pds.ReplaceWorld(t, `accounts: [{count: 10000, handle: "user{n}.test", password: "pass-{n}"}]`)
	user := pds.Login(t, "user7320.test", "pass-7320")
	if user.Handle != "user7320.test" {
		t.Errorf("logged in as %s", user.Handle)
	}
	pds.TryLogin(mockpdstest.Credentials{Identifier: "user7321.test", Password: "pass-7320"}).Is(t, 401, "AuthenticationRequired")
}
