package oauth_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"mockpds/internal/oauth"
	"mockpds/internal/seed"
	"mockpds/tokens"
)

var at = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// nobody has no accounts but one.
type nobody struct{}

var alice = oauth.Account{DID: "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", Handle: "alice.test"}

func (nobody) ByDID(did string) (oauth.Account, bool)            { return alice, did == alice.DID }
func (nobody) List() []oauth.Account                             { return []oauth.Account{alice} }
func (nobody) SignIn(_, _, _ string) (oauth.Account, error)      { return alice, nil }
func (nobody) SignUp(_, _, _, _ string) (oauth.Account, error)   { return alice, nil }
func (nobody) SetActive(_ string, _ bool) (oauth.Account, error) { return alice, nil }
func (nobody) CheckHandle(string) error                          { return nil }
func (nobody) RequestReset(string)                               {}
func (nobody) Reset(_, _ string) bool                            { return true }

type world struct{}

func (world) Enter() uint64 { return 0 }
func (world) Leave()        {}

const issuer = "http://pds.test"

func newServer(t testing.TB) *oauth.Server {
	t.Helper()
	now := func() time.Time { return at }
	mint, err := tokens.NewIssuer(tokens.Config{Key: tokens.DeriveKey("law", "key"), Audience: "did:web:pds.test", Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return oauth.New(oauth.Config{
		Accounts: nobody{}, Issuer: mint, Audience: "did:web:pds.test", Source: seed.New("law"), Now: now,
		URL: func(*http.Request) string { return issuer }, World: world{}, Mode: oauth.Approve, MockClock: true,
		Write: func(w http.ResponseWriter, _ *http.Request, status int, contentType string, body []byte) {
			w.Header().Set("Content-Type", contentType)
			w.WriteHeader(status)
			_, _ = w.Write(body)
		},
	})
}

func ask(s *oauth.Server, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	if serve := s.Handler(r); serve != nil {
		serve(w, r)
	}
	return w
}

// FuzzOnlyTheRightProofPasses holds that no DPoP proof but a right one lets anybody in.
func FuzzOnlyTheRightProofPasses(f *testing.F) {
	s := newServer(f)
	key, err := oauth.NewSigner()
	if err != nil {
		f.Fatal(err)
	}
	access, _, ok := s.Open(issuer, alice.DID, "atproto", key.Thumbprint())
	if !ok {
		f.Fatal("no session")
	}
	target := issuer + "/xrpc/com.atproto.server.getSession"
	visit := func(proof string) (oauth.Access, string, error) {
		r := httptest.NewRequest(http.MethodGet, target, nil)
		r.Header.Set("Dpop", proof)
		h := http.Header{}
		a, err := s.Access(r, access, h)
		return a, h.Get("Dpop-Nonce"), err
	}
	_, nonce, _ := visit("")
	other, err := oauth.NewSigner()
	if err != nil {
		f.Fatal(err)
	}
	right, err := key.Proof(http.MethodGet, target, nonce, access, at)
	if err != nil {
		f.Fatal(err)
	}
	wrong := []func() (string, error){
		func() (string, error) { return other.Proof(http.MethodGet, target, nonce, access, at) },
		func() (string, error) { return key.Proof(http.MethodPost, target, nonce, access, at) },
		func() (string, error) { return key.Proof(http.MethodGet, issuer+"/oauth/token", nonce, access, at) },
		func() (string, error) { return key.Proof(http.MethodGet, target, "another", access, at) },
		func() (string, error) { return key.Proof(http.MethodGet, target, nonce, "", at) },
		func() (string, error) { return key.Proof(http.MethodGet, target, nonce, access, at.Add(-time.Hour)) },
	}
	for _, make := range wrong {
		proof, err := make()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(proof)
	}
	f.Add(right + "A")
	f.Add(strings.ToUpper(right))
	f.Fuzz(func(t *testing.T, proof string) {
		if proof == right {
			return
		}
		if _, _, err := visit(proof); err == nil {
			t.Errorf("%q lets somebody in", proof)
		}
	})
	if _, _, err := visit(right); err != nil {
		f.Errorf("the right proof is refused: %v", err)
	}
	if _, _, err := visit(right); err == nil {
		f.Error("a proof passes twice")
	}
}

// FuzzRedirectsGoOnlyWhereTheClientDeclared holds that no request sends the browser anywhere else.
func FuzzRedirectsGoOnlyWhereTheClientDeclared(f *testing.F) {
	for _, to := range []string{
		"http://127.0.0.1/cb", "http://127.0.0.1:1/cb", "http://127.0.0.1:1/evil", "https://evil.example/cb", "http://127.0.0.1@evil.example/cb",
		"http://[::1]/cb", "com.evil:/cb", "http://127.0.0.1/cb?x=1", "//evil.example/cb", "http://127.0.0.1/cb#x", "http://127.0.0.1/x/../cb",
	} {
		f.Add(to, "query")
		f.Add(to, "fragment")
	}
	f.Fuzz(func(t *testing.T, to, mode string) {
		s := newServer(t)
		query := url.Values{
			"client_id": {"http://localhost?redirect_uri=http%3A%2F%2F127.0.0.1%2Fcb"}, "response_type": {"code"}, "redirect_uri": {to},
			"scope": {"atproto"}, "code_challenge": {"c"}, "code_challenge_method": {"S256"}, "response_mode": {mode},
		}
		w := ask(s, httptest.NewRequest(http.MethodGet, "/oauth/authorize?"+query.Encode(), nil))
		location := w.Header().Get("Location")
		u, err := url.Parse(location)
		if location != "" && (err != nil || u.Scheme != "http" || u.Hostname() != "127.0.0.1" || u.Path != "/cb" || u.User != nil) {
			t.Errorf("%q leads to %q", to, location)
		}
		if strings.Contains(w.Body.String(), "<form method=\"post\" action=") && !strings.Contains(w.Body.String(), `action="http://127.0.0.1`) {
			t.Errorf("%q posts elsewhere: %s", to, w.Body)
		}
	})
}

// FuzzNoClientMakesTheServerFetch holds that fetching is off unless a host is allowed.
func FuzzNoClientMakesTheServerFetch(f *testing.F) {
	f.Add("https://app.evil.dev/client.json", "https://app.evil.dev/keys.json")
	f.Add("https://app.evil.dev/client.json", "http://127.0.0.1.evil.dev/keys")
	f.Add("https://app.evil.dev:8443/c?x=1", "https://169.254.169.254/latest")
	f.Fuzz(func(t *testing.T, id, keys string) {
		s := newServer(t)
		fetched := s.WatchFetches()
		document, err := json.Marshal(map[string]any{
			"client_id": id, "redirect_uris": []string{"https://app.evil.dev/cb"}, "scope": "atproto", "dpop_bound_access_tokens": true,
			"token_endpoint_auth_method": "private_key_jwt", "token_endpoint_auth_signing_alg": "ES256", "jwks_uri": keys,
		})
		if err != nil {
			t.Fatal(err)
		}
		s.PutDocument(oauth.Document{URL: id, Body: string(document)})
		form := url.Values{"client_id": {id}, "response_type": {"code"}}
		for range 2 { // with the document, and without
			r := httptest.NewRequest(http.MethodPost, "/oauth/par", strings.NewReader(form.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			ask(s, r)
			s.Reset()
		}
		for _, to := range fetched() {
			if u, err := url.Parse(to); err != nil || u.Hostname() != "127.0.0.1" && u.Hostname() != "localhost" && u.Hostname() != "::1" {
				t.Errorf("the server fetches %q", to)
			}
		}
	})
}
