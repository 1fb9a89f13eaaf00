package mockpdstest

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"mockpds/internal/clock"
	"mockpds/internal/control"
	"mockpds/internal/oauth"
	"mockpds/server"
)

// An OAuthSession is a session that an OAuth client has of an account.
type OAuthSession struct {
	DID            string
	Handle         string
	Session        int // number of the account's OAuth sessions, from 1
	Generation     int // one more at each refresh
	ClientID       string
	Scope          string
	CreatedAt      time.Time // these are mock time
	UpdatedAt      time.Time
	AccessExpires  time.Time
	RefreshExpires time.Time // zero if the client does not refresh
	DPoPThumbprint string    // of the key that the tokens are bound to
}

// A Document is what a URL answers in place of the network, such as the document of an OAuth
// client.
type Document struct {
	URL      string            // "" is the client_id of the Document
	Status   int               // 0 is 200
	Headers  map[string]string // nil is Content-Type: application/json
	Body     string            // what is answered, as text
	Document json.RawMessage   // what is answered, as JSON; in place of Body
}

// A Consent is what the user answers to a request for access.
type Consent struct {
	Account string // handle or DID; "" is the login hint's, or the first one that is active
	Scope   string // what is granted beside atproto; "" is everything
	Deny    bool   // the user rejects the request
	Each    bool   // every request from then on, not only the next
}

// OAuthSettings are how OAuth behaves. What is empty stays.
type OAuthSettings struct {
	Mode        string // who answers for the user: page, approve or deny
	ClientClock string // mock judges clients' clocks by mock time alone; any also by the machine's
}

// OAuthMode says who answers for the user when an app asks for access to an account. The default is
// server.OAuthApprove: the authorization address redirects at once.
func OAuthMode(mode server.OAuthMode) Option {
	return func(s *settings) { s.OAuth = mode }
}

// MockClientClock judges the clocks of OAuth clients by mock time alone. The default is to take
// what is right by mock time or by the machine's, so that a test may move the clock under a client.
func MockClientClock() Option {
	return func(s *settings) { s.MockClientClock = true }
}

// OAuthGrace is how long an OAuth refresh token may be used again, in mock time. The default is not
// at all, as in the reference: it ends the session.
func OAuthGrace(d time.Duration) Option {
	return func(s *settings) { s.OAuthGrace = d }
}

// OAuthSessions lists the OAuth sessions of an account (handle or DID), or of all accounts when it
// is "". The test ends if there is no such account.
func (p *PDS) OAuthSessions(t testing.TB, account string) []OAuthSession {
	t.Helper()
	list, err := p.control.OAuthSessions(account)
	must(t, err)
	return each(list, func(s control.OAuthSession) OAuthSession {
		return OAuthSession{
			s.DID, s.Handle, s.Number, s.Generation, s.ClientID, s.Scope,
			s.CreatedAt, s.UpdatedAt, s.ExpiresAt, s.RefreshEnd, s.KeyID,
		}
	})
}

// ExpireOAuthAccess makes the access tokens of an account's OAuth sessions expire now, or those of
// some: calls are answered with 401 invalid_token, and a refresh gives a good one. The test ends if
// there is no such account or session.
func (p *PDS) ExpireOAuthAccess(t testing.TB, account string, sessions ...int) {
	t.Helper()
	hit(t, p.control.ExpireOAuthAccess, account, sessions)
}

// ExpireOAuthRefresh makes the refresh tokens of an account's OAuth sessions expire now, or those
// of some: a refresh is answered with invalid_grant. The test ends if there is no such account or
// session.
func (p *PDS) ExpireOAuthRefresh(t testing.TB, account string, sessions ...int) {
	t.Helper()
	hit(t, p.control.ExpireOAuthRefresh, account, sessions)
}

// RevokeOAuthSession ends an account's OAuth sessions, or some: their access tokens are refused at
// once. The test ends if there is no such account or session.
func (p *PDS) RevokeOAuthSession(t testing.TB, account string, sessions ...int) {
	t.Helper()
	hit(t, p.control.RevokeOAuthSession, account, sessions)
}

// NarrowOAuthSession takes scopes away from an account's OAuth sessions, or from some: those that
// are not in the list, except atproto. The test ends if there is no such account or session.
func (p *PDS) NarrowOAuthSession(t testing.TB, account, scope string, sessions ...int) {
	t.Helper()
	hit(t, func(ctx context.Context, s control.SessionChoice) (control.OAuthOutcome, error) {
		return p.control.NarrowOAuthSession(ctx, control.Narrowing{SessionChoice: s, Scope: scope})
	}, account, sessions)
}

// RotateNonce makes every DPoP nonce that was handed out useless. With each, every answer has
// another nonce from then on, and only the last one is good.
func (p *PDS) RotateNonce(t testing.TB, each bool) {
	t.Helper()
	_, err := p.control.RotateNonce(t.Context(), control.NonceRotation{Each: each})
	must(t, err)
}

