package e2e_test

import (
	"net/http"
	"testing"

	"github.com/bluesky-social/indigo/atproto/atclient"
	"github.com/bluesky-social/indigo/atproto/syntax"
)

// signIn logs in to a mock by whatever names an account there. The client's requests go through the
// network that is returned.
func signIn(t *testing.T, m *mock, name, password string) (*atclient.APIClient, *network) {
	t.Helper()
	c, err := atclient.LoginWithPasswordHost(t.Context(), m.url, name, password, "", nil)
	must(t, err)
	between := &network{}
	c.Client = &http.Client{Transport: between}
	return c, between
}

// resume is a client of a kept session.
func resume(c *atclient.APIClient) *atclient.APIClient {
	return atclient.ResumePasswordSession(passwordAuth(c).Session.Clone(), nil)
}

func passwordAuth(c *atclient.APIClient) *atclient.PasswordAuth {
	return c.Auth.(*atclient.PasswordAuth) // the login functions make no other
}

// atID is what a user types to sign in: a handle or a DID.
func atID(t *testing.T, text string) syntax.AtIdentifier {
	t.Helper()
	id, err := syntax.ParseAtIdentifier(text)
	must(t, err)
	return id
}
