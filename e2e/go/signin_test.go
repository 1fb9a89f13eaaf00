package e2e_test

import (
	"testing"

	"github.com/bluesky-social/indigo/api/atproto"
	"github.com/bluesky-social/indigo/atproto/atclient"
)

func TestAtclientSignsInByHandleAndDIDThroughItsIdentityDirectory(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	byHandle, err := atclient.LoginWithPassword(t.Context(), m.directory(), atID(t, "alice.test"), "alice-pass", "", nil)
	must(t, err)
	byDID, err := atclient.LoginWithPassword(t.Context(), m.directory(), atID(t, byHandle.AccountDID.String()), "alice-pass", "", nil)
	must(t, err)
	got, err := atproto.ServerGetSession(t.Context(), byDID)
	must(t, err)
	if got.Did != byHandle.AccountDID.String() || got.Handle != "alice.test" {
		t.Errorf("signed in to %s (%s), want alice.test (%s)", got.Handle, got.Did, byHandle.AccountDID)
	}
}

func TestAtclientSignsInByAddressWithoutADirectory(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	for _, name := range []string{"alice@example.com", "alice.test"} {
		c, _ := signIn(t, m, name, "alice-pass")
		got, err := atproto.ServerGetSession(t.Context(), c)
		must(t, err)
		if got.Handle != "alice.test" || got.Active == nil || !*got.Active || got.Status != nil {
			t.Errorf("%s signed in to %+v", name, got)
		}
	}
}

func TestAtclientIsToldThatIdentifierOrPasswordAreWrong(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	for _, name := range []string{"alice.test", "alice@example.com", "nobody.test"} {
		_, err := atclient.LoginWithPasswordHost(t.Context(), m.url, name, "wrong", "", nil)
		wantRefusal(t, err, wrongPassword)
	}
}

func TestAtclientIsRefusedForTakendownAndSuspendedAccounts(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	_, err := atclient.LoginWithPasswordHost(t.Context(), m.url, "takendown.test", "takendown-pass", "", nil)
	wantRefusal(t, err, takenDown)
	_, err = atclient.LoginWithPasswordHost(t.Context(), m.url, "suspended.test", "suspended-pass", "", nil)
	wantRefusal(t, err, suspended)
}

func TestAtclientIsToldOfInactiveAccountsThatItIsLetInTo(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	for name, status := range map[string]string{"deactivated": "deactivated", "takendown-inform": "takendown", "suspended-inform": "suspended"} {
		c, _ := signIn(t, m, name+".test", name+"-pass")
		got, err := atproto.ServerGetSession(t.Context(), c)
		must(t, err)
		if got.Active == nil || *got.Active || got.Status == nil || *got.Status != status {
			t.Errorf("%s: active %v, status %v, want inactive and %s", name, got.Active, got.Status, status)
		}
	}
}

func TestAtclientSignsInWithTheMailedCode(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	login := func(code string) error {
		_, err := atclient.LoginWithPasswordHost(t.Context(), m.url, "signin-code.test", "signin-code-pass", code, nil)
		return err
	}
	wantRefusal(t, login(""), atclient.APIError{
		StatusCode: 401, Name: "AuthFactorTokenRequired", Message: "A sign in code has been sent to your email address",
	})
	wantRefusal(t, login("AAAAA-AAAAA"), badCode)
	must(t, login(m.mailedCode("sign_in", "signin-code@example.com")))
}
