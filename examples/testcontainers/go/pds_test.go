package example

import (
	"net/http"
	"strings"
	"testing"

	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/wait"
)

func TestAClientLogsIn(t *testing.T) {
	pds, err := testcontainers.Run(t.Context(), "mockpds",
		testcontainers.WithExposedPorts("2583/tcp"),
		testcontainers.WithWaitStrategy(wait.ForHTTP("/_mock/health").WithPort("2583/tcp")))
	testcontainers.CleanupContainer(t, pds)
	if err != nil {
		t.Fatal(err)
	}
	url, err := pds.PortEndpoint(t.Context(), "2583/tcp", "http")
	if err != nil {
		t.Fatal(err)
	}
	reply, err := http.Post(url+"/xrpc/com.atproto.server.createSession", "application/json",
		strings.NewReader(`{"identifier": "alice.test", "password": "alice-pass"}`))
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	if reply.StatusCode != http.StatusOK {
		t.Errorf("the log-in is answered %s", reply.Status)
	}
}
