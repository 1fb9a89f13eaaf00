package e2e_test

import (
	"net/http"
	"testing"

	"github.com/bluesky-social/indigo/api/atproto"
	"github.com/bluesky-social/indigo/atproto/atclient"
)

const entrywayName = "https://entry.test"

// An apart is the way to a mock and to its entryway, which has a name.
type apart struct{ pds, entryway everyHost }

// RoundTrip sends a request.
func (a *apart) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Scheme+"://"+r.URL.Host == entrywayName {
		return a.entryway.RoundTrip(r)
	}
	return a.pds.RoundTrip(r)
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
