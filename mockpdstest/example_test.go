package mockpdstest_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"mockpds/mockpdstest"
)

// inTest runs an example as if it were a test.
func inTest(example func(t testing.TB)) {
	s := &stage{}
	defer s.end()
	example(s)
	fmt.Print(s.said.String())
}

func Example() {
	inTest(func(t testing.TB) {
		pds := mockpdstest.New(t)
		alice := pds.Login(t, "alice.test")
		fmt.Println(alice.Handle, alice.Active)

		pds.ExpireAccess(t, "alice.test")
		fmt.Println(alice.TryGet("com.atproto.server.getSession"))

		alice = alice.Refresh(t)
		fmt.Println(alice.TryGet("com.atproto.server.getSession"))
	})
	// Output:
	// alice.test true
	// GET com.atproto.server.getSession: 400 ExpiredToken "Token has expired"
	// GET com.atproto.server.getSession: 200
}

func ExampleNew_options() {
	inTest(func(t testing.TB) {
		pds := mockpdstest.New(t,
			mockpdstest.Frozen(time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)),
			mockpdstest.AccessTTL(15*time.Minute),
			mockpdstest.Fixtures("accounts: [{handle: carol.test, password: secret, status: deactivated}]"),
		)
		carol := pds.Login(t, "carol.test")
		fmt.Println(carol.DID, carol.Status)
		for _, s := range pds.Sessions(t, "carol.test") {
			fmt.Println(s.Handle, s.Generations[0].ExpiresAt)
		}
	})
	// Output:
	// did:plc:7gpoh36gk5n4p257fg7qtwir deactivated
	// carol.test 2026-04-01 12:00:00 +0000 UTC
}

func ExampleAccounts() {
	inTest(func(t testing.TB) {
		pds := mockpdstest.New(t, mockpdstest.Accounts(
			mockpdstest.Account{Handle: "carol.test", Password: "secret"},
			mockpdstest.Account{Handle: "dan.test", Password: "secret", Status: "suspended", StatusMode: "inform"},
		))
		for _, a := range pds.Accounts() {
			fmt.Println(a.Handle, a.Status)
		}
	})
	// Output:
	// carol.test active
	// dan.test suspended
}

func ExamplePDS_Advance() {
	inTest(func(t testing.TB) {
		pds := mockpdstest.New(t)
		alice := pds.Login(t, "alice.test")
		next := alice.Refresh(t)

		pds.Advance(2 * time.Hour) // the grace period of the first refresh token
		fmt.Println(alice.TryRefresh())
		fmt.Println(next.TryRefresh())
	})
	// Output:
	// POST com.atproto.server.refreshSession: 400 ExpiredToken "Token has been revoked"
	// POST com.atproto.server.refreshSession: 200
}

func ExamplePDS_Code() {
	inTest(func(t testing.TB) {
		pds := mockpdstest.New(t)
		login := mockpdstest.Credentials{Identifier: "signin-code.test", Password: "signin-code-pass"}
		fmt.Println(pds.TryLogin(login))

		login.AuthFactorToken = pds.Code(t, "signin-code@example.com", "sign_in")
		fmt.Println(pds.TryLogin(login).Session(t).EmailAuthFactor)
	})
	// Output:
	// POST com.atproto.server.createSession: 401 AuthFactorTokenRequired "A sign in code has been sent to your email address"
	// true
}

func ExamplePDS_SetStatus() {
	inTest(func(t testing.TB) {
		pds := mockpdstest.New(t)
		alice := pds.Login(t, "alice.test")
		pds.SetStatus(t, "alice.test", "takendown")
		fmt.Println(alice.TryRefresh())

		pds.SetStatus(t, "alice.test", "active")
		fmt.Println(alice.TryRefresh()) // what a takedown took does not come back
		fmt.Println(pds.Login(t, "alice.test").Active)
	})
	// Output:
	// POST com.atproto.server.refreshSession: 401 AccountTakedown "Account has been taken down"
	// POST com.atproto.server.refreshSession: 400 ExpiredToken "Token has been revoked"
	// true
}

func ExamplePDS_ExhaustLimit() {
	inTest(func(t testing.TB) {
		pds := mockpdstest.New(t)
		pds.ExhaustLimit(t, mockpdstest.Limit{
			Method: "com.atproto.server.createSession", Account: "alice.test", WindowSeconds: 60,
		})
		login := mockpdstest.Credentials{Identifier: "alice.test", Password: "alice-pass"}
		fmt.Println(pds.TryLogin(login))

		pds.Advance(time.Minute)
		fmt.Println(pds.TryLogin(login))
	})
	// Output:
	// POST com.atproto.server.createSession: 429 RateLimitExceeded "Rate Limit Exceeded"
	// POST com.atproto.server.createSession: 200
}

func ExamplePDS_AddStub() {
	inTest(func(t testing.TB) {
		pds := mockpdstest.New(t)
		pds.AddStub(t, mockpdstest.Stub{
			Method: "app.bsky.actor.getPreferences",
			Body:   json.RawMessage(`{"preferences":[]}`),
		})
		reply := pds.Login(t, "alice.test").TryGet("app.bsky.actor.getPreferences")
		fmt.Println(reply.Status, string(reply.Body))
	})
	// Output:
	// 200 {"preferences":[]}
}

func ExamplePDS_Snapshot() {
	inTest(func(t testing.TB) {
		pds := mockpdstest.New(t)
		alice := pds.Login(t, "alice.test")
		loggedIn := pds.Snapshot()

		alice.Logout(t)
		pds.RemoveAccount(t, "alice.test")

		pds.Restore(t, loggedIn)
		fmt.Println(alice.TryRefresh())
	})
	// Output:
	// POST com.atproto.server.refreshSession: 200
}

func ExamplePDS_Mint() {
	inTest(func(t testing.TB) {
		pds := mockpdstest.New(t)
		alice := pds.Login(t, "alice.test")
		alice.AccessJwt = pds.Mint(t, mockpdstest.MintOrder{Account: "alice.test", Wrong: []string{"key"}})
		fmt.Println(alice.TryGet("com.atproto.server.getSession"))
	})
	// Output:
	// GET com.atproto.server.getSession: 400 InvalidToken "Token could not be verified"
}

func ExamplePDS_Client() {
	inTest(func(t testing.TB) {
		pds := mockpdstest.New(t)
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://alice.test/.well-known/atproto-did", http.NoBody)
		if err != nil {
			t.Fatalf("%v", err)
		}
		answer, err := pds.Client().Do(r)
		if err != nil {
			t.Fatalf("%v", err)
		}
		defer func() { _ = answer.Body.Close() }()
		did, err := io.ReadAll(answer.Body)
		fmt.Println(string(did), err)
	})
	// Output:
	// did:plc:ei3bbu7hmcgaze7wyrgo6xag <nil>
}
