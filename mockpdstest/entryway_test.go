package mockpdstest_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"mockpds/mockpdstest"
)

func TestAnEntrywayBeforeThePDS(t *testing.T) {
	t.Parallel()
	for name, options := range map[string][]mockpdstest.Option{
		"on sockets":         {mockpdstest.Entryway("")},
		"in memory":          {mockpdstest.Entryway(""), mockpdstest.InMemory()},
		"over TLS":           {mockpdstest.Entryway(""), mockpdstest.TLS()},
		"over TLS in memory": {mockpdstest.Entryway(""), mockpdstest.TLS(), mockpdstest.InMemory()},
		"by names":           {mockpdstest.Entryway("https://entry.test"), mockpdstest.PublicURL("https://pds.test")},
		"by names over TLS":  {mockpdstest.Entryway("https://entry.test"), mockpdstest.PublicURL("https://pds.test"), mockpdstest.TLS()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pds := mockpdstest.New(t, options...)
			pdsURL := issuedBy(t, pds, pds.EntrywayURL)
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, pdsURL+"/xrpc/"+getSession, nil)
			if err != nil {
				t.Fatal(err)
			}
			answer, err := pds.OAuth(t, "alice.test").Do(pds.Client(), r)
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
			if answer.StatusCode != http.StatusOK {
				t.Errorf("a session of OAuth is answered %s", answer.Status)
			}
			pds.Login(t, "alice.test").Refresh(t)
			if calls := pds.Calls(mockpdstest.Filter{Method: getSession}); calls[0].Origin != "pds" {
				t.Errorf("the call came to %q", calls[0].Origin)
			}
			pds.AssertNoFindings(t)
		})
	}
}

// issuedBy goes from an account to the PDS that its DID document names, and from there to the
// issuer, which is to be the one that is wanted. It returns the PDS's URL.
func issuedBy(t *testing.T, pds *mockpdstest.PDS, issuer string) string {
	t.Helper()
	read := func(url string, into any) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		decode(t, pds.Client(), r, into)
	}
	var doc struct {
		Service []struct{ ServiceEndpoint string }
	}
	read("https://plc.directory/"+pds.Account(t, "alice.test").DID, &doc)
	at := doc.Service[0].ServiceEndpoint
	var resource struct {
		Servers []string `json:"authorization_servers"`
	}
	read(at+"/.well-known/oauth-protected-resource", &resource)
	var server map[string]json.RawMessage
	read(resource.Servers[0]+"/.well-known/oauth-authorization-server", &server)
	if got := strings.Trim(string(server["issuer"]), `"`); got != issuer || resource.Servers[0] != issuer {
		t.Errorf("the PDS %s names %s, which names %s; want %s", at, resource.Servers[0], got, issuer)
	}
	return at
}

func TestAPDSTakesAnAccessTokenOfAnEntrywayThatWasRevoked(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t, mockpdstest.Entryway("")) // at pds.EntrywayURL; the PDS is at pds.URL
	alice := pds.OAuth(t, "alice.test")
	pds.RevokeOAuthSession(t, "alice.test")
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, pds.URL+"/xrpc/"+getSession, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := alice.Do(pds.Client(), r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("it is answered %s", answer.Status)
	}
}

func TestAnEntrywayThatCannotBeServedLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	for _, bad := range []mockpdstest.Option{mockpdstest.Entryway("entry.test"), mockpdstest.HandleDomain("test")} {
		if pds, err := mockpdstest.Start(bad); err == nil {
			_ = pds.Close()
			t.Error("it is served")
		}
	}
}
