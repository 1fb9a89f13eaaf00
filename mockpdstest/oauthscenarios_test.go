package mockpdstest_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"mockpds/mockpdstest"
)

// signedIn is an app that has a session of alice's.
func signedIn(t testing.TB, options ...mockpdstest.Option) (*mockpdstest.PDS, *app) {
	t.Helper()
	pds := mockpdstest.New(t, options...)
	a := openApp(t, pds)
	a.logIn().is(t, 200, "")
	return pds, a
}

func TestAnOAuthAccessTokenExpiresAndARefreshGivesAGoodOne(t *testing.T) {
	t.Parallel()
	pds, alice := signedIn(t)
	pds.ExpireOAuthAccess(t, "alice.test")
	alice.call().is(t, 401, "invalid_token")
	alice.refreshTokens().is(t, 200, "")
	alice.call().is(t, 200, "")

	pds.ReplaceWorld(t, `accounts: [{handle: alice.test, password: alice-pass, accessTtl: 2s}]`)
	alice.logIn().is(t, 200, "")
	pds.Advance(3 * time.Second)
	alice.call().is(t, 401, "invalid_token")
}

func TestAnOAuthSessionIsOverWhenTheAppIsOpenedAgain(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(pds *mockpdstest.PDS){
		"expired": func(pds *mockpdstest.PDS) {
			pds.ExpireOAuthRefresh(t, "alice.test")
		},
		"revoked": func(pds *mockpdstest.PDS) { pds.RevokeOAuthSession(t, "alice.test") },
		"in three weeks": func(pds *mockpdstest.PDS) {
			pds.Advance(21 * 24 * time.Hour)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pds, alice := signedIn(t)
			end(pds)
			alice.refreshTokens().is(t, 400, "invalid_grant")
		})
	}
}

func TestAUserDeniesOrAllowsLess(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t)
	alice := openApp(t, pds)
	pds.DecideConsent(t, mockpdstest.Consent{Deny: true})
	if told, _ := alice.authorize(); told.Get("error") != "access_denied" {
		t.Errorf("the app is told %v", told)
	}
	pds.DecideConsent(t, mockpdstest.Consent{Scope: "transition:email"})
	if scope := alice.logIn().text("scope"); scope != "atproto transition:email" {
		t.Errorf("the scope is %s", scope)
	}
	pds.DecideConsent(t, mockpdstest.Consent{Account: "alice.test", Scope: "transition:email"})
	alice.logIn().is(t, 200, "")
}

func TestATestHasAnOAuthSessionWithoutAFlow(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t)
	alice := pds.OAuth(t, "alice.test", "transition:generic")
	r, err := http.NewRequestWithContext(t.Context(), "GET", pds.URL+"/xrpc/"+getSession, nil)
	if err != nil {
		t.Fatal(err)
	}
	reply, err := alice.Do(pds.Client(), r)
	if err != nil {
		t.Fatal(err)
	}
	_ = reply.Body.Close()
	if reply.StatusCode != 200 {
		t.Errorf("answered with %s", reply.Status)
	}
}

func TestScopesAreTakenAwayInMidSession(t *testing.T) {
	t.Parallel()
	pds, alice := signedIn(t)
	pds.NarrowOAuthSession(t, "alice.test", "transition:generic")
	if answer := alice.call(); answer.status != 200 || answer.fields["email"] != nil {
		t.Errorf("answered with %s", answer.raw)
	}
}

func TestTheNonceChanges(t *testing.T) {
	t.Parallel()
	pds, alice := signedIn(t)
	alice.call().is(t, 200, "")
	pds.RotateNonce(t, false)
	alice.call().is(t, 200, "")
	pds.RotateNonce(t, true)
	alice.call().is(t, 200, "")
	if refused := pds.Calls(mockpdstest.Filter{Status: 401}); len(refused) != 2 {
		t.Errorf("%d calls were asked for another nonce, want 2", len(refused))
	}
}

func TestARefreshIsLostAndTheOldTokenEndsTheSession(t *testing.T) {
	t.Parallel()
	pds, alice := signedIn(t)
	pds.AddFault(t, mockpdstest.Fault{
		Match:  mockpdstest.Match{Method: "/oauth/token"},
		Effect: mockpdstest.Effect{Drop: "after"},
	})
	if answer := alice.refreshTokens(); answer.status != 0 {
		t.Errorf("the app is answered %s", answer.raw)
	}
	alice.refreshTokens().is(t, 400, "invalid_grant")
	alice.call().is(t, 401, "invalid_token")
}

func TestALostRefreshIsMadeGoodWithinAGrace(t *testing.T) {
	t.Parallel()
	pds, alice := signedIn(t, mockpdstest.OAuthGrace(2*time.Minute))
	pds.AddFault(t, mockpdstest.Fault{
		Match:  mockpdstest.Match{Method: "/oauth/token"},
		Effect: mockpdstest.Effect{Drop: "after"},
	})
	_ = alice.refreshTokens() // it is lost
	alice.refreshTokens().is(t, 200, "")
}

