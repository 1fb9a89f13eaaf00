package server_test

import (
	"net/http"
	"testing"

	"mockpds/fixtures"
	"mockpds/server"
)

func TestADirectoryKnowsADIDInItsOwnLettersOnly(t *testing.T) {
	t.Parallel()
	const did, shouted = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", "did:plc:AAAAAAAAAAAAAAAAAAAAAAAA"
	w := start(t, server.Config{World: &fixtures.World{Accounts: []fixtures.Account{{DID: did, Handle: "alice.test"}}}})
	for path, status := range map[string]int{
		"/" + did: 200, "/" + did + "/": 200, "/did%3Aplc%3Aaaaaaaaaaaaaaaaaaaaaaaaa": 200, "/did%3aplc%3aaaaaaaaaaaaaaaaaaaaaaaaa/data": 200,
		"/" + shouted: 404, "/" + shouted + "/data": 404, "/DID:PLC:aaaaaaaaaaaaaaaaaaaaaaaa": 404, "/ROBOTS.txt": 200,
	} {
		if r := w.send(http.MethodGet, path, "", nil); r.status != status {
			t.Errorf("%s: %d %s", path, r.status, r.raw)
		}
	}
}
