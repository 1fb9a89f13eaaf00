package e2e_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/bluesky-social/indigo/api/atproto"
	"github.com/bluesky-social/indigo/xrpc"
)

// A bot is a program with indigo's older client, which leaves refreshing to the caller.
type bot struct{ *xrpc.Client }

func newBot(m *mock) *bot {
	return &bot{&xrpc.Client{Client: http.DefaultClient, Host: m.url}}
}

func (b *bot) signIn(t *testing.T, name, password string) error {
	out, err := atproto.ServerCreateSession(t.Context(), b, &atproto.ServerCreateSession_Input{Identifier: name, Password: password})
	if err != nil {
		return err
	}
	b.Auth = &xrpc.AuthInfo{AccessJwt: out.AccessJwt, RefreshJwt: out.RefreshJwt, Handle: out.Handle, Did: out.Did}
	return nil
}

// withRefreshToken is the bot with its refresh token in the place of its access token, where the
// client looks for both.
func (b *bot) withRefreshToken() *xrpc.Client {
	c := *b.Client
	c.Auth = &xrpc.AuthInfo{AccessJwt: b.Auth.RefreshJwt}
	return &c
}

func (b *bot) refresh(t *testing.T) error {
	out, err := atproto.ServerRefreshSession(t.Context(), b.withRefreshToken())
	if err != nil {
		return err
	}
	b.Auth.AccessJwt, b.Auth.RefreshJwt = out.AccessJwt, out.RefreshJwt
	return nil
}

// wantXRPCError checks that the older client reports a refusal as a PDS would word it.
func wantXRPCError(t *testing.T, err error, status int, name, message string) {
	t.Helper()
	var outer *xrpc.Error
	var inner *xrpc.XRPCError
	if !errors.As(err, &outer) || !errors.As(err, &inner) {
		t.Fatalf("got %v, want %d %s", err, status, name)
	}
	if outer.StatusCode != status || inner.ErrStr != name || inner.Message != message {
		t.Fatalf("got %v, want %d %s: %s", err, status, name, message)
	}
}

func TestXRPCClientSignsInByHandleDIDAndAddress(t *testing.T) {
	t.Parallel()
	b := newBot(startMock(t))
	must(t, b.signIn(t, "alice.test", "alice-pass"))
	did := b.Auth.Did
	for _, name := range []string{did, "alice@example.com"} {
		must(t, b.signIn(t, name, "alice-pass"))
		if b.Auth.Did != did || b.Auth.Handle != "alice.test" {
			t.Errorf("%s signed in to %s (%s), want alice.test (%s)", name, b.Auth.Handle, b.Auth.Did, did)
		}
	}
}

func TestXRPCClientIsRefused(t *testing.T) {
	t.Parallel()
	b := newBot(startMock(t))
	wantXRPCError(t, b.signIn(t, "alice.test", "wrong"), 401, "AuthenticationRequired", "Invalid identifier or password")
	wantXRPCError(t, b.signIn(t, "takendown.test", "takendown-pass"), 401, "AccountTakedown", "Account has been taken down")
	wantXRPCError(t, b.signIn(t, "suspended.test", "suspended-pass"), 401, "AccountTakedown", "Account has been suspended")
}

func TestXRPCClientRefreshesWhenItIsToldThatItsTokenHasExpired(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	b := newBot(m)
	must(t, b.signIn(t, "alice.test", "alice-pass"))
	m.advance(pastAccess)
	_, err := atproto.ServerGetSession(t.Context(), b)
	wantXRPCError(t, err, 400, "ExpiredToken", "Token has expired")
	must(t, b.refresh(t))
	got, err := atproto.ServerGetSession(t.Context(), b)
	must(t, err)
	if got.Did != b.Auth.Did {
		t.Errorf("the session is %s's, want %s", got.Did, b.Auth.Did)
	}
}

func TestXRPCClientEndsItsSessionWhenItSignsOut(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	m.expectFinding("session-used-after-logout") // by an app that kept it all the same
	b := newBot(m)
	must(t, b.signIn(t, "alice.test", "alice-pass"))
	must(t, atproto.ServerDeleteSession(t.Context(), b.withRefreshToken()))
	wantXRPCError(t, b.refresh(t), 400, "ExpiredToken", "Token has been revoked")
}

func TestXRPCClientUsesADeactivatedAccount(t *testing.T) {
	t.Parallel()
	b := newBot(startMock(t))
	must(t, b.signIn(t, "deactivated.test", "deactivated-pass"))
	got, err := atproto.ServerGetSession(t.Context(), b)
	must(t, err)
	if got.Active == nil || *got.Active || got.Status == nil || *got.Status != "deactivated" {
		t.Errorf("active %v, status %v, want inactive and deactivated", got.Active, got.Status)
	}
}
