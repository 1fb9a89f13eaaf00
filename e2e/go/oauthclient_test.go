package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"testing"

	"github.com/bluesky-social/indigo/api/atproto"
	"github.com/bluesky-social/indigo/atproto/atcrypto"
	"github.com/bluesky-social/indigo/atproto/auth/oauth"
	"github.com/bluesky-social/indigo/atproto/identity"
	"github.com/bluesky-social/indigo/atproto/syntax"
)

const oauthToken = "/oauth/token"

// An oauthApp is an app by indigo that people log in to.
type oauthApp struct {
	*oauth.ClientApp
	*mock
	between *network
	store   *oauthStore
	params  url.Values // of the callback
	session *oauth.ClientSession
	other   *oauth.ClientSession // the same one, in another process
}

// An oauthStore knows how many sessions it keeps.
type oauthStore struct {
	*oauth.MemStore
	kept map[string]bool
}

func (s *oauthStore) SaveSession(ctx context.Context, data oauth.ClientSessionData) error {
	s.kept[data.SessionID] = true
	return s.MemStore.SaveSession(ctx, data)
}

func (s *oauthStore) DeleteSession(ctx context.Context, did syntax.DID, id string) error {
	delete(s.kept, id)
	return s.MemStore.DeleteSession(ctx, did, id)
}

// startOAuth starts a mock that approves, and an app. The client refuses http and ports, so the
// mock has a name of https in the network between them, and so has an entryway.
func startOAuth(t *testing.T, config oauth.ClientConfig, flags ...string) *oauthApp {
	t.Helper()
	if slices.Contains(flags, "--entryway-addr") {
		flags = append([]string{"--entryway-url", entrywayName}, flags...)
	}
	own := []string{"--oauth", "approve", "--public-url", "https://pds.test"}
	m := startMock(t, append(own, flags...)...)
	return openOAuth(m, config, &apart{everyHost(m.url), everyHost(m.entryway)})
}

// openOAuth makes an app, which reaches the mock by a transport.
func openOAuth(m *mock, config oauth.ClientConfig, base http.RoundTripper) *oauthApp {
	between := &network{base: base}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	client := &http.Client{Transport: between, CheckRedirect: stay}
	store := &oauthStore{oauth.NewMemStore(), map[string]bool{}}
	app := oauth.NewClientApp(&config, store)
	app.Client, app.Resolver.Client = client, client
	app.Dir = &identity.BaseDirectory{
		PLCURL: m.url, HTTPClient: *client, SkipDNSDomainSuffixes: []string{".test"},
	}
	if config.IsConfidential() {
		publish(m, &config)
	}
	return &oauthApp{ClientApp: app, mock: m, between: between, store: store}
}

var oauthScopes = []string{"atproto", "transition:generic", "transition:email"}

func publicApp() oauth.ClientConfig {
	return oauth.NewLocalhostConfig("http://127.0.0.1:8080/callback", oauthScopes)
}

// confidentialApp is an app that has a key of its own, by which the server knows it.
func confidentialApp(t *testing.T) oauth.ClientConfig {
	t.Helper()
	at := "https://app.example.com"
	config := oauth.NewPublicConfig(at+"/client.json", at+"/callback", oauthScopes)
	key, err := atcrypto.GeneratePrivateKeyP256()
	must(t, err)
	must(t, config.SetClientSecret(key, "key-1"))
	return config
}

// publish gives a mock what is at the addresses of an app that has a key.
func publish(m *mock, config *oauth.ClientConfig) {
	m.t.Helper()
	metadata, keys := config.ClientMetadata(), "https://app.example.com/jwks.json"
	metadata.JWKSURI = &keys
	m.steer("oauth/documents", map[string]any{"url": config.ClientID, "document": metadata})
	m.steer("oauth/documents", map[string]any{"url": keys, "document": config.PublicJWKS()})
}

func (a *oauthApp) logIn(ctx context.Context) error {
	if err := a.authorize(ctx); err != nil {
		return err
	}
	return a.callback(ctx)
}

// authorize goes where the app sends its user, to a mock that answers for the user.
func (a *oauthApp) authorize(ctx context.Context) error {
	where, err := a.StartAuthFlow(ctx, "alice.test")
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, where, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Sec-Fetch-Mode", "navigate")
	req.Header.Set("Sec-Fetch-Dest", "document")
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	resp, err := a.Client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	to, err := resp.Location()
	if err != nil {
		return fmt.Errorf("%s is answered with %s: %w", where, resp.Status, err)
	}
	a.params = to.Query()
	return nil
}

func (a *oauthApp) callback(ctx context.Context) error {
	data, err := a.ProcessCallback(ctx, a.params)
	if err != nil {
		return err
	}
	a.session, err = a.ResumeSession(ctx, data.AccountDID, data.SessionID)
	return err
}

// restore takes the session from the store, as an app does that was started again.
func (a *oauthApp) restore(ctx context.Context) (err error) {
	a.session, err = a.ResumeSession(ctx, a.session.Data.AccountDID, a.session.Data.SessionID)
	return err
}

func (a *oauthApp) call(ctx context.Context) error {
	got, err := atproto.ServerGetSession(ctx, a.session.APIClient())
	if err == nil && got.Handle != "alice.test" {
		return fmt.Errorf("the session is %s's", got.Handle)
	}
	return err
}

func (a *oauthApp) post(ctx context.Context) error {
	record := map[string]any{"text": "hello", "createdAt": "2026-01-01T00:00:00Z"}
	input := map[string]any{"repo": a.session.Data.AccountDID, "collection": "app.bsky.feed.post", "record": record}
	return a.session.APIClient().Post(ctx, "com.atproto.repo.createRecord", input, nil)
}

func (a *oauthApp) refresh(ctx context.Context) error {
	_, err := a.session.RefreshTokens(ctx)
	return err
}

func (a *oauthApp) signOut(ctx context.Context) error {
	return a.Logout(ctx, a.session.Data.AccountDID, a.session.Data.SessionID)
}

// anotherProcess restores the session from the same store.
func (a *oauthApp) anotherProcess(ctx context.Context) (err error) {
	a.other, err = a.ResumeSession(ctx, a.session.Data.AccountDID, a.session.Data.SessionID)
	return err
}

// refreshBoth has two refreshes arrive before either is answered.
func (a *oauthApp) refreshBoth(ctx context.Context) error {
	a.t.Helper()
	a.steer("holds", map[string]any{"method": oauthToken, "calls": 2, "id": "both"})
	ends := make(chan error)
	for i, s := range []*oauth.ClientSession{a.session, a.other} {
		go func() {
			_, err := s.RefreshTokens(ctx)
			ends <- err
		}()
		a.document(fmt.Sprintf("/_mock/holds/both/arrived?n=%d", i+1), nil)
	}
	a.steer("holds/both/release", map[string]any{"order": []int{1, 2}})
	return errors.Join(<-ends, <-ends)
}
