package mockpdstest_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"mockpds/mockpdstest"
)

func ExampleStart() {
	pds, err := mockpdstest.Start() // in TestMain, or in a program
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(pds.TryLogin(mockpdstest.Credentials{Identifier: "alice.test", Password: "alice-pass"}))
	fmt.Println(pds.Close())
	// Output:
	// POST com.atproto.server.createSession: 200
	// <nil>
}

// A test in a bubble of testing/synctest: its clock is that of the server, and waiting takes no time.
func ExampleInMemory() {
	test := func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			pds := mockpdstest.New(t, mockpdstest.InMemory())
			pds.AddFault(t, mockpdstest.Fault{Effect: mockpdstest.Effect{Delay: 3 * time.Minute}})
			pds.Login(t, "alice.test") // takes three minutes, and the test no time
		})
	}
	_ = test
}

func ExamplePDS_Login() {
	inTest(func(t testing.TB) {
		pds := mockpdstest.New(t)
		alice := pds.Login(t, "alice.test")
		fmt.Println(alice.Handle, alice.TryGet("com.atproto.server.getSession").Status)
	})
	// Output:
	// alice.test 200
}

func ExamplePDS_TryLogin() {
	inTest(func(t testing.TB) {
		pds := mockpdstest.New(t)
		fmt.Println(pds.TryLogin(mockpdstest.Credentials{Identifier: "suspended.test", Password: "suspended-pass"}))
	})
	// Output:
	// POST com.atproto.server.createSession: 401 AccountTakedown "Account has been suspended"
}

func ExamplePDS_ExpireAccess() {
	inTest(func(t testing.TB) {
		pds := mockpdstest.New(t)
		alice := pds.Login(t, "alice.test")
		pds.ExpireAccess(t, "alice.test")
		fmt.Println(alice.TryGet("com.atproto.server.getSession"))
		fmt.Println(alice.TryRefresh())
	})
	// Output:
	// GET com.atproto.server.getSession: 400 ExpiredToken "Token has expired"
	// POST com.atproto.server.refreshSession: 200
}

func ExamplePDS_ExpireRefresh() {
	inTest(func(t testing.TB) {
		pds := mockpdstest.New(t)
		alice := pds.Login(t, "alice.test")
		pds.ExpireRefresh(t, "alice.test")
		fmt.Println(alice.TryGet("com.atproto.server.getSession"))
		fmt.Println(alice.TryRefresh())
	})
	// Output:
	// GET com.atproto.server.getSession: 200
	// POST com.atproto.server.refreshSession: 400 ExpiredToken "Token has expired"
}

func ExamplePDS_RevokeSession() {
	inTest(func(t testing.TB) {
		pds := mockpdstest.New(t)
		phone, laptop := pds.Login(t, "alice.test"), pds.Login(t, "alice.test")
		pds.RevokeSession(t, "alice.test", 1)
		fmt.Println(phone.TryRefresh())
		fmt.Println(laptop.TryRefresh())
	})
	// Output:
	// POST com.atproto.server.refreshSession: 400 ExpiredToken "Token has been revoked"
	// POST com.atproto.server.refreshSession: 200
}

// The reply to a refresh is lost, and the client comes back with the token that it still has.
func ExamplePDS_AddFault() {
	inTest(func(t testing.TB) {
		pds := mockpdstest.New(t)
		alice := pds.Login(t, "alice.test")
		pds.AddFault(t, mockpdstest.Fault{
			Match:  mockpdstest.Match{Method: "refreshSession"},
			Effect: mockpdstest.Effect{Drop: mockpdstest.DropAfter},
		})
		alice.TryRefresh().IsLost(t)
		fmt.Println(alice.TryRefresh())
	})
	// Output:
	// POST com.atproto.server.refreshSession: 200
}

func ExamplePDS_AssertFaultsHit() {
	inTest(func(t testing.TB) {
		pds := mockpdstest.New(t)
		pds.AddFault(t, mockpdstest.Fault{
			Match:  mockpdstest.Match{Method: "getSesion"},
			Effect: mockpdstest.Effect{Delay: 200 * time.Millisecond},
		})
		pds.TryGet("com.atproto.server.getSession")
		pds.AssertFaultsHit(t)
	})
	// Output:
	// mockpdstest: fault-1 hit no call: of the call that came closest, the method is com.atproto.server.getSession, not getSesion
}

