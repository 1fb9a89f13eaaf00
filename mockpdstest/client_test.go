package mockpdstest_test

import (
	"crypto/tls"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"mockpds/mockpdstest"
)

func TestHandlesAndDIDsResolveThroughTheClient(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t)
	did := pds.Login(t, "alice.test").DID
	for url, want := range map[string]string{
		"https://alice.test/.well-known/atproto-did":     did,
		"http://alice.test:8080/.well-known/atproto-did": did,
		"https://plc.directory/" + did:                   `"serviceEndpoint":"https://plc.directory"`,
		"https://did-web.test/.well-known/did.json":      `"id":"did:web:did-web.test"`,
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		if status, body := fetch(t, pds.Client(), r); status != 200 || !strings.Contains(body, want) {
			t.Errorf("GET %s: %d %s; want 200 and %s", url, status, body, want)
		}
	}
}

func fetch(t *testing.T, client *http.Client, r *http.Request) (status int, body string) {
	t.Helper()
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(data)
}

func decode(t *testing.T, client *http.Client, r *http.Request, into any) {
	t.Helper()
	status, body := fetch(t, client, r)
	if err := json.Unmarshal([]byte(body), into); err != nil || status != http.StatusOK {
		t.Fatalf("%s: %d %v", r.URL, status, err)
	}
}

func TestAServerOverTLS(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t, mockpdstest.TLS())
	pds.Login(t, "alice.test").Refresh(t)
	for _, address := range []string{pds.URL + "/xrpc/_health", "https://alice.test/xrpc/_health", "http://alice.test/xrpc/_health"} {
		answer, err := pds.Client().Get(address)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusOK || answer.ProtoMajor != 2 {
			t.Errorf("%s: %s %s", address, answer.Proto, answer.Status)
		}
	}
	if _, err := http.Get(pds.URL); err == nil {
		t.Error("a client that trusts nobody in particular trusts it")
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pds.RootCAs()}}
	defer transport.CloseIdleConnections()
	answer, err := (&http.Client{Transport: transport}).Get(pds.URL)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
}

func TestFaultsOverHTTP2(t *testing.T) {
	t.Parallel()
	pds := mockpdstest.New(t, mockpdstest.TLS())
	alice := pds.Login(t, "alice.test")
	pds.AddFault(t, mockpdstest.Fault{Effect: mockpdstest.Effect{Drop: "after"}, Match: mockpdstest.Match{Method: "refreshSession"}})
	if reply := alice.TryRefresh(); reply.Err == nil {
		t.Errorf("the lost reply is %v", reply)
	}
	alice.Refresh(t)
}
