package e2e_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/bluesky-social/indigo/api/atproto"
	"github.com/bluesky-social/indigo/atproto/atclient"
)

// An apart is the network between a client and a mock that has an entryway, by names of https: it
// keeps count of the calls of each.
type apart struct{ pds, entryway network }

// RoundTrip sends a request.
func (a *apart) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Host == "entry.test" {
		return a.entryway.RoundTrip(r)
	}
	return a.pds.RoundTrip(r)
}

func startApart(t *testing.T, flags ...string) (*oauthApp, *apart) {
	t.Helper()
	m := startMock(t, append([]string{
		"--oauth", "approve", "--public-url", "https://pds.test",
		"--entryway-addr", "127.0.0.1:0", "--entryway-url", "https://entry.test",
	}, flags...)...)
	m.expected = append(m.expected, "oauth-nonce-of-other-origin") // it begins with the issuer's nonce
	between := &apart{network{base: everyHost(m.url)}, network{base: everyHost(m.entryway)}}
	return openOAuth(m, publicApp(), between), between
}

func TestIndigoLogsInRefreshesAndSignsOutAtAnEntryway(t *testing.T) {
	t.Parallel()
	app, between := startApart(t)
	must(t, app.logIn(t.Context()))
	must(t, app.call(t.Context()))
	app.advance(pastAccess)
	must(t, app.call(t.Context()))
	must(t, app.signOut(t.Context()))
	for path, want := range map[string]int{oauthToken: 200, "/oauth/revoke": 200} {
		got := between.entryway.answers(path)
		if !slices.Contains(got, want) || len(between.pds.answers(path)) > 0 {
			t.Errorf("%s was answered %v at the entryway, %v at the PDS", path, got, between.pds.answers(path))
		}
	}
	if between.entryway.answers(getSession) != nil || between.pds.answers(getSession) == nil {
		t.Error("calls went to the entryway")
	}
}

func TestIndigoGoesOnWithASessionThatAnEntrywayHasRevoked(t *testing.T) {
	t.Parallel()
	app, _ := startApart(t)
	must(t, app.logIn(t.Context()))
	app.steer("oauth/sessions/revoke", map[string]any{"account": "alice.test"})
	must(t, app.call(t.Context()))
	app.advance(pastAccess)
	if app.call(t.Context()) == nil {
		t.Error("it goes on when its access token has expired")
	}
}

func TestIndigoLogsInWithAPasswordAtAnEntryway(t *testing.T) {
	t.Parallel()
	m := startMock(t, "--entryway-addr", "127.0.0.1:0")
	c, err := atclient.LoginWithPasswordHost(t.Context(), m.entryway, "alice.test", "alice-pass", "", nil)
	must(t, err)
	m.advance(pastAccess)
	got, err := atproto.ServerGetSession(t.Context(), c)
	must(t, err)
	if got.Handle != "alice.test" {
		t.Errorf("the session is %s's", got.Handle)
	}
}
