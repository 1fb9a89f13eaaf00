package mockpdstest_test

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"mockpds/internal/clock"
	"mockpds/internal/oauth"
	"mockpds/mockpdstest"
)

// An app is an OAuth client under development, as the tests of the cookbook have it.
type app struct {
	t               testing.TB
	pds             *mockpdstest.PDS
	key             *oauth.Signer
	nonce           string
	access, refresh string
}

func openApp(t testing.TB, pds *mockpdstest.PDS) *app {
	t.Helper()
	key, err := oauth.NewSigner()
	if err != nil {
		t.Fatal(err)
	}
	return &app{t: t, pds: pds, key: key}
}

const (
	appCallback = "http://127.0.0.1/"
	appScope    = "atproto transition:generic transition:email"
)

var appID = "http://localhost?" + url.Values{"scope": {appScope}}.Encode()

// An oauthAnswer is what an app was answered.
type oauthAnswer struct {
	status int
	raw    string
	fields map[string]any
}

func (o oauthAnswer) text(name string) string {
	text, _ := o.fields[name].(string)
	return text
}

// is wants a status, and the error beside one of a refusal.
func (o oauthAnswer) is(t testing.TB, status int, name string) {
	t.Helper()
	if o.status != status || o.text("error") != name {
		t.Errorf("answered with %d %s, want %d %s", o.status, o.raw, status, name)
	}
}

// authorize has the user decide, and returns what the app is told, and its verifier.
func (a *app) authorize() (told url.Values, verifier string) {
	a.t.Helper()
	verifier = rand.Text() + rand.Text()
	sum := sha256.Sum256([]byte(verifier))
	query := url.Values{
		"client_id": {appID}, "response_type": {"code"}, "redirect_uri": {appCallback},
		"scope": {appScope}, "state": {"mine"}, "login_hint": {"alice.test"},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])}, "code_challenge_method": {"S256"},
	}
	r, err := http.NewRequestWithContext(a.t.Context(), http.MethodGet, a.pds.URL+"/oauth/authorize?"+query.Encode(), nil)
	if err != nil {
		a.t.Fatal(err)
	}
	client := *a.pds.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	answer, err := client.Do(r)
	if err != nil {
		a.t.Fatal(err)
	}
	_ = answer.Body.Close()
	to, err := answer.Location()
	if err != nil {
		a.t.Fatalf("answered with %s", answer.Status)
	}
	return to.Query(), verifier
}

func (a *app) logIn() oauthAnswer {
	a.t.Helper()
	told, verifier := a.authorize()
	return a.tokens(url.Values{
		"grant_type": {"authorization_code"}, "code": {told.Get("code")},
		"redirect_uri": {appCallback}, "code_verifier": {verifier},
	})
}

func (a *app) refreshTokens() oauthAnswer {
	a.t.Helper()
	return a.tokens(url.Values{"grant_type": {"refresh_token"}, "refresh_token": {a.refresh}})
}

func (a *app) tokens(form url.Values) oauthAnswer {
	a.t.Helper()
	form.Set("client_id", appID)
	answer, err := a.send(http.MethodPost, "/oauth/token", form.Encode(), "")
	if err != nil {
		return oauthAnswer{raw: err.Error()}
	}
	if answer.status == http.StatusOK {
		a.access, a.refresh = answer.text("access_token"), answer.text("refresh_token")
	}
	return answer
}

// call asks who is signed in.
func (a *app) call() oauthAnswer {
	a.t.Helper()
	answer, err := a.send(http.MethodGet, "/xrpc/"+getSession, "", a.access)
	if err != nil {
		a.t.Fatal(err)
	}
	return answer
}

// send sends a request with a proof, and again if another nonce is asked for.
func (a *app) send(verb, path, form, token string) (answer oauthAnswer, err error) {
	a.t.Helper()
	for range 2 {
		r, failed := http.NewRequestWithContext(a.t.Context(), verb, a.pds.URL+path, strings.NewReader(form))
		if failed != nil {
			a.t.Fatal(failed)
		}
		proof, failed := a.key.Proof(verb, a.pds.URL+path, a.nonce, token, clock.Wall())
		if failed != nil {
			a.t.Fatal(failed)
		}
		r.Header.Set("Dpop", proof)
		if token != "" {
			r.Header.Set("Authorization", "DPoP "+token)
		} else {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		if answer, err = a.read(r); err != nil || answer.text("error") != "use_dpop_nonce" {
			break
		}
	}
	return answer, err
}

func (a *app) read(r *http.Request) (oauthAnswer, error) {
	reply, err := a.pds.Client().Do(r)
	if err != nil {
		return oauthAnswer{}, err
	}
	defer func() { _ = reply.Body.Close() }()
	body, err := io.ReadAll(reply.Body)
	a.nonce = reply.Header.Get("Dpop-Nonce")
	answer := oauthAnswer{status: reply.StatusCode, raw: string(body)}
	_ = json.Unmarshal(body, &answer.fields) // a page of HTML has none
	return answer, err
}
