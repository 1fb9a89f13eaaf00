package server_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"mockpds/internal/clock"
	"mockpds/server"
)

// startApart starts a PDS and its entryway, each on a port of its own.
func startApart(t *testing.T, config server.Config) (pds, entryway *world) {
	t.Helper()
	config.Entryway = true
	pds = start(t, config)
	s := httptest.NewServer(pds.pds.EntrywayHandler())
	t.Cleanup(s.Close)
	host := strings.TrimPrefix(pds.url, "http://")
	pds.pds.ListenAt(address(host), s.Listener.Addr())
	return pds, &world{t, s.URL, pds.pds, pds.clock}
}

// An address is a host with its port.
type address string

func (address) Network() string  { return "tcp" }
func (a address) String() string { return string(a) }

// at is the client with its session at another origin.
func (f *flow) at(w *world) *flow {
	there := *f
	there.world, there.nonce = w, ""
	return &there
}

const (
	resourceMetadata = "/.well-known/oauth-protected-resource"
	issuerMetadata   = "/.well-known/oauth-authorization-server"
)

func TestAPDSNamesTheEntrywayBeforeIt(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]server.Config{
		"where they listen":   {},
		"where they are said": {PublicURL: "https://pds.test", EntrywayURL: "https://entry.test"},
	} {
		t.Run(name, func(t *testing.T) {
			pds, entryway := startApart(t, config)
			wantPDS, wantIssuer := pds.url, entryway.url
			if config.PublicURL != "" {
				wantPDS, wantIssuer = config.PublicURL, config.EntrywayURL
			}
			resource := pds.send(http.MethodGet, resourceMetadata, "", nil)
			if servers, _ := resource.json["authorization_servers"].([]any); resource.text("resource") != wantPDS || servers[0] != wantIssuer {
				t.Errorf("the PDS says %s", resource.raw)
			}
			issuer := entryway.send(http.MethodGet, issuerMetadata, "", nil)
			if issuer.text("issuer") != wantIssuer || issuer.text("token_endpoint") != wantIssuer+"/oauth/token" ||
				!strings.Contains(issuer.raw, `"protected_resources":["`+wantPDS+`"]`) {
				t.Errorf("the entryway says %s", issuer.raw)
			}
			for _, w := range []*world{pds, entryway} {
				if at := home(t, w); at != wantPDS {
					t.Errorf("didDoc names %s", at)
				}
				if doc := w.send(http.MethodGet, "/"+w.login("alice.test", "alice-pass").text("did"), "", nil); serviceEndpoint(t, doc.json) != wantPDS {
					t.Errorf("the directory says %s", doc.raw)
				}
			}
		})
	}
}

func TestOnlyTheEntrywayIsAnAuthorizationServerAndOnlyThePDSAResource(t *testing.T) {
	t.Parallel()
	pds, entryway := startApart(t, server.Config{})
	for _, test := range []struct {
		w          *world
		verb, path string
		status     int
	}{
		{pds, "GET", resourceMetadata, 200},
		{pds, "GET", issuerMetadata, 404},
		{pds, "POST", "/oauth/par", 404},
		{pds, "POST", "/oauth/token", 404},
		{pds, "OPTIONS", "/oauth/token", 204},
		{pds, "GET", "/oauth/authorize?client_id=x", 404},
		{pds, "GET", "/account", 404},
		{pds, "GET", "/_mock/health", 200},
		{entryway, "GET", resourceMetadata, 404},
		{entryway, "GET", issuerMetadata, 200},
		{entryway, "POST", "/oauth/token", 415},
		{entryway, "GET", "/_mock/health", 200},
	} {
		if got := test.w.send(test.verb, test.path, "", nil); got.status != test.status {
			t.Errorf("%s %s%s: got %d, want %d", test.verb, test.w.url, test.path, got.status, test.status)
		}
	}
}

