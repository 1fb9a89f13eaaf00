package control

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"mockpds/internal/journal"
	"mockpds/internal/oauth"
	"mockpds/internal/words"
)

// An OAuthSession is a session that an OAuth client has of an account.
type OAuthSession struct {
	oauth.Session

	Handle string `json:"handle"`
}

// OAuthSessions lists the OAuth sessions of an account (handle or DID), or of all accounts when it
// is "".
func (c *Control) OAuthSessions(account string) ([]OAuthSession, error) {
	did, err := c.didOf(account)
	if err != nil {
		return nil, err
	}
	list := []OAuthSession{}
	for _, s := range c.OAuth.Sessions(did) {
		a, _ := c.Store.Account(s.DID)
		list = append(list, OAuthSession{s, a.Handle})
	}
	return list, nil
}

// An OAuthOutcome is how much a verb did.
type OAuthOutcome struct {
	Sessions int `json:"sessions" doc:"how many OAuth sessions were hit"`
}

func (c *Control) hitOAuth(s SessionChoice, hit func(oauth.Pick) int) (OAuthOutcome, error) {
	a, err := c.account(s.Account)
	if err != nil {
		return OAuthOutcome{}, err
	}
	n := hit(oauth.Pick{DID: a.DID, Number: s.Session})
	if n == 0 && s.Session != 0 {
		return OAuthOutcome{}, missing(
			"%s has no OAuth session %d; GET %soauth/sessions?account=%s lists them",
			a.Handle, s.Session, Prefix, a.Handle)
	}
	return OAuthOutcome{n}, nil
}

// ExpireOAuthAccess makes the access token of an OAuth session expire now: calls are answered with
// 401 invalid_token, and a refresh gives a good one.
func (c *Control) ExpireOAuthAccess(_ context.Context, s SessionChoice) (OAuthOutcome, error) {
	return c.hitOAuth(s, func(pick oauth.Pick) int {
		c.oauthExpired(pick, journal.KindAccess)
		return c.OAuth.ExpireAccess(pick)
	})
}

// ExpireOAuthRefresh makes the refresh token of an OAuth session expire now: a refresh is answered
// with invalid_grant and ends the session.
func (c *Control) ExpireOAuthRefresh(_ context.Context, s SessionChoice) (OAuthOutcome, error) {
	return c.hitOAuth(s, func(pick oauth.Pick) int {
		c.oauthExpired(pick, journal.KindRefresh)
		return c.OAuth.ExpireRefresh(pick)
	})
}

func (c *Control) oauthExpired(pick oauth.Pick, kind journal.TokenKind) {
	c.Journal.Expired(journal.Expiry{
		DID: pick.DID, OAuth: true, Session: pick.Number, Kind: kind, At: c.Clock.Now(),
	})
}

// RevokeOAuthSession ends an OAuth session: its access token is refused at once.
func (c *Control) RevokeOAuthSession(ctx context.Context, s SessionChoice) (OAuthOutcome, error) {
	return c.hitOAuth(s, func(pick oauth.Pick) int { return c.OAuth.Revoke(ctx, pick) })
}

// A Narrowing takes scopes away from OAuth sessions.
type Narrowing struct {
	SessionChoice

	Scope string `json:"scope" doc:"what is left of the session's scopes, beside atproto"`
}

// NarrowOAuthSession takes scopes away from an OAuth session, as a permission set that changed
// does: its access token and those after it have only those that are given, of the ones it had.
func (c *Control) NarrowOAuthSession(_ context.Context, n Narrowing) (OAuthOutcome, error) {
	narrow := func(pick oauth.Pick) int { return c.OAuth.Narrow(pick, n.Scope) }
	return c.hitOAuth(n.SessionChoice, narrow)
}

// A NonceRotation says how often DPoP nonces change.
type NonceRotation struct {
	Each bool `json:"each" doc:"every answer has another nonce from then on, and only the last one is good"`
}

// RotateNonce makes every DPoP nonce that was handed out useless: the next proof with one is
// answered with use_dpop_nonce.
func (c *Control) RotateNonce(_ context.Context, n NonceRotation) (nothing, error) {
	c.OAuth.RotateNonce(n.Each)
	return nothing{}, nil
}

// PutDocument answers a fetch of a URL from then on. A client that is known already stays so for
// ten minutes of mock time, or until ForgetDocuments.
func (c *Control) PutDocument(_ context.Context, d oauth.Document) (nothing, error) {
	if m := CheckDocument(d); m != nil {
		return nothing{}, invalid("%v", m)
	}
	c.OAuth.PutDocument(d)
	return nothing{}, nil
}

// CheckDocument returns what is wrong with a document.
func CheckDocument(d oauth.Document) (m words.Mistakes) {
	if d.Address() == "" {
		m.Add("url", "url is missing",
			"write that of a client's document, or a document with a client_id")
	}
	if d.Body != "" && d.Document != nil {
		m.Add("body", "there is a document, too", "write one of body and document")
	}
	if d.Status != 0 && (d.Status < 200 || d.Status > 599) {
		m.Add("status", fmt.Sprintf("status is %d", d.Status), "write one from 200 to 599")
	}
	return m
}

// A ClientChoice names a client, or all.
type ClientChoice struct {
	ClientID string `query:"clientId" doc:"the client's id; all clients without it"`
}

// Forgotten is how many clients were forgotten.
type Forgotten struct {
	Clients int `json:"clients"`
}

// ForgetDocuments forgets clients, so that their documents are read anew.
func (c *Control) ForgetDocuments(_ context.Context, choice ClientChoice) (Forgotten, error) {
	return Forgotten{c.OAuth.ForgetDocuments(choice.ClientID)}, nil
}