func TestTwoTabsThatRefreshAtOnceEndTheirOAuthSession(t *testing.T) {
	t.Parallel()
	pds, alice := signedIn(t)
	tab := *alice
	hold := pds.AddHold(t, mockpdstest.Hold{Method: "/oauth/token", Calls: 2})
	var tabs sync.WaitGroup
	var answers [2]oauthAnswer
	for i, one := range []*app{alice, &tab} {
		tabs.Go(func() { answers[i] = one.refreshTokens() })
	}
	pds.AwaitHeld(t, hold.ID, 2)
	pds.ReleaseHold(t, hold.ID)
	tabs.Wait()
	if answers[0].status+answers[1].status != 200+400 {
		t.Errorf("the tabs are answered %s and %s", answers[0].raw, answers[1].raw)
	}
	if left := pds.OAuthSessions(t, "alice.test"); len(left) != 0 {
		t.Errorf("%v is left", left)
	}
}

func TestTheTokenEndpointIsDown(t *testing.T) {
	t.Parallel()
	pds, alice := signedIn(t)
	token := mockpdstest.Match{Method: "/oauth/token"}
	for _, effect := range []mockpdstest.Effect{
		{Preset: "internal"}, {Preset: "rate-limited"}, {Preset: "upstream"}, {Delay: time.Millisecond},
	} {
		pds.AddFault(t, mockpdstest.Fault{Match: token, Effect: effect})
	}
	for _, status := range []int{500, 429, 502, 200} {
		if answer := alice.refreshTokens(); answer.status != status {
			t.Errorf("answered with %d %s, want %d", answer.status, answer.raw, status)
		}
	}
	pds.SetLimit(t, mockpdstest.Limit{Method: "/oauth/token", Account: "alice.test", Points: 1, WindowSeconds: 60})
	alice.refreshTokens().is(t, 200, "")
	alice.refreshTokens().is(t, 429, "RateLimitExceeded")
}

func TestATakedownEndsOAuthSessionsForGood(t *testing.T) {
	t.Parallel()
	pds, alice := signedIn(t)
	pds.SetStatus(t, "alice.test", "takendown")
	alice.call().is(t, 401, "invalid_token")
	pds.SetStatus(t, "alice.test", "active")
	alice.refreshTokens().is(t, 400, "invalid_grant")
}

func TestTheClocksOfAppAndServerMoveApart(t *testing.T) {
	t.Parallel()
	pds, alice := signedIn(t)
	pds.Advance(2 * time.Hour)
	alice.refreshTokens().is(t, 200, "")
	pds.SetOAuth(t, mockpdstest.OAuthSettings{ClientClock: "mock"})
	alice.refreshTokens().is(t, 401, "invalid_dpop_proof")
	if why := pds.Calls(mockpdstest.Filter{Status: 401})[0].Why; !strings.Contains(why, "7200 s behind") {
		t.Errorf("the journal says %q", why)
	}
}

func TestTheDocumentOfAClientIsGone(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t)
	id := "https://app.example.com/client.json"
	document := `{"client_id": "https://app.example.com/client.json"}`
	pds.PutDocument(t, mockpdstest.Document{URL: "https://app.example.com/client.json", Body: document})
	pds.PutDocument(t, mockpdstest.Document{URL: id, Status: 404})
	pds.ForgetDocuments(t, id)
	form := url.Values{"client_id": {id}, "response_type": {"code"}, "scope": {"atproto"}}
	answer, err := openApp(t, pds).send(http.MethodPost, "/oauth/par", form.Encode(), "")
	if err != nil {
		t.Fatal(err)
	}
	answer.is(t, 400, "invalid_client_metadata")
}

func TestTheServerIsWrongOnPurpose(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t)
	alice := openApp(t, pds)
	pds.GoWrong(t, "callback-other-iss", false)
	if told, _ := alice.authorize(); told.Get("iss") == pds.URL {
		t.Errorf("the app is told %v", told)
	}
	pds.GoWrong(t, "token-sub-elsewhere", true)
	alice.logIn().is(t, 200, "")
	pds.GoRight()
	if did := alice.logIn().text("sub"); did != pds.Account(t, "alice.test").DID {
		t.Errorf("the sub is %s", did)
	}
}

func TestAPageIsLoadedAgainBeforeItStoredItsSession(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t)
	hold := pds.AddHold(t, mockpdstest.Hold{Preset: "lost-between", Account: "alice.test"})
	openApp(t, pds).logIn().is(t, 200, "")
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, pds.URL+"/.well-known/oauth-protected-resource", nil)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan int)
	go func() {
		defer close(done)
		if answer, err := pds.Client().Do(r); err == nil {
			_ = answer.Body.Close()
		}
	}()
	pds.AwaitHeld(t, hold.ID, 1)
	pds.DropHeld(t, hold.ID, 1, "before")
	<-done
	if kept := pds.OAuthSessions(t, "alice.test"); len(kept) != 1 {
		t.Errorf("the server keeps %v", kept)
	}
}
