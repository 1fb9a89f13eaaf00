package e2e_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/bluesky-social/indigo/atproto/auth/oauth"
	"go.yaml.in/yaml/v3"
)

// A situation is a row of the table of what OAuth clients are put into. The table says what its
// fields are.
type situation struct {
	Name      string
	Clients   []string
	Flags     []string
	Steps     []map[string]any
	Refreshes any
	Finds     any
	Kept      any
	Held      any
}

// oauthSteps are what an app does at a step; others are verbs of the control API.
var oauthSteps = map[string]func(*oauthApp, context.Context) error{
	"log in":               (*oauthApp).logIn,
	"authorize":            (*oauthApp).authorize,
	"callback":             (*oauthApp).callback,
	"call":                 (*oauthApp).call,
	"post":                 (*oauthApp).post,
	"refresh":              (*oauthApp).refresh,
	"restore":              (*oauthApp).restore,
	"sign out":             (*oauthApp).signOut,
	"another process":      (*oauthApp).anotherProcess,
	"both refresh at once": (*oauthApp).refreshBoth,
}

func TestIndigoInAllSituations(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../oauth-situations.yaml")
	must(t, err)
	var table []situation
	must(t, yaml.Unmarshal(text, &table))
	for client, config := range map[string]oauth.ClientConfig{
		"indigo": publicApp(), "indigo-confidential": confidentialApp(t),
	} {
		for _, s := range table {
			if s.Clients != nil && !slices.Contains(s.Clients, "indigo") {
				continue
			}
			t.Run(client+" "+s.Name, func(t *testing.T) {
				t.Parallel()
				s.run(startOAuth(t, config, s.Flags...), client)
			})
		}
	}
}

func (s situation) run(app *oauthApp, client string) {
	for _, step := range s.Steps {
		for name, value := range step {
			app.take(name, value, client)
		}
	}
	for _, rule := range list[string](valueOf(client, s.Finds, []any{})) {
		app.expectFinding(rule)
	}
	wanted := list[int](valueOf(client, s.Refreshes, nil))
	if got := app.refreshes(); wanted != nil && !slices.Equal(got, wanted) {
		app.t.Errorf("the token endpoint answered %v, want %v", got, wanted)
	}
	var held []struct{ Generation int }
	app.document("/_mock/oauth/sessions", &held)
	got := [2]any{len(app.store.kept), len(held)}
	want := [2]any{valueOf(client, s.Kept, 1), valueOf(client, s.Held, 1)}
	if got != want {
		app.t.Errorf("the client and the server have %v sessions, want %v", got, want)
	}
}

// take takes a step, which has to end as the table says.
func (a *oauthApp) take(step string, value any, client string) {
	a.t.Helper()
	do, isClients := oauthSteps[step]
	if !isClients && step != "scope" {
		a.steer(step, value.(map[string]any))
		return
	}
	says := "ok"
	if step == "scope" {
		says = strings.Join(a.session.Data.Scopes, " ")
	} else if err := do(a, a.t.Context()); err != nil {
		says = err.Error()
	}
	want, _ := valueOf(client, value, nil).(string)
	switch {
	case want == "ok" && says == "ok", want == "fails" && says != "ok":
	case want == "ok", want == "fails", !strings.Contains(says, want):
		a.t.Fatalf("%s ends with %q, want %q", step, says, want)
	}
}

// refreshes are the statuses of the token endpoint, without those that ask for a nonce.
func (a *oauthApp) refreshes() []int {
	a.t.Helper()
	var calls []struct {
		Status int
		Error  string
	}
	a.document("/_mock/journal?method=/oauth/token", &calls)
	var statuses []int
	for _, c := range calls {
		if c.Error != "use_dpop_nonce" {
			statuses = append(statuses, c.Status)
		}
	}
	return statuses
}

// valueOf picks a client's value where clients have one each, else the value of all.
func valueOf(client string, value, absent any) any {
	if value == nil {
		return absent
	}
	each, ok := value.(map[string]any)
	if !ok {
		return value
	}
	family, _, _ := strings.Cut(client, "-")
	for _, name := range []string{client, family} {
		if v, ok := each[name]; ok {
			return v
		}
	}
	return each["others"]
}

func list[T any](value any) []T {
	if value == nil {
		return nil
	}
	made := []T{}
	for _, v := range value.([]any) {
		made = append(made, v.(T))
	}
	return made
}

// The client insists on https and on the port of its own, which the transport leads to the mock's.
func TestIndigoLogsInByOAuthOverTLS(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "ca.pem")
	m := startMock(t, "--oauth", "approve", "--public-url", "https://pds.test", "--tls", "--tls-ca-file", file)
	authority, err := os.ReadFile(file)
	must(t, err)
	trusted := x509.NewCertPool()
	trusted.AppendCertsFromPEM(authority)
	transport := &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: trusted},
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, strings.TrimPrefix(m.url, "https://"))
		},
	}
	t.Cleanup(transport.CloseIdleConnections)
	m.client = &http.Client{Transport: transport}
	app := openOAuth(m, publicApp(), transport)
	must(t, app.logIn(t.Context()))
	must(t, app.refresh(t.Context()))
	must(t, app.call(t.Context()))
}
