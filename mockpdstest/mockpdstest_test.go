package mockpdstest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mockpds/mockpdstest"
	"mockpds/server"
)

func TestOneLineStartsAServerWithTheDefaultWorld(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t)
	for _, identifier := range []string{"alice.test", "alice@example.com", pds.Login(t, "alice.test").DID} {
		if s := pds.Login(t, identifier); s.Handle != "alice.test" {
			t.Errorf("%s logs in as %s", identifier, s.Handle)
		}
	}
}

func TestServersSideBySideAreApart(t *testing.T) {
	t.Parallel()
	one, two := mockpdstest.New(t), mockpdstest.New(t)
	one.Login(t, "alice.test")
	one.Advance(time.Hour)
	if n := len(two.Sessions(t, "")); n != 0 {
		t.Errorf("a session of one server is seen in the other: %d", n)
	}
	if ahead := one.Now().Sub(two.Now()); ahead < 59*time.Minute {
		t.Errorf("one server's clock moved the other's: they are %v apart", ahead)
	}
}

const carol = "accounts: [{handle: carol.test, password: carol-pass, accessTtl: 90s}]"

func TestAWorldComesFromTextFromAFileOrFromGo(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "world.yaml")
	if err := os.WriteFile(path, []byte(carol), 0o600); err != nil {
		t.Fatal(err)
	}
	inGo := mockpdstest.Account{Handle: "carol.test", Password: "carol-pass", AccessTTL: 90 * time.Second}
	for name, option := range map[string]mockpdstest.Option{
		"text": mockpdstest.Fixtures(carol),
		"file": mockpdstest.FixtureFile(path),
		"Go":   mockpdstest.Accounts(inGo),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pds := mockpdstest.New(t, option)
			s := pds.Login(t, "carol.test")
			pds.Advance(91 * time.Second)
			s.TryGet(getSession).Is(t, 400, "ExpiredToken")
			pds.TryLogin(mockpdstest.Credentials{Identifier: "alice.test", Password: "alice-pass"}).Is(t, 401, "AuthenticationRequired")
		})
	}
}

func TestEachOptionIsHeard(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 2, 3, 4, 5, 6, 0, time.UTC)
	tests := map[string]struct {
		option mockpdstest.Option
		check  func(t *testing.T, pds *mockpdstest.PDS)
	}{
		"Seed": {mockpdstest.Seed("another"), func(t *testing.T, pds *mockpdstest.PDS) {
			t.Helper()
			if pds.Login(t, "alice.test").DID == mockpdstest.New(t).Login(t, "alice.test").DID {
				t.Error("the DID does not depend on the seed")
			}
		}},
		"AccessTTL": {mockpdstest.AccessTTL(time.Minute), func(t *testing.T, pds *mockpdstest.PDS) {
			t.Helper()
			s := pds.Login(t, "alice.test")
			pds.Advance(2 * time.Minute)
			s.TryGet(getSession).Is(t, 400, "ExpiredToken")
		}},
		"RefreshTTL": {mockpdstest.RefreshTTL(time.Hour), func(t *testing.T, pds *mockpdstest.PDS) {
			t.Helper()
			s := pds.Login(t, "alice.test")
			pds.Advance(2 * time.Hour)
			s.TryRefresh().Is(t, 400, "ExpiredToken")
		}},
		"RefreshGrace": {mockpdstest.RefreshGrace(0), func(t *testing.T, pds *mockpdstest.PDS) {
			t.Helper()
			s := pds.Login(t, "alice.test")
			s.Refresh(t)
			s.TryRefresh().Is(t, 400, "ExpiredToken")
		}},
		"Frozen": {mockpdstest.Frozen(at), func(t *testing.T, pds *mockpdstest.PDS) {
			t.Helper()
			if now := pds.Now(); !now.Equal(at) {
				t.Errorf("the clock shows %v", now)
			}
		}},
		"RateLimits": {mockpdstest.RateLimits(), func(t *testing.T, pds *mockpdstest.PDS) {
			t.Helper()
			if h := pds.TryGet("com.atproto.server.describeServer").Header; h.Get("Ratelimit-Limit") == "" {
				t.Errorf("no rate limit is told: %v", h)
			}
		}},
		"InviteRequired": {mockpdstest.InviteRequired(), func(t *testing.T, pds *mockpdstest.PDS) {
			t.Helper()
			signUp(pds, "dan").Is(t, 400, "InvalidInviteCode")
		}},
		"EmailAuthFactor": {mockpdstest.EmailAuthFactor(), func(t *testing.T, pds *mockpdstest.PDS) {
			t.Helper()
			s := pds.Login(t, "alice.test")
			s.Post(t, "com.atproto.server.updateEmail", map[string]any{"email": "alice@example.com", "emailAuthFactor": true}, nil)
			pds.TryLogin(mockpdstest.Credentials{Identifier: "alice.test", Password: "alice-pass"}).Is(t, 401, "AuthFactorTokenRequired")
		}},
		"PublicURL": {mockpdstest.PublicURL("http://pds.test"), func(t *testing.T, pds *mockpdstest.PDS) {
			t.Helper()
			if at := endpoint(t, pds.Login(t, "alice.test")); at != "http://pds.test" {
				t.Errorf("the DID document names %s", at)
			}
		}},
		"Config": {mockpdstest.Config(server.Config{AdminPassword: "secret"}), func(t *testing.T, pds *mockpdstest.PDS) {
			t.Helper()
			r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, pds.URL+"/xrpc/com.atproto.admin.getInviteCodes", http.NoBody)
			r.SetBasicAuth("admin", "secret")
			if status, body := fetch(t, pds.Client(), r); status != 200 {
				t.Errorf("%d %s", status, body)
			}
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.check(t, mockpdstest.New(t, test.option))
		})
	}
}

