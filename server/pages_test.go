package server_test

import (
	"context"
	"net/http"
	"testing"

	"mockpds/fixtures"
	"mockpds/server"
)

func TestTheDocumentOfADIDWebIsServedForItsHost(t *testing.T) {
	t.Parallel()
	w := start(t, server.Config{World: &fixtures.World{Accounts: []fixtures.Account{
		{DID: "did:web:localhost%3A4000", Handle: "port.test"}, {DID: "did:web:alice.test", Handle: "alice.test"},
	}}})
	for host, did := range map[string]string{
		"localhost:4000": "did:web:localhost%3A4000", "alice.test": "did:web:alice.test", "alice.test:4000": "did:web:alice.test",
		"localhost": "did:web:localhost", "localhost:4001": "did:web:localhost", // the server's own
	} {
		r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, w.url+"/.well-known/did.json", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = host
		if r := w.do(r); r.text("id") != did {
			t.Errorf("%s: %s, want %s", host, r.raw, did)
		}
	}
}
