// Package mockpdstest starts a mock AT Protocol PDS in a test, in one line, and steers it.
//
//	func TestSomething(t *testing.T) {
//		pds := mockpdstest.New(t)
//		client := NewClient(pds.URL) // the code under test
//		client.Login("alice.test", "alice-pass")
//		pds.ExpireAccess(t, "alice.test") // its access token is refused from now on
//		client.DoSomething()              // so it has to refresh
//	}
//
// The server is a real one, on a port of its own, and ends with the test; [Start] makes one for
// TestMain or a program. Tests may run in parallel, each with its own. It knows one account for
// each situation: alice.test with the password alice-pass, suspended.test with suspended-pass,
// signin-code.test, short-lived.test and so on; or those that a test gives it, with [Accounts],
// [Fixtures] or [FixtureFile].
//
// # Steering
//
// The methods of [PDS] are the verbs of the control API that the server also has over HTTP, under
// /_mock/, with the same meaning:
//
//	pds.Advance(2 * time.Hour)                   // time passes: tokens, codes and rate limits follow
//	pds.SetStatus(t, "alice.test", "takendown")  // in the midst of a session
//	pds.RevokeSession(t, "alice.test")           // the refresh token is void
//	code := pds.Code(t, "alice@example.com", "sign_in")
//	pds.ExhaustLimit(t, mockpdstest.Limit{Method: "com.atproto.server.createSession"})
//	pds.Reset()                                  // back to the start
//
// Those that can fail take the test, and end it with what is wrong and what is allowed. They may be
// called from the test's own goroutine only; the others from any.
//
// # Looking back
//
// What clients sent, and what they were answered, is in the journal, with each token named by its
// session and generation:
//
//	pds.WaitFor(t, mockpdstest.Filter{Method: "refreshSession", Session: "alice#1"}, 1)
//	pds.AssertCalls(t, mockpdstest.Filter{ErrorName: "ExpiredToken"}, 1)
//	pds.AssertNoFindings(t) // fails with what the client did wrong with its sessions, if it did
//
// A test that fails has its calls in its log. With the option [FailOnFindings] it fails at its end
// without a line of its own, and [PDS.AssertFaultsHit] fails one whose fault was never met.
//
// # Calling
//
// Tests of a client have that client make the calls. Where a test makes calls of its own,
// [PDS.Login] returns a [Session]:
//
//	alice := pds.Login(t, "alice.test")
//	alice.Get(t, "com.atproto.server.getSession", &got)  // has to succeed
//	next := alice.Refresh(t)                             // alice keeps its tokens
//	alice.TryRefresh().Is(t, 400, "ExpiredToken")        // may fail, and should
//
// Methods that begin with Try return a [Reply], whatever it is, and may be called from any
// goroutine.
//
// # Determinism
//
// With [Frozen] and a [Seed], which has a default, the same calls are answered with the same bytes
// in each run. With [InMemory] there is no socket, and a test can run in a bubble of
// testing/synctest, whose clock is the server's then.
package mockpdstest
