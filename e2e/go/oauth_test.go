package e2e_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/bluesky-social/indigo/api/atproto"
	"github.com/bluesky-social/indigo/atproto/atclient"
	"github.com/bluesky-social/indigo/atproto/auth/oauth"
	"github.com/bluesky-social/indigo/atproto/identity"
)

const oauthToken = "/oauth/token"

// An oauthApp is an app by indigo that people log in to. It keeps its sessions in a store.
type oauthApp struct {
	*oauth.ClientApp
	*mock
	between *network
}

// startOAuth starts a mock that approves, and an app. The client refuses http and ports, so the
// mock has a name of https in the network between them.
func startOAuth(t *testing.T, flags ...string) *oauthApp {
	t.Helper()
	m := startMock(t, append([]string{"--oauth", "approve", "--public-url", "https://pds.test"}, flags...)...)
	between := &network{base: everyHost(m.url)}
	client := &http.Client{Transport: between, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	config := oauth.NewLocalhostConfig("http://127.0.0.1:8080/callback", []string{"atproto", "transition:generic", "transition:email"})
	app := oauth.NewClientApp(&config, oauth.NewMemStore())
	app.Client, app.Resolver.Client = client, client
	app.Dir = &identity.BaseDirectory{PLCURL: m.url, HTTPClient: *client, SkipDNSDomainSuffixes: []string{".test"}}
	return &oauthApp{app, m, between}
}

// visit goes where the app sends its user. It returns what the app is told by its address.
func (a *oauthApp) visit(handle string) url.Values {
	a.t.Helper()
	where, err := a.StartAuthFlow(a.t.Context(), handle)
	must(a.t, err)
	req, err := http.NewRequestWithContext(a.t.Context(), http.MethodGet, where, nil)
	must(a.t, err)
	req.Header.Set("Sec-Fetch-Mode", "navigate")
	req.Header.Set("Sec-Fetch-Dest", "document")
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	resp, err := a.Client.Do(req)
	must(a.t, err)
	defer resp.Body.Close()
	to, err := resp.Location()
	must(a.t, err)
	return to.Query()
}

// logIn goes the whole way to a session, which is as it is in the store.
func (a *oauthApp) logIn() *oauth.ClientSession {
	a.t.Helper()
	data, err := a.ProcessCallback(a.t.Context(), a.visit("alice.test"))
	must(a.t, err)
	return a.restore(data)
}

func (a *oauthApp) restore(data *oauth.ClientSessionData) *oauth.ClientSession {
	a.t.Helper()
	s, err := a.ResumeSession(a.t.Context(), data.AccountDID, data.SessionID)
	must(a.t, err)
	return s
}

// is checks that the server knows whose session it is.
func (a *oauthApp) is(s *oauth.ClientSession, handle string) {
	a.t.Helper()
	got, err := atproto.ServerGetSession(a.t.Context(), s.APIClient())
	must(a.t, err)
	if got.Handle != handle {
		a.t.Errorf("the session is %s's, want %s", got.Handle, handle)
	}
}

// fails checks that a call fails, with an error that says so.
func (a *oauthApp) fails(s *oauth.ClientSession, text string) {
	a.t.Helper()
	_, err := atproto.ServerGetSession(a.t.Context(), s.APIClient())
	if err == nil || !strings.Contains(err.Error(), text) {
		a.t.Errorf("a call ends with %v, want %q", err, text)
	}
}

// alice steers her OAuth sessions.
func (a *oauthApp) alice(verb string) {
	a.t.Helper()
	a.steer("oauth/sessions/"+verb, map[string]any{"account": "alice.test"})
}

// checkAnswers checks the statuses of all calls of a method.
func (a *oauthApp) checkAnswers(method string, want ...int) {
	a.t.Helper()
	if got := a.between.answers(method); !slices.Equal(got, want) {
		a.t.Errorf("%s was answered %v, want %v", method, got, want)
	}
}

// checkHeld checks how many OAuth sessions of alice the server has.
func (a *oauthApp) checkHeld(want int) {
	a.t.Helper()
	var held []struct{ Generation int }
	a.document("/_mock/oauth/sessions?account=alice.test", &held)
	if len(held) != want {
		a.t.Errorf("the server holds %d sessions, want %d", len(held), want)
	}
}

func TestIndigoLogsInByOAuthAndRestores(t *testing.T) {
	t.Parallel()
	app := startOAuth(t)
	s := app.logIn()
	app.is(s, "alice.test")
	app.is(app.restore(s.Data), "alice.test")
	app.checkAnswers(oauthToken, 200)
	app.checkHeld(1)
	if want := []string{"atproto", "transition:generic", "transition:email"}; !slices.Equal(s.Data.Scopes, want) {
		t.Errorf("the scopes are %q, want %q", s.Data.Scopes, want)
	}
}

func TestIndigoRefreshesWhenOnlyTheServersClockHasMoved(t *testing.T) {
	t.Parallel()
	app := startOAuth(t)
	s := app.logIn()
	before := *s.Data
	app.advance(pastAccess)
	app.is(s, "alice.test")
	app.checkAnswers(oauthToken, 200, 400, 200) // of the log-in; with an old nonce; with a new one
	app.checkAnswers(getSession, 401, 401, 200)
	if s.Data.AccessToken == before.AccessToken || s.Data.RefreshToken == before.RefreshToken {
		t.Error("a refresh left a token as it was")
	}
	app.is(app.restore(s.Data), "alice.test")
	app.checkAnswers(oauthToken, 200, 400, 200)
}

func TestIndigoShowsARefreshTokenAgainWhoseReplyWasLostAndIsRefused(t *testing.T) {
	t.Parallel()
	app := startOAuth(t)
	s := app.logIn()
	app.alice("expire-access")
	app.loseReplies(oauthToken, 1)
	app.fails(s, "token refresh failed")
	app.checkHeld(1)
	app.fails(s, "invalid_grant")
	app.checkAnswers(oauthToken, 200, 0, 400)
	app.checkHeld(0)
	app.fails(app.restore(s.Data), "invalid_grant") // it keeps a session that is over
}

func TestIndigoEndsASessionWhoseTwoProcessesRefreshAtOnce(t *testing.T) {
	t.Parallel()
	app := startOAuth(t)
	first := app.logIn()
	second := app.restore(first.Data)
	app.steer("holds", map[string]any{"method": oauthToken, "calls": 2, "id": "both"})
	var errs [2]error
	var both sync.WaitGroup
	for i, s := range []*oauth.ClientSession{first, second} {
		both.Go(func() { _, errs[i] = s.RefreshTokens(t.Context()) })
		app.document(fmt.Sprintf("/_mock/holds/both/arrived?n=%d", i+1), nil)
	}
	app.steer("holds/both/release", map[string]any{"order": []int{1, 2}})
	both.Wait()
	must(t, errs[0])
	if errs[1] == nil || !strings.Contains(errs[1].Error(), "invalid_grant") {
		t.Errorf("the second refresh ends with %v, want invalid_grant", errs[1])
	}
	app.checkHeld(0)
	app.fails(first, "invalid_grant")
}

func TestIndigoGoesOnWhenTheNonceChanges(t *testing.T) {
	t.Parallel()
	app := startOAuth(t)
	s := app.logIn()
	app.is(s, "alice.test")
	app.steer("oauth/nonce", map[string]any{})
	app.is(s, "alice.test")
	app.checkAnswers(getSession, 200, 401, 200)
	app.steer("oauth/nonce", map[string]any{"each": true})
	app.is(s, "alice.test")
	app.is(s, "alice.test") // it takes a nonce from a refusal only, and so asks twice each time
	app.checkAnswers(getSession, 200, 401, 200, 401, 200, 401, 200)
	_, err := s.RefreshTokens(t.Context())
	must(t, err)
}

func TestIndigoIsToldThatTheUserDenied(t *testing.T) {
	t.Parallel()
	app := startOAuth(t)
	app.steer("oauth/consent", map[string]any{"deny": true})
	_, err := app.ProcessCallback(t.Context(), app.visit("alice.test"))
	var refused *oauth.AuthRequestCallbackError
	if !errors.As(err, &refused) || refused.ErrorCode != "access_denied" {
		t.Errorf("the callback ends with %v, want access_denied", err)
	}
	app.checkAnswers(oauthToken)
	app.checkHeld(0)
}

func TestIndigoIsToldOfTheScopesThatTheUserAllowed(t *testing.T) {
	t.Parallel()
	app := startOAuth(t)
	app.steer("oauth/consent", map[string]any{"scope": "transition:email"})
	s := app.logIn()
	if want := []string{"atproto", "transition:email"}; !slices.Equal(s.Data.Scopes, want) {
		t.Errorf("the scopes are %q, want %q", s.Data.Scopes, want)
	}
	_, err := atproto.RepoUploadBlob(t.Context(), s.APIClient(), strings.NewReader("hello"))
	var refused *atclient.APIError
	if !errors.As(err, &refused) || refused.StatusCode != http.StatusForbidden || refused.Name != "ScopeMissingError" {
		t.Errorf("an upload ends with %v, want 403 ScopeMissingError", err)
	}
	app.is(s, "alice.test")
}

func TestIndigoLosesItsSessionByATakedown(t *testing.T) {
	t.Parallel()
	app := startOAuth(t)
	s := app.logIn()
	app.steer("accounts/alice.test/status", map[string]any{"status": "takendown"})
	app.fails(s, "invalid_grant")
	app.steer("accounts/alice.test/status", map[string]any{"status": "active"})
	app.fails(s, "invalid_grant")
	app.is(app.logIn(), "alice.test")
}

func TestIndigoFindsItsSessionRevoked(t *testing.T) {
	t.Parallel()
	app := startOAuth(t)
	s := app.logIn()
	app.alice("revoke")
	app.fails(app.restore(s.Data), "invalid_grant")
	app.checkAnswers(oauthToken, 200, 400)
}

func TestIndigoSignsOutOfASessionByOAuth(t *testing.T) {
	t.Parallel()
	app := startOAuth(t)
	s := app.logIn()
	must(t, app.Logout(t.Context(), s.Data.AccountDID, s.Data.SessionID))
	app.checkAnswers("/oauth/revoke", 200, 200) // of both tokens, one after the other
	app.checkHeld(0)
	if _, err := app.ResumeSession(t.Context(), s.Data.AccountDID, s.Data.SessionID); err == nil {
		t.Error("the app still has a session that it signed out of")
	}
}
