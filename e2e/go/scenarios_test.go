package e2e_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/bluesky-social/indigo/api/atproto"
	"github.com/bluesky-social/indigo/atproto/atclient"
)

var (
	unavailable = atclient.APIError{StatusCode: 503, Name: "NotEnoughResources", Message: "Not Enough Resources"}
	slowDown    = atclient.APIError{StatusCode: 429, Name: "RateLimitExceeded", Message: "Rate Limit Exceeded"}
)

func TestAtclientMissesTheReplyOfARefreshAndGetsTheTokenWhenItAsksAgain(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	c, _ := signIn(t, m, "alice.test", "alice-pass")
	m.steer("sessions/expire-access", map[string]any{"account": "alice.test"})
	m.steer("faults", map[string]any{
		"match": map[string]any{"method": "refreshSession"}, "effect": map[string]any{"drop": "after"},
	})
	_, err := atproto.ServerGetSession(t.Context(), c)
	if refusal := (*atclient.APIError)(nil); err == nil || errors.As(err, &refusal) {
		t.Fatalf("got %v, want the error of a lost connection", err)
	}
	m.wantSessions("alice.test", []string{"grace", "current"})
	_, err = atproto.ServerGetSession(t.Context(), c)
	must(t, err)
	m.wantSessions("alice.test", []string{"grace", "current"})
}

func TestTwoAtclientsRefreshAtOnceAndBothGoOnWhicheverIsAnsweredFirst(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	m.expectFinding("concurrent-refreshes") // by two processes that no lock keeps apart
	first, _ := signIn(t, m, "alice.test", "alice-pass")
	second := resume(first)
	m.steer("sessions/expire-access", map[string]any{"account": "alice.test"})
	m.steer("holds", map[string]any{"id": "race", "method": "refreshSession", "calls": 2})
	call := func(c *atclient.APIClient, number string) <-chan error {
		done := make(chan error, 1)
		go func() {
			_, err := atproto.ServerGetSession(t.Context(), c)
			done <- err
		}()
		m.document("/_mock/holds/race/arrived?n="+number, nil)
		return done
	}
	firstDone, secondDone := call(first, "1"), call(second, "2")
	m.steer("holds/race/release", map[string]any{"order": []int{2}})
	must(t, <-secondDone)
	m.steer("holds/race/release", map[string]any{"order": []int{1}})
	must(t, <-firstDone)
	m.wantSessions("alice.test", []string{"grace", "current"})
	must(t, passwordAuth(first).Refresh(t.Context(), first.Client, ""))
	must(t, passwordAuth(second).Refresh(t.Context(), second.Client, ""))
}

// Unlike the clients in JavaScript, atclient tells why the refresh failed, not that the token of
// the call has expired.
func TestAtclientIsToldOfTwoRefreshesThatFailWith503AndTheThirdWorks(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	c, between := signIn(t, m, "alice.test", "alice-pass")
	kept := 0
	passwordAuth(c).RefreshCallback = func(context.Context, atclient.PasswordSessionData) { kept++ }
	m.steer("sessions/expire-access", map[string]any{"account": "alice.test"})
	m.steer("faults", map[string]any{
		"match": map[string]any{"method": "refreshSession", "times": 2}, "effect": map[string]any{"preset": "unavailable"},
	})
	for range 2 {
		_, err := atproto.ServerGetSession(t.Context(), c)
		wantRefusal(t, err, unavailable)
		m.wantSessions("alice.test", []string{"current"})
	}
	_, err := atproto.ServerGetSession(t.Context(), c)
	must(t, err)
	if kept != 1 {
		t.Errorf("got new tokens to keep %d times, want once", kept)
	}
	if got := between.answers(refreshSession); !slices.Equal(got, []int{503, 503, 200}) {
		t.Errorf("refreshSession was answered %v", got)
	}
}

// Nothing in an APIError says how long to wait, so that a program has to know the window.
func TestAtclientIsRateLimitedUntilTheClockReleasesIt(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	m.steer("limits/exhaust", map[string]any{"method": "com.atproto.server.createSession", "account": "alice.test"})
	login := func() error {
		_, err := atclient.LoginWithPasswordHost(t.Context(), m.url, "alice.test", "alice-pass", "", nil)
		return err
	}
	wantRefusal(t, login(), slowDown)
	signIn(t, m, "bob.test", "bob-pass")
	m.wantSessions("alice.test")
	m.advance(5 * time.Minute)
	must(t, login())
	m.wantSessions("alice.test", []string{"current"})
}

// No reply tells atclient of a DID document, so that only a new login with a directory goes to the
// new home.
func TestAtclientStaysWhereItSignedInWhenItsServiceMoves(t *testing.T) {
	t.Parallel()
	const home = "https://new-home.test"
	m := startMock(t)
	c, _ := signIn(t, m, "alice.test", "alice-pass")
	m.steer("public-url", map[string]any{"publicUrl": home})
	must(t, passwordAuth(c).Refresh(t.Context(), c.Client, ""))
	_, err := atproto.ServerGetSession(t.Context(), c)
	must(t, err)
	if c.Host != m.url || passwordAuth(c).Session.Host != m.url {
		t.Errorf("the session moved to %s", c.Host)
	}
	found, err := m.directory().LookupDID(t.Context(), *c.AccountDID)
	must(t, err)
	if got := found.PDSEndpoint(); got != home {
		t.Errorf("the directory finds the service at %s, want %s", got, home)
	}
}

// wantSessions checks what the server holds of an account's sessions.
func (m *mock) wantSessions(account string, want ...[]string) {
	m.t.Helper()
	if got := m.sessions(account); len(got) != len(want) || len(want) > 0 && !reflect.DeepEqual(got, want) {
		m.t.Errorf("the server holds the sessions %q of %s, want %q", got, account, want)
	}
}