func TestAWholeOAuthFlowByAnEntryway(t *testing.T) {
	t.Parallel()
	pds, entryway := startApart(t, approving())
	f := entryway.client("atproto transition:email")
	answer := f.authorize(f.push("atproto transition:email", "alice.test"))
	if answer.Get("iss") != entryway.url {
		t.Errorf("the client is told %v", answer)
	}
	f.exchange(answer.Get("code")).is(t, http.StatusOK, "")
	said := claims(t, f.access)
	if said["iss"] != entryway.url || said["aud"] != pds.pds.ServiceDID() || said["scope"] != "atproto transition:email" {
		t.Errorf("the token says %v", said)
	}
	there := f.at(pds)
	got := there.call(getSession)
	got.is(t, http.StatusOK, "")
	if got.text("email") != "alice@example.com" {
		t.Errorf("the session is %s", got.raw)
	}
	pds.pass(2 * time.Hour)
	there.call(getSession).is(t, http.StatusUnauthorized, "invalid_token")
	f.refreshTokens().is(t, http.StatusOK, "")
	f.at(pds).call(getSession).is(t, http.StatusOK, "")
	pds.send(http.MethodGet, "/_mock/findings", "", nil).says(t, http.StatusOK, "[]")
}

func TestAPDSTakesARevokedTokenUntilItExpires(t *testing.T) {
	t.Parallel()
	for revokes, want := range map[bool]int{false: http.StatusOK, true: http.StatusUnauthorized} {
		config := approving()
		config.EntrywayRevokes = revokes
		pds, entryway := startApart(t, config)
		f := entryway.signIn("alice.test", "atproto")
		f.form("/oauth/revoke", map[string][]string{"token": {f.refresh}}).is(t, http.StatusOK, "")
		f.refreshTokens().is(t, http.StatusBadRequest, "invalid_grant")
		if got := f.at(pds).call(getSession); got.status != want {
			t.Errorf("where the PDS asks is %t: got %d %s", revokes, got.status, got.raw)
		}
		pds.pass(2 * time.Hour)
		f.at(pds).call(getSession).is(t, http.StatusUnauthorized, "invalid_token")
	}
}

func TestVerbsReachASessionOfAnEntryway(t *testing.T) {
	t.Parallel()
	pds, entryway := startApart(t, approving())
	f := entryway.signIn("alice.test", "atproto")
	pds.control("oauth/sessions/expire-access", object{"account": "alice.test"})
	old := f.at(pds)
	old.call(getSession).is(t, http.StatusUnauthorized, "invalid_token")
	f.refreshTokens().is(t, http.StatusOK, "")
	old.call(getSession).is(t, http.StatusUnauthorized, "invalid_token") // not good again
	there := f.at(pds)
	there.call(getSession).is(t, http.StatusOK, "")
	pds.control("oauth/nonce", object{})
	there.callOnce(getSession).is(t, http.StatusUnauthorized, "use_dpop_nonce")
	there.call(getSession).is(t, http.StatusOK, "")
	entryway.control("accounts/alice.test/status", object{"status": "takendown"})
	const check = "com.atproto.server.getAccountInviteCodes"
	f.at(pds).call(check).is(t, http.StatusUnauthorized, "AccountTakedown")
	f.refreshTokens().is(t, http.StatusBadRequest, "invalid_grant")
}

func TestAnEntrywayAndItsPDSHaveNoncesOfTheirOwn(t *testing.T) {
	t.Parallel()
	pds, entryway := startApart(t, approving())
	f := entryway.signIn("alice.test", "atproto")
	both := f.at(pds)
	both.nonce = f.nonce
	both.callOnce(getSession).is(t, http.StatusUnauthorized, "use_dpop_nonce")
	both.callOnce(getSession).is(t, http.StatusOK, "")
	journal := pds.send(http.MethodGet, "/_mock/journal", "", nil).raw
	for _, want := range []string{`"origin":"pds"`, `"origin":"entryway"`, "the nonce is of the other origin"} {
		if !strings.Contains(journal, want) {
			t.Errorf("the journal does not tell %s: %s", want, journal)
		}
	}
	found := pds.send(http.MethodGet, "/_mock/findings", "", nil).raw
	if !strings.Contains(found, `"oauth-nonce-of-other-origin"`) || strings.Contains(found, `"oauth-wrong-origin"`) {
		t.Errorf("the findings are %s", found)
	}
}

