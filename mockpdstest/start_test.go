package mockpdstest_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"mockpds/internal/clock"
	"mockpds/mockpdstest"
	"mockpds/tokens"
)

func TestStartRunsUntilItIsClosed(t *testing.T) {
	t.Parallel()
	pds, err := mockpdstest.Start(mockpdstest.Accounts(mockpdstest.Account{Handle: "carol.test", Password: "carol-pass"}))
	if err != nil {
		t.Fatal(err)
	}
	pds.Login(t, "carol.test")
	for range 2 {
		if err := pds.Close(); err != nil {
			t.Error(err)
		}
	}
	pds.TryGet("com.atproto.server.describeServer").IsLost(t)
	_, err = mockpdstest.Start(mockpdstest.Fixtures("accounts: [{}]"))
	if err == nil || !strings.Contains(err.Error(), "handle") {
		t.Errorf("a file with a mistake: %v", err)
	}
}

func TestFindingsFailTheEndIfThatIsAskedFor(t *testing.T) {
	t.Parallel()
	replay := func(t testing.TB, pds *mockpdstest.PDS) {
		t.Helper()
		alice := pds.Login(t, "alice.test")
		alice.Refresh(t)
		pds.Advance(3 * time.Hour)
		alice.TryRefresh().Is(t, 400, "ExpiredToken")
	}
	const rule = "refresh-replayed-after-grace"
	for _, test := range []struct {
		option mockpdstest.Option
		fails  bool
	}{{mockpdstest.FailOnFindings(), true}, {mockpdstest.FailOnFindings(rule), false}} {
		s := &stage{scope: scope{TB: t}}
		replay(s, mockpdstest.New(s, test.option))
		s.end()
		if said := s.said.String(); strings.Contains(said, rule) != test.fails || (said != "") != test.fails {
			t.Errorf("the test failed with %q, want a failure: %v", said, test.fails)
		}
	}
	pds, err := mockpdstest.Start(mockpdstest.FailOnFindings())
	if err != nil {
		t.Fatal(err)
	}
	replay(t, pds)
	if err := pds.Close(); err == nil || !strings.Contains(err.Error(), rule) {
		t.Errorf("Close: %v, want %s in it", err, rule)
	}
}

// In a bubble the clock of the test is that of the server, and waiting for it takes no time.
func TestInMemoryRunsInABubble(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		pds := mockpdstest.New(t, mockpdstest.InMemory())
		alice := pds.Login(t, "alice.test")
		pds.AddFault(t, mockpdstest.Fault{Effect: mockpdstest.Effect{Delay: 200 * time.Millisecond}})
		before := pds.Now()
		alice.Get(t, getSession, nil)
		if waited := pds.Now().Sub(before); waited != 200*time.Millisecond {
			t.Errorf("the call took %s, want 200ms", waited)
		}
		<-clock.After(2 * time.Hour) // the life of an access token
		alice.TryGet(getSession).Is(t, 400, "ExpiredToken")
		alice.Refresh(t).Get(t, getSession, nil)
	})
}

func TestInMemoryReachesTheServerByItsHandles(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t, mockpdstest.InMemory())
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://alice.test/.well-known/atproto-did", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	if status, did := fetch(t, pds.Client(), r); status != 200 || did != pds.Account(t, "alice.test").DID {
		t.Errorf("%d %s", status, did)
	}
}

func TestOptionsOfTheServer(t *testing.T) {
	t.Parallel()
	key := tokens.DeriveKey("options", "key")
	pds := mockpdstest.New(t, mockpdstest.ServiceDID("did:web:pds.example"), mockpdstest.HandleDomain(".example.org"),
		mockpdstest.AdminPassword("secret"), mockpdstest.SigningKey(key), mockpdstest.ControlToken("steer"), mockpdstest.JournalEntries(0))
	var described struct {
		DID                  string
		AvailableUserDomains []string
	}
	reply := pds.TryGet("com.atproto.server.describeServer")
	if err := json.Unmarshal(reply.Body, &described); err != nil {
		t.Fatalf("%v: %v", reply, err)
	}
	if described.DID != "did:web:pds.example" || described.AvailableUserDomains[0] != ".example.org" {
		t.Errorf("the server describes itself as %+v", described)
	}
	for path, want := range map[string]int{"/_mock/accounts": 401, "/xrpc/com.atproto.admin.getInviteCodes": 200} {
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, pds.URL+path, http.NoBody)
		r.SetBasicAuth("admin", "secret")
		if status, body := fetch(t, pds.Client(), r); status != want {
			t.Errorf("%s: %d %s, want %d", path, status, body, want)
		}
	}
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, pds.URL+"/.well-known/jwks.json", http.NoBody)
	if _, body := fetch(t, pds.Client(), r); !strings.Contains(body, key.Public().JWK().X) {
		t.Errorf("the key is another one: %s", body)
	}
	if calls := pds.Calls(mockpdstest.Filter{}); len(calls) > 0 {
		t.Errorf("%d calls are kept", len(calls))
	}
}
