package mockpdstest_test

import (
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

func TestAServerEndsWithItsTest(t *testing.T) {
	t.Parallel()
	s := &scope{TB: t}
	pds := mockpdstest.New(s)
	held, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(pds.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = held.Close() }()
	_, _ = io.WriteString(held, "POST /xrpc/com.atproto.server.createSession HTTP/1.1\r\nHost: localhost\r\n"+
		"Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{") // and no more
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

func signUp(pds *mockpdstest.PDS, name string) mockpdstest.Reply {
	return pds.TryPost("com.atproto.server.createAccount", map[string]string{
		"handle": name + ".test", "email": name + "@example.com", "password": name + "-pass",
	})
}