// A PermissionSet is a lexicon of type permission-set.
type PermissionSet struct {
	NSID    string          `json:"nsid,omitempty" doc:"its name; the id of lexicon if it is left out"`
	Lexicon json.RawMessage `json:"lexicon" doc:"the lexicon document"`
}

// Read returns the name of a permission set and its document, or what is wrong with it.
func (p PermissionSet) Read() (nsid string, lexicon map[string]any, m words.Mistakes) {
	if json.Unmarshal(p.Lexicon, &lexicon) != nil || lexicon == nil {
		m.Add("lexicon", "lexicon is no object", "write the document of a permission set")
	}
	id, _ := lexicon["id"].(string)
	if nsid = cmp.Or(p.NSID, id); nsid == "" {
		m.Add("nsid", "nsid is missing", "write the name of the permission set, or a lexicon with an id")
	}
	return nsid, lexicon, m
}

// PutLexicon makes a permission set known, for scopes like include:NSID.
func (c *Control) PutLexicon(_ context.Context, p PermissionSet) (nothing, error) {
	nsid, lexicon, m := p.Read()
	if m != nil {
		return nothing{}, invalid("%v", m)
	}
	c.OAuth.PutLexicon(nsid, lexicon)
	return nothing{}, nil
}

// A Consent is what the user answers to a request for access.
type Consent struct {
	Account string `json:"account" doc:"handle or DID; the login hint's, or the first account, if it is left out"`
	Scope   string `json:"scope" doc:"what is granted beside atproto; everything if it is left out"`
	Deny    bool   `json:"deny" doc:"the user rejects the request"`
	Each    bool   `json:"each" doc:"every request from then on, not only the next"`
}

// DecideConsent decides the next request for access in the user's place, whatever the server's
// mode: the authorization address redirects at once.
func (c *Control) DecideConsent(_ context.Context, in Consent) (nothing, error) {
	d := oauth.Decision{Scope: in.Scope, Deny: in.Deny, Each: in.Each}
	if in.Account != "" {
		a, err := c.account(in.Account)
		if err != nil {
			return nothing{}, err
		}
		d.DID = a.DID
	}
	c.OAuth.Decide(d)
	return nothing{}, nil
}

// UndecideConsent takes decisions back that no request has met.
func (c *Control) UndecideConsent() { c.OAuth.Undecide() }

func (c *Control) undecide(context.Context, nothing) (nothing, error) {
	c.UndecideConsent()
	return nothing{}, nil
}

// A WrongAnswer is something that OAuth is to do wrong on purpose.
type WrongAnswer struct {
	Name string `json:"name" doc:"what goes wrong, such as callback-other-iss; docs/oauth.md has them all"`
	Each bool   `json:"each,omitempty" doc:"from then on, not only at the next occasion"`
}

// Check returns what is wrong with it.
func (w WrongAnswer) Check() (m words.Mistakes) {
	if known := oauth.Wrongs(); !slices.Contains(known, w.Name) {
		m.Add("name", "is "+words.Quote(w.Name), words.OneOf(w.Name, known...))
	}
	return m
}

// GoWrong has OAuth do something wrong on purpose, once or from then on.
func (c *Control) GoWrong(_ context.Context, w WrongAnswer) (nothing, error) {
	if m := w.Check(); m != nil {
		return nothing{}, invalid("%v", m)
	}
	c.OAuth.GoWrong(oauth.Wrong(w))
	return nothing{}, nil
}

// GoRight takes back what was to go wrong.
func (c *Control) GoRight() { c.OAuth.GoRight() }

func (c *Control) goRight(context.Context, nothing) (nothing, error) {
	c.GoRight()
	return nothing{}, nil
}

// OpenOAuthSession opens an OAuth session of an account (handle or DID) without a flow, bound to
// the key of a thumbprint.
func (c *Control) OpenOAuthSession(
	issuer, account, scope, thumbprint string,
) (access, refresh string, err error) {
	a, err := c.account(account)
	if err != nil {
		return "", "", err
	}
	access, refresh, ok := c.OAuth.Open(issuer, a.DID, scope, thumbprint)
	if !ok {
		return "", "", invalid("%s is taken down, or %q is no scope", a.Handle, scope)
	}
	return access, refresh, nil
}

// OAuthSettings are how OAuth behaves. What is left out stays.
type OAuthSettings struct {
	Mode        string `json:"mode" doc:"who answers for the user: page, approve or deny"`
	ClientClock string `json:"clientClock" doc:"mock judges the clocks of clients by mock time alone; any also by the machine's"`
}

// CheckClientClock refuses a name that is none of a clock by which clients are judged.
func CheckClientClock(name string) error {
	if name != "mock" && name != "any" {
		return fmt.Errorf("clientClock is %q", name)
	}
	return nil
}

// SetOAuth changes how OAuth behaves.
func (c *Control) SetOAuth(_ context.Context, s OAuthSettings) (nothing, error) {
	switch oauth.Mode(s.Mode) {
	case "", oauth.Page, oauth.Approve, oauth.Deny:
	default:
		return nothing{}, invalid("mode is %q: write page, approve or deny", s.Mode)
	}
	if err := CheckClientClock(s.ClientClock); s.ClientClock != "" && err != nil {
		return nothing{}, invalid("%v: write mock or any", err)
	}
	if s.Mode != "" {
		c.OAuth.SetMode(oauth.Mode(s.Mode))
	}
	if s.ClientClock != "" {
		c.OAuth.UseMockClock(s.ClientClock == "mock")
	}
	return nothing{}, nil
}
