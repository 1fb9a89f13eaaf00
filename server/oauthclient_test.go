package server_test

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"time"

	"mockpds/internal/clock"
	"mockpds/internal/oauth"
	"mockpds/server"
)

// A flow is an OAuth client under development, with its key and what it was given.
type flow struct {
	*world

	key             *oauth.Signer
	id              string
	verifier, state string
	nonce           string
	access, refresh string
	now             func() time.Time // the client's own clock
}

func (w *world) client(scope string) *flow {
	w.t.Helper()
	key, err := oauth.NewSigner()
	if err != nil {
		w.t.Fatal(err)
	}
	id := "http://localhost?" + url.Values{"redirect_uri": {"http://127.0.0.1/cb"}, "scope": {scope}}.Encode()
	return &flow{world: w, key: key, id: id, verifier: strings.Repeat("v", 43) + rand.Text(), now: clock.Wall}
}

// form posts to an endpoint of OAuth, with a proof, and once more with the nonce if that is asked
// for.
func (f *flow) form(path string, fields url.Values) reply {
	f.t.Helper()
	got := f.try(path, fields)
	if got.text("error") == "use_dpop_nonce" {
		got = f.try(path, fields)
	}
	return got
}

func (f *flow) try(path string, fields url.Values) reply {
	f.t.Helper()
	fields.Set("client_id", f.id)
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, f.url+path, strings.NewReader(fields.Encode()))
	if err != nil {
		f.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return f.proved(r, "")
}

func (f *flow) proved(r *http.Request, token string) reply {
	f.t.Helper()
	target, _, _ := strings.Cut(r.URL.String(), "?")
	proof, err := f.key.Proof(r.Method, target, f.nonce, token, f.now())
	if err != nil {
		f.t.Fatal(err)
	}
	r.Header.Set("Dpop", proof)
	got := f.do(r)
	f.nonce = got.header.Get("Dpop-Nonce")
	return got
}

// call calls a query with the access token, and once more with the nonce if that is asked for.
func (f *flow) call(method string) reply {
	f.t.Helper()
	got := f.callOnce(method)
	if got.text("error") == "use_dpop_nonce" {
		got = f.callOnce(method)
	}
	return got
}

func (f *flow) callOnce(method string) reply {
	f.t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, f.url+"/xrpc/"+method, nil)
	if err != nil {
		f.t.Fatal(err)
	}
	r.Header.Set("Authorization", "DPoP "+f.access)
	return f.proved(r, f.access)
}

// control calls a verb of the control API.
func (w *world) control(verb string, body any) {
	w.t.Helper()
	w.send(http.MethodPost, "/_mock/"+verb, "", body).is(w.t, http.StatusOK, "")
}

// asked are the fields of a request for access.
func (f *flow) asked(scope, hint string) url.Values {
	f.state = rand.Text()
	sum := sha256.Sum256([]byte(f.verifier))
	fields := url.Values{
		"response_type": {"code"}, "redirect_uri": {"http://127.0.0.1:1234/cb"}, "scope": {scope}, "state": {f.state},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])}, "code_challenge_method": {"S256"},
	}
	if hint != "" {
		fields.Set("login_hint", hint)
	}
	return fields
}

// push pushes a request, and returns the address where the user decides it.
func (f *flow) push(scope, hint string) string {
	f.t.Helper()
	got := f.form("/oauth/par", f.asked(scope, hint))
	got.is(f.t, http.StatusCreated, "")
	return "/oauth/authorize?" + url.Values{"client_id": {f.id}, "request_uri": {got.text("request_uri")}}.Encode()
}

// authorize follows that address to the client, and returns what the client is told.
func (f *flow) authorize(address string) url.Values {
	f.t.Helper()
	got := f.send(http.MethodGet, address, "", nil)
	to, err := url.Parse(got.header.Get("Location"))
	if got.status != http.StatusSeeOther || err != nil {
		f.t.Fatalf("got %d to %q: %s", got.status, got.header.Get("Location"), got.raw)
	}
	return to.Query()
}

func (f *flow) exchange(code string) reply {
	f.t.Helper()
	got := f.form("/oauth/token", url.Values{
		"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {"http://127.0.0.1:1234/cb"}, "code_verifier": {f.verifier},
	})
	f.keep(got)
	return got
}

func (f *flow) refreshTokens() reply {
	f.t.Helper()
	got := f.form("/oauth/token", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {f.refresh}})
	f.keep(got)
	return got
}

func (f *flow) keep(got reply) {
	if got.status == http.StatusOK {
		f.access, f.refresh = got.text("access_token"), got.text("refresh_token")
	}
}

// signIn runs a whole flow for an account.
func (w *world) signIn(hint, scope string) *flow {
	w.t.Helper()
	f := w.client(scope)
	f.exchange(f.authorize(f.push(scope, hint)).Get("code")).is(w.t, http.StatusOK, "")
	return f
}

func approving() server.Config { return server.Config{OAuth: server.OAuthApprove} }