// PutDocument answers a fetch of a URL from then on. A client that is known already stays so for
// ten minutes of mock time, or until ForgetDocuments. The test ends without a URL.
func (p *PDS) PutDocument(t testing.TB, d Document) {
	t.Helper()
	_, err := p.control.PutDocument(t.Context(), oauth.Document(d))
	must(t, err)
}

// ForgetDocuments forgets an OAuth client, or all when clientID is "", so that its document is read
// anew. It returns how many were known.
func (p *PDS) ForgetDocuments(t testing.TB, clientID string) int {
	t.Helper()
	forgotten, err := p.control.ForgetDocuments(t.Context(), control.ClientChoice{ClientID: clientID})
	must(t, err)
	return forgotten.Clients
}

// PutLexicon makes a permission set known, for scopes like include:NSID.
func (p *PDS) PutLexicon(t testing.TB, nsid string, lexicon map[string]any) {
	t.Helper()
	document, err := json.Marshal(lexicon)
	must(t, err)
	_, err = p.control.PutLexicon(t.Context(), control.PermissionSet{NSID: nsid, Lexicon: document})
	must(t, err)
}

// DecideConsent decides the next request for access in the user's place. The test ends if there is
// no such account.
func (p *PDS) DecideConsent(t testing.TB, c Consent) {
	t.Helper()
	_, err := p.control.DecideConsent(t.Context(), control.Consent(c))
	must(t, err)
}

// GoWrong has OAuth do something wrong on purpose, at the next occasion or, with each, from then
// on. docs/oauth.md has the names. The test ends if there is none such.
func (p *PDS) GoWrong(t testing.TB, name string, each bool) {
	t.Helper()
	_, err := p.control.GoWrong(t.Context(), control.WrongAnswer{Name: name, Each: each})
	must(t, err)
}

// GoRight takes back what was to go wrong.
func (p *PDS) GoRight() {
	p.control.GoRight()
}

// UndecideConsent takes decisions back that no request has met.
func (p *PDS) UndecideConsent() {
	p.control.UndecideConsent()
}

// SetOAuth changes who answers for the user: page, approve or deny; and whose clock counts: mock or
// any. What is empty stays.
func (p *PDS) SetOAuth(t testing.TB, s OAuthSettings) {
	t.Helper()
	_, err := p.control.SetOAuth(t.Context(), control.OAuthSettings(s))
	must(t, err)
}

// An OAuthLogin is an OAuth session of a test's own: its tokens, and the key that they are bound
// to.
type OAuthLogin struct {
	AccessToken, RefreshToken string

	signer *oauth.Signer
	nonce  string
}

// OAuth opens an OAuth session of an account without a flow, for tests of services and of what
// comes after the log-in. Its scope is atproto and transition:generic unless others are given. The
// test ends if there is no such account.
func (p *PDS) OAuth(t testing.TB, account string, scopes ...string) *OAuthLogin {
	t.Helper()
	if len(scopes) == 0 {
		scopes = []string{"transition:generic"}
	}
	signer, err := oauth.NewSigner()
	must(t, err)
	login := &OAuthLogin{signer: signer}
	login.AccessToken, login.RefreshToken, err = p.control.OpenOAuthSession(
		cmp.Or(p.EntrywayURL, p.URL), account, "atproto "+strings.Join(scopes, " "),
		signer.Thumbprint())
	must(t, err)
	return login
}

// Do sends a request with the access token and a proof, and again if the server asks for its nonce.
// A request with a body must have GetBody, as http.NewRequest sets it.
func (l *OAuthLogin) Do(client *http.Client, r *http.Request) (*http.Response, error) {
	reply, err := l.try(client, r)
	const nonceAsked = `error="use_dpop_nonce"`
	if err != nil || !strings.Contains(reply.Header.Get("WWW-Authenticate"), nonceAsked) {
		return reply, err
	}
	_ = reply.Body.Close()
	return l.try(client, r)
}

func (l *OAuthLogin) try(client *http.Client, r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	if r.GetBody != nil {
		body, err := r.GetBody()
		if err != nil {
			return nil, err
		}
		r.Body = body
	}
	proof, err := l.Proof(r.Method, r.URL.String())
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "DPoP "+l.AccessToken)
	r.Header.Set("Dpop", proof)
	reply, err := client.Do(r) //nolint:gosec // the test's own request
	if err == nil && reply.Header.Get("Dpop-Nonce") != "" {
		l.nonce = reply.Header.Get("Dpop-Nonce")
	}
	return reply, err
}

// Proof makes a DPoP proof for one request with the access token, by the machine's clock.
func (l *OAuthLogin) Proof(method, url string) (string, error) {
	url, _, _ = strings.Cut(url, "?")
	return l.signer.Proof(method, url, l.nonce, l.AccessToken, clock.Wall())
}
