package server_test

import (
	"net/http"
	"strings"
	"testing"

	"mockpds/fixtures"
	"mockpds/server"
)

func TestConfigsThatCannotBeServed(t *testing.T) {
	t.Parallel()
	world := &fixtures.World{Accounts: []fixtures.Account{{DID: "did:web:localhost", Handle: "local.test"}}}
	for name, test := range map[string]struct {
		config server.Config
		says   string
	}{
		"domain without dot":         {server.Config{HandleDomain: "test"}, "leading dot"},
		"domain of a dot":            {server.Config{HandleDomain: "."}, "no handle can end like this"},
		"domain with an empty label": {server.Config{HandleDomain: ".a..b"}, "no handle can end like this"},
		"domain with a path":         {server.Config{HandleDomain: ".Test/.."}, "no handle can end like this"},
		"domain with a space":        {server.Config{HandleDomain: ".te st"}, "no handle can end like this"},
		"domain with a digit":        {server.Config{HandleDomain: ".1test"}, "no handle can end like this"},
		"domain no handle may have":  {server.Config{HandleDomain: ".pds.local"}, "top-level domain"},
		"domain too long":            {server.Config{HandleDomain: strings.Repeat(".a", 126)}, "no handle can end like this"},
		"URL with a path":            {server.Config{PublicURL: "http://pds.test/x"}, `"http://pds.test/x"`},
		"URL of another scheme":      {server.Config{PublicURL: "ftp://pds.test"}, "scheme and host"},
		"the server's own DID":       {server.Config{World: world}, "account local.test: did:web:localhost is the server's own DID"},
	} {
		if _, err := server.New(test.config); err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v, want %q", name, err, test.says)
		}
	}
	if _, err := server.New(server.Config{World: world, ServiceDID: "did:web:pds.test"}); err != nil {
		t.Errorf("another DID of the server: %v", err)
	}
	for _, domain := range []string{"", ".test", ".pds.Example.com", ".xn--p1ai"} {
		if _, err := server.New(server.Config{HandleDomain: domain}); err != nil {
			t.Errorf("domain %q: %v", domain, err)
		}
	}
}

func TestAPasswordInThePublicURLIsNotRepeated(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"http://alice:hunter2@pds.test", "http://alice:hunter2@", "http://alice:hun ter2@x", "alice:hunter2@pds.test", "http://hunter2@a@b"} {
		_, err := server.New(server.Config{PublicURL: url})
		if err == nil || strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "ter2") {
			t.Errorf("%s: %v", url, err)
		}
	}
}

func TestAWorldWithTheServersOwnDIDIsRefused(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{})
	w.mock(http.MethodPost, "accounts", object{"handle": "local.test", "did": "did:web:localhost"}).is(t, http.StatusConflict, "Conflict")
	w.mock(http.MethodPut, "fixtures", object{"accounts": []object{{"handle": "local.test", "did": "did:web:localhost"}}}).
		is(t, http.StatusBadRequest, "InvalidFixtures")
	w.login("alice.test", "alice-pass")
}