// Two refreshes of one token race, and the second to arrive is answered first.
func ExamplePDS_AddHold() {
	inTest(func(t testing.TB) {
		pds := mockpdstest.New(t)
		alice := pds.Login(t, "alice.test")
		hold := pds.AddHold(t, mockpdstest.Hold{Method: "refreshSession", Calls: 2})
		replies := make(chan mockpdstest.Reply)
		for range 2 {
			go func() { replies <- alice.TryRefresh() }()
		}
		pds.AwaitHeld(t, hold.ID, 2)
		pds.ReleaseHold(t, hold.ID, 2, 1)
		fmt.Println(<-replies)
		fmt.Println(<-replies)
	})
	// Output:
	// POST com.atproto.server.refreshSession: 200
	// POST com.atproto.server.refreshSession: 200
}

func ExamplePDS_AwaitHeld() {
	inTest(func(t testing.TB) {
		pds := mockpdstest.New(t)
		hold := pds.AddHold(t, mockpdstest.Hold{Method: "describeServer"})
		reply := make(chan mockpdstest.Reply)
		go func() { reply <- pds.TryGet("com.atproto.server.describeServer") }()
		fmt.Println(pds.AwaitHeld(t, hold.ID, 1).Calls[0].State)
		pds.ReleaseHold(t, hold.ID)
		fmt.Println(<-reply)
	})
	// Output:
	// waiting
	// GET com.atproto.server.describeServer: 200
}

func ExamplePDS_ReleaseHold() {
	inTest(func(t testing.TB) {
		pds := mockpdstest.New(t)
		alice := pds.Login(t, "alice.test")
		hold := pds.AddHold(t, mockpdstest.Hold{Method: "refreshSession"})
		reply := make(chan mockpdstest.Reply)
		go func() { reply <- alice.TryRefresh() }()
		pds.AwaitHeld(t, hold.ID, 1)
		pds.SetStatus(t, "alice.test", "takendown") // while the refresh is under way
		fmt.Println(pds.ReleaseHold(t, hold.ID).Over)
		fmt.Println(<-reply)
	})
	// Output:
	// true
	// POST com.atproto.server.refreshSession: 401 AccountTakedown "Account has been taken down"
}

func ExamplePDS_AssertNoFindings() {
	inTest(func(t testing.TB) {
		pds := mockpdstest.New(t)
		alice := pds.Login(t, "alice.test")
		pds.ExpireAccess(t, "alice.test")
		alice.TryGet("com.atproto.server.getSession")
		alice.Refresh(t).Get(t, "com.atproto.server.getSession", nil)
		pds.AssertNoFindings(t)
		fmt.Println("the client did nothing wrong")
	})
	// Output:
	// the client did nothing wrong
}

func ExamplePDS_Reset() {
	inTest(func(t testing.TB) {
		pds := mockpdstest.New(t)
		pds.RemoveAccount(t, "alice.test")
		pds.Reset()
		fmt.Println(pds.Account(t, "alice.test").Status)
	})
	// Output:
	// active
}

func ExamplePDS_ReplaceWorld() {
	inTest(func(t testing.TB) {
		pds := mockpdstest.New(t)
		pds.ReplaceWorld(t, "accounts: [{handle: carol.test, password: carol-pass}]")
		for _, a := range pds.Accounts() {
			fmt.Println(a.Handle)
		}
	})
	// Output:
	// carol.test
}

func ExamplePDS_Restore() {
	inTest(func(t testing.TB) {
		pds := mockpdstest.New(t)
		alice := pds.Login(t, "alice.test")
		before := pds.Snapshot()
		alice.Logout(t)
		pds.Restore(t, before)
		fmt.Println(alice.TryRefresh())
	})
	// Output:
	// POST com.atproto.server.refreshSession: 200
}

func ExamplePDS_SetPublicURL() {
	inTest(func(t testing.TB) {
		pds := mockpdstest.New(t)
		pds.SetPublicURL(t, "https://moved.example.com")
		fmt.Println(pds.PublicURL())
	})
	// Output:
	// https://moved.example.com
}
