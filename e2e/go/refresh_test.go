package e2e_test

import (
	"slices"
	"testing"

	"github.com/bluesky-social/indigo/api/atproto"
)

const (
	getSession     = "com.atproto.server.getSession"
	refreshSession = "com.atproto.server.refreshSession"
)

func TestAtclientRefreshesAnExpiredAccessTokenByItself(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	c, between := signIn(t, m, "alice.test", "alice-pass")
	access, refresh := passwordAuth(c).GetTokens()

	m.advance(pastAccess)
	_, err := atproto.ServerGetSession(t.Context(), c)
	must(t, err)
	newAccess, newRefresh := passwordAuth(c).GetTokens()
	if access == newAccess || refresh == newRefresh {
		t.Error("a refresh left a token as it was")
	}
	if got := between.answers(getSession); !slices.Equal(got, []int{400, 200}) {
		t.Errorf("getSession was answered %v, want 400, then 200", got)
	}
	if got := between.answers(refreshSession); !slices.Equal(got, []int{200}) {
		t.Errorf("refreshSession was answered %v, want 200 once", got)
	}
}

func TestAtclientSurvivesTwoLostRefreshReplies(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	c, between := signIn(t, m, "alice.test", "alice-pass")
	m.advance(pastAccess)
	m.loseReplies(refreshSession, 2)
	for range 2 {
		if _, err := atproto.ServerGetSession(t.Context(), c); err == nil {
			t.Fatal("a call whose refresh reply was lost was answered")
		}
	}
	_, err := atproto.ServerGetSession(t.Context(), c)
	must(t, err)
	if got := between.answers(refreshSession); !slices.Equal(got, []int{0, 0, 200}) {
		t.Errorf("refreshSession was answered %v, want two replies lost, and 200", got)
	}
}

func TestAtclientCannotUseARefreshTokenAfterItsGrace(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	c, _ := signIn(t, m, "alice.test", "alice-pass")
	m.advance(pastAccess)
	m.loseReplies(refreshSession, 1)
	if _, err := atproto.ServerGetSession(t.Context(), c); err == nil {
		t.Fatal("a call whose refresh reply was lost was answered")
	}
	m.advance(pastAccess)
	_, err := atproto.ServerGetSession(t.Context(), c)
	wantRefusal(t, err, revoked)
}

func TestAtclientResumesAKeptSessionForAsLongAsItsRefreshTokenLives(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	c, _ := signIn(t, m, "alice.test", "alice-pass")
	got, err := atproto.ServerGetSession(t.Context(), resume(c))
	must(t, err)
	if got.Handle != "alice.test" {
		t.Errorf("resumed a session of %s", got.Handle)
	}
	m.advance(pastRefresh)
	_, err = atproto.ServerGetSession(t.Context(), resume(c))
	wantRefusal(t, err, expired)
}

func TestAtclientEndsItsSessionWhenItSignsOut(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	m.expectFinding("session-used-after-logout") // by an app that kept it all the same
	c, _ := signIn(t, m, "alice.test", "alice-pass")
	must(t, passwordAuth(c).Logout(t.Context(), c.Client))
	m.advance(pastAccess)
	_, err := atproto.ServerGetSession(t.Context(), resume(c))
	wantRefusal(t, err, revoked)
}