func TestAClientThatMistakesThePDSForTheIssuerIsFoundOut(t *testing.T) {
	t.Parallel()
	pds, entryway := startApart(t, approving())
	f := entryway.signIn("alice.test", "atproto")
	f.at(pds).refreshTokens().is(t, http.StatusNotFound, "")
	got := f.at(entryway).call(getSession)
	got.is(t, http.StatusUnauthorized, "invalid_token")
	if want := "Invalid audience (got: did:web:localhost, expected one of: did:web:entryway.localhost)"; got.text("message") != want {
		t.Errorf("got %q, want %q", got.text("message"), want)
	}
	found := pds.send(http.MethodGet, "/_mock/findings", "", nil).raw
	for _, want := range []string{
		"/oauth/token, which is the authorization server's, was sent to the PDS, first in #",
		"getSession, which is the PDS's, was sent to the authorization server, first in #",
	} {
		if !strings.Contains(found, want) {
			t.Errorf("%q is not in %s", want, found)
		}
	}
}

func TestAPasswordSessionOfAnEntrywayIsGoodAtThePDS(t *testing.T) {
	t.Parallel()
	pds, entryway := startApart(t, server.Config{EntrywayURL: "http://entry.test:8080"})
	for _, at := range []*world{entryway, pds} { // the PDS passes on what is about sessions
		alice := at.login("alice.test", "alice-pass")
		access, refresh := alice.text("accessJwt"), alice.text("refreshJwt")
		if aud := claims(t, access)["aud"]; aud != "did:web:localhost" {
			t.Errorf("the access token is for %v", aud)
		}
		if aud := claims(t, refresh)["aud"]; aud != "did:web:entry.test%3A8080" {
			t.Errorf("the refresh token is for %v", aud)
		}
		pds.get(getSession, access).is(t, http.StatusOK, "")
		entryway.get(getSession, access).is(t, http.StatusOK, "")
		next := pds.post("com.atproto.server.refreshSession", refresh, nil)
		next.is(t, http.StatusOK, "")
		entryway.post("com.atproto.server.refreshSession", next.text("refreshJwt"), nil).is(t, http.StatusOK, "")
	}
}

func TestAnAccessTokenForThePDSIsGoodAfterARestart(t *testing.T) {
	t.Parallel()
	at := &clock.Clock{}
	_, entryway := startApart(t, server.Config{Clock: at})
	access := entryway.login("alice.test", "alice-pass").text("accessJwt")
	pds, _ := startApart(t, server.Config{Clock: at})
	pds.get(getSession, access).is(t, http.StatusOK, "")
}

func TestWhatAPDSLeavesToItsEntryway(t *testing.T) {
	t.Parallel()
	pds, entryway := startApart(t, server.Config{})
	code := object{"useCount": 1}
	carol := object{"handle": "carol.test", "email": "carol@example.com", "password": "carol-pass"}
	const invites = "Account invites are managed by the entryway service"
	for _, test := range []struct {
		method, token string
		body          any
		want          string
	}{
		{"com.atproto.server.createInviteCode", admin, code, invites},
		{"com.atproto.server.createInviteCodes", admin, code, invites},
		{"com.atproto.admin.disableInviteCodes", admin, object{}, invites},
		{"com.atproto.admin.disableAccountInvites", admin, object{"account": "did:web:a.test"}, invites},
		{"com.atproto.admin.enableAccountInvites", admin, object{"account": "did:web:a.test"}, invites},
		{"com.atproto.admin.getInviteCodes", admin, nil, invites},
		{"com.atproto.server.createAccount", "", carol, "non-entryway pds requires bringing a DID and plcOp"},
	} {
		verb := http.MethodPost
		if test.body == nil {
			verb = http.MethodGet
		}
		got := pds.send(verb, "/xrpc/"+test.method, test.token, test.body)
		if got.is(t, http.StatusBadRequest, "InvalidRequest"); got.text("message") != test.want {
			t.Errorf("%s: got %q, want %q", test.method, got.text("message"), test.want)
		}
	}
	entryway.post("com.atproto.server.createInviteCode", admin, code).is(t, http.StatusOK, "")
	entryway.post("com.atproto.server.createAccount", "", carol).is(t, http.StatusOK, "")
	for w, want := range map[*world]string{pds: "did:web:localhost", entryway: "did:web:entryway.localhost"} {
		if got := w.get("com.atproto.server.describeServer", "").text("did"); got != want {
			t.Errorf("the server is %s, want %s", got, want)
		}
		if got := w.send(http.MethodGet, "/.well-known/did.json", "", nil); got.text("id") != want || serviceEndpoint(t, got.json) != w.url {
			t.Errorf("the document is %s, want that of %s at %s", got.raw, want, w.url)
		}
	}
}