// A stage is a test of which one sees what it was told.
type stage struct {
	scope
	said strings.Builder
}

// errStage ends a stage.
var errStage = fmt.Errorf("the stage has ended")

func (s *stage) Helper() {}

func (s *stage) Context() context.Context { return context.Background() }

func (s *stage) Fatalf(format string, args ...any) {
	fmt.Fprintf(&s.said, format, args...)
	panic(errStage)
}

func (s *stage) Errorf(format string, args ...any) { fmt.Fprintf(&s.said, format, args...) }

// failure tells with what words a test fails.
func failure(t *testing.T, test func(t testing.TB)) string {
	t.Helper()
	s := &stage{scope: scope{TB: t}}
	defer s.end()
	func() {
		defer func() {
			if r := recover(); r != nil && r != any(errStage) {
				panic(r)
			}
		}()
		test(s)
	}()
	return s.said.String()
}

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

func TestAServerEndsWithItsTest(t *testing.T) {
	t.Parallel()
	s := &scope{TB: t}
	pds := mockpdstest.New(s)
	held, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(pds.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = held.Close() }()
	pds.Login(t, "alice.test")
	s.end()
	if _, err := held.Read(make([]byte, 1)); err == nil {
		t.Error("a connection outlives the server")
	}
	pds.TryGet("com.atproto.server.describeServer").IsLost(t)
}

func TestTheLogOfATestHasALineForEachRequest(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	s := &scope{TB: logged{t, &log}}
	mockpdstest.New(s, mockpdstest.Log()).Login(s, "alice.test")
	s.end()
	if want := "path=/xrpc/com.atproto.server.createSession status=200"; !strings.Contains(log.String(), want) {
		t.Errorf("got %q, want %q in it", log.String(), want)
	}
}

// A logged test has an output of its own.
type logged struct {
	testing.TB
	output io.Writer
}

func (l logged) Output() io.Writer { return l.output }

func TestHandlesAndDIDsResolveThroughTheClient(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t)
	did := pds.Login(t, "alice.test").DID
	for url, want := range map[string]string{
		"https://alice.test/.well-known/atproto-did":     did,
		"http://alice.test:8080/.well-known/atproto-did": did,
		"https://plc.directory/" + did:                   `"serviceEndpoint":"https://plc.directory"`,
		"https://did-web.test/.well-known/did.json":      `"id":"did:web:did-web.test"`,
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		if status, body := fetch(t, pds.Client(), r); status != 200 || !strings.Contains(body, want) {
			t.Errorf("GET %s: %d %s; want 200 and %s", url, status, body, want)
		}
	}
}

func fetch(t *testing.T, client *http.Client, r *http.Request) (status int, body string) {
	t.Helper()
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(data)
}

func decode(t *testing.T, client *http.Client, r *http.Request, into any) {
	t.Helper()
	status, body := fetch(t, client, r)
	if err := json.Unmarshal([]byte(body), into); err != nil || status != http.StatusOK {
		t.Fatalf("%s: %d %v", r.URL, status, err)
	}
}

func signUp(pds *mockpdstest.PDS, name string) mockpdstest.Reply {
	return pds.TryPost("com.atproto.server.createAccount", map[string]string{
		"handle": name + ".test", "email": name + "@example.com", "password": name + "-pass",
	})
}
