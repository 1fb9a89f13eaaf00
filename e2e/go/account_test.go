package e2e_test

import (
	"testing"

	"github.com/bluesky-social/indigo/api/atproto"
	"github.com/bluesky-social/indigo/atproto/atclient"
)

func TestAtclientSignsUpAndSignsIn(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	email, password := "newcomer@example.com", "newcomer-pass"
	created, err := atproto.ServerCreateAccount(t.Context(), atclient.NewAPIClient(m.url), &atproto.ServerCreateAccount_Input{
		Handle: "newcomer.test", Email: &email, Password: &password,
	})
	must(t, err)
	c, err := atclient.LoginWithPassword(t.Context(), m.directory(), atID(t, "newcomer.test"), password, "", nil)
	must(t, err)
	if c.AccountDID.String() != created.Did {
		t.Errorf("signed in to %s, want %s", c.AccountDID, created.Did)
	}
}

func TestAtclientSignsInWithAppPasswordsUntilTheyAreRevoked(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	owner, _ := signIn(t, m, "alice.test", "alice-pass")
	for _, privileged := range []bool{false, true} {
		made, err := atproto.ServerCreateAppPassword(t.Context(), owner, &atproto.ServerCreateAppPassword_Input{Name: "bot", Privileged: &privileged})
		must(t, err)
		bot, _ := signIn(t, m, "alice.test", made.Password)
		_, err = atproto.ServerCreateAppPassword(t.Context(), bot, &atproto.ServerCreateAppPassword_Input{Name: "other"})
		wantRefusal(t, err, badScope)
		_, err = atproto.ServerGetServiceAuth(t.Context(), bot, "did:web:chat.test", 0, "chat.bsky.convo.getLog")
		if (err == nil) != privileged {
			t.Errorf("privileged %v: direct messages: %v", privileged, err)
		}

		must(t, atproto.ServerRevokeAppPassword(t.Context(), owner, &atproto.ServerRevokeAppPassword_Input{Name: "bot"}))
		wantRefusal(t, passwordAuth(bot).Refresh(t.Context(), bot.Client, ""), revoked)
	}
}

func TestAtclientConfirmsItsAddressWithTheMailedCode(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	const email = "unconfirmed@example.com"
	c, _ := signIn(t, m, email, "unconfirmed-pass")
	must(t, atproto.ServerRequestEmailConfirmation(t.Context(), c))
	confirm := func(code string) error {
		return atproto.ServerConfirmEmail(t.Context(), c, &atproto.ServerConfirmEmail_Input{Email: email, Token: code})
	}
	wantRefusal(t, confirm("AAAAA-AAAAA"), badCode)
	must(t, confirm(m.mailedCode("confirm_email", email)))
	got, err := atproto.ServerGetSession(t.Context(), c)
	must(t, err)
	if got.EmailConfirmed == nil || !*got.EmailConfirmed {
		t.Error("the address is not confirmed")
	}
}

func TestAtclientResetsItsPasswordWithTheMailedCode(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	c, _ := signIn(t, m, "alice.test", "alice-pass")
	must(t, atproto.ServerRequestPasswordReset(t.Context(), c, &atproto.ServerRequestPasswordReset_Input{Email: "alice@example.com"}))
	must(t, atproto.ServerResetPassword(t.Context(), c, &atproto.ServerResetPassword_Input{
		Token: m.mailedCode("reset_password", "alice@example.com"), Password: "another-pass",
	}))
	wantRefusal(t, passwordAuth(c).Refresh(t.Context(), c.Client, ""), revoked)
	_, err := atclient.LoginWithPasswordHost(t.Context(), m.url, "alice.test", "alice-pass", "", nil)
	wantRefusal(t, err, wrongPassword)
	signIn(t, m, "alice.test", "another-pass")
}

func TestAtclientDeletesItsAccountWithTheMailedCode(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	c, _ := signIn(t, m, "alice.test", "alice-pass")
	must(t, atproto.ServerRequestAccountDelete(t.Context(), c))
	must(t, atproto.ServerDeleteAccount(t.Context(), c, &atproto.ServerDeleteAccount_Input{
		Did: c.AccountDID.String(), Password: "alice-pass", Token: m.mailedCode("delete_account", "alice@example.com"),
	}))
	_, err := atclient.LoginWithPasswordHost(t.Context(), m.url, "alice.test", "alice-pass", "", nil)
	wantRefusal(t, err, wrongPassword)
}

func TestAtclientDeactivatesItsAccountAndActivatesItAgain(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	c, _ := signIn(t, m, "alice.test", "alice-pass")
	wantActive := func(want bool) {
		t.Helper()
		got, err := atproto.ServerGetSession(t.Context(), c)
		must(t, err)
		if got.Active == nil || *got.Active != want {
			t.Errorf("active is %v, want %v", got.Active, want)
		}
	}
	must(t, atproto.ServerDeactivateAccount(t.Context(), c, &atproto.ServerDeactivateAccount_Input{}))
	wantActive(false)
	must(t, atproto.ServerActivateAccount(t.Context(), c))
	wantActive(true)
}

func TestAtclientMeetsATakedownInTheMiddleOfASession(t *testing.T) {
	t.Parallel()
	m := startMock(t)
	c, _ := signIn(t, m, "alice.test", "alice-pass")
	m.setTakedown(c.AccountDID.String(), true)
	_, err := atproto.ServerGetSession(t.Context(), c)
	wantRefusal(t, err, atclient.APIError{
		StatusCode: 400, Name: "InvalidRequest", Message: "Could not find user info for account: " + c.AccountDID.String(),
	})
	_, err = atclient.LoginWithPasswordHost(t.Context(), m.url, "alice.test", "alice-pass", "", nil)
	wantRefusal(t, err, takenDown)

	m.setTakedown(c.AccountDID.String(), false)
	wantRefusal(t, passwordAuth(c).Refresh(t.Context(), c.Client, ""), revoked)
	again, _ := signIn(t, m, "alice.test", "alice-pass")
	_, err = atproto.ServerGetSession(t.Context(), again)
	must(t, err)
}

// setTakedown takes an account down, or lifts its takedown.
func (m *mock) setTakedown(did string, applied bool) {
	m.t.Helper()
	_, err := atproto.AdminUpdateSubjectStatus(m.t.Context(), m.admin(), &atproto.AdminUpdateSubjectStatus_Input{
		Subject:  &atproto.AdminUpdateSubjectStatus_Input_Subject{AdminDefs_RepoRef: &atproto.AdminDefs_RepoRef{Did: did}},
		Takedown: &atproto.AdminDefs_StatusAttr{Applied: applied},
	})
	must(m.t, err)
}
