package server_test

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"mockpds/internal/clock"
	"mockpds/internal/oauth"
	"mockpds/server"
)

// BenchmarkTokenRequest measures a refresh of OAuth, and how many times as long as refreshSession
// it takes. What the client does for it, its proof, is not counted.
//
//	go test -run '^$' -bench TokenRequest ./server
func BenchmarkTokenRequest(b *testing.B) {
	pds, err := server.New(approving())
	if err != nil {
		b.Fatal(err)
	}
	tokens := loggedIn(b, pds)
	var plain float64
	b.Run("refreshSession", func(b *testing.B) {
		plain = perCall(b, func() {
			w := httptest.NewRecorder()
			r := httptest.NewRequest(http.MethodPost, "/xrpc/com.atproto.server.refreshSession", nil)
			r.Header.Set("Authorization", "Bearer "+tokens.RefreshJwt)
			pds.ServeHTTP(w, r)
			if w.Code != http.StatusOK {
				b.Fatal(w.Body)
			}
		})
	})
	client := newBareClient(b, pds)
	b.Run("token", func(b *testing.B) {
		own := perCall(b, func() {
			b.StopTimer()
			r := client.request("/oauth/token", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {client.refresh}})
			b.StartTimer()
			client.send(r, http.StatusOK)
		})
		if plain > 0 {
			b.ReportMetric(own/plain, "x-refreshSession")
		}
	})
}

// BenchmarkBesideOAuth measures calls of sessions on a server where 100 clients of OAuth have signed
// in against the same calls on one where none has.
//
//	go test -run '^$' -bench BesideOAuth ./server
func BenchmarkBesideOAuth(b *testing.B) {
	var pds [2]http.Handler
	for i := range pds {
		p, err := server.New(approving())
		if err != nil {
			b.Fatal(err)
		}
		pds[i] = p
	}
	for range 100 {
		newBareClient(b, pds[0])
	}
	sessionCalls(b, "x-without-oauth", newLogIn(b, pds[0]), newLogIn(b, pds[1]))
}

// A bareClient is an OAuth client without a network.
type bareClient struct {
	b              *testing.B
	pds            http.Handler
	key            *oauth.Signer
	nonce, refresh string
}

const bareID = "http://localhost?redirect_uri=http://127.0.0.1/&scope=atproto"

// newBareClient signs a client in.
func newBareClient(b *testing.B, pds http.Handler) *bareClient {
	key, err := oauth.NewSigner()
	if err != nil {
		b.Fatal(err)
	}
	c := &bareClient{b: b, pds: pds, key: key}
	verifier := rand.Text() + rand.Text()
	sum := sha256.Sum256([]byte(verifier))
	asked := url.Values{
		"response_type": {"code"}, "redirect_uri": {"http://127.0.0.1/"}, "scope": {"atproto"}, "state": {"s"},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])}, "code_challenge_method": {"S256"},
	}
	c.send(c.request("/oauth/par", asked), http.StatusBadRequest) // which tells the nonce
	pushed := c.send(c.request("/oauth/par", asked), http.StatusCreated)
	var par struct {
		URI string `json:"request_uri"`
	}
	_ = json.Unmarshal(pushed.Body.Bytes(), &par)
	to := url.Values{"client_id": {bareID}, "request_uri": {par.URI}}
	back := c.send(httptest.NewRequest(http.MethodGet, "/oauth/authorize?"+to.Encode(), nil), http.StatusSeeOther)
	callback, _ := url.Parse(back.Header().Get("Location"))
	c.send(c.request("/oauth/token", url.Values{
		"grant_type": {"authorization_code"}, "code": {callback.Query().Get("code")},
		"redirect_uri": {"http://127.0.0.1/"}, "code_verifier": {verifier},
	}), http.StatusOK)
	return c
}

func (c *bareClient) request(path string, fields url.Values) *http.Request {
	fields.Set("client_id", bareID)
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(fields.Encode()))
	proof, err := c.key.Proof(r.Method, "http://"+r.Host+path, c.nonce, "", clock.Wall())
	if err != nil {
		c.b.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Dpop", proof)
	return r
}

func (c *bareClient) send(r *http.Request, status int) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	c.pds.ServeHTTP(w, r)
	if w.Code != status {
		c.b.Fatalf("%s: %d %s", r.URL.Path, w.Code, w.Body)
	}
	if nonce := w.Header().Get("Dpop-Nonce"); nonce != "" {
		c.nonce = nonce
	}
	var answer struct {
		Refresh string `json:"refresh_token"`
	}
	if json.Unmarshal(w.Body.Bytes(), &answer) == nil && answer.Refresh != "" {
		c.refresh = answer.Refresh
	}
	return w
}
