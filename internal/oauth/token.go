package oauth

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

// A tokenAnswer is what the token endpoint answers (RFC 6749 section 5.1), with the account's DID.
type tokenAnswer struct {
	AccessToken  string `json:"access_token"`
	TokenType    string `json:"token_type,omitempty"`
	RefreshToken string `json:"refresh_token,omitempty"`
	Scope        string `json:"scope"`
	ExpiresIn    any    `json:"expires_in,omitempty"`
	Subject      string `json:"sub"`
}

// token answers POST /oauth/token.
func (s *Server) token(r *http.Request, body any) (any, error) {
	shown, err := readCredentials(body)
	if err != nil {
		return nil, as(err, "invalid_grant")
	}
	g, err := readGrant(body)
	if err != nil {
		return nil, as(err, "invalid_grant")
	}
	by, err := s.identify(r, shown)
	if err == nil && by.key == "" {
		err = invalidProof("DPoP proof required")
	}
	if err != nil {
		s.useFirst(err, g)
		return nil, err
	}
	s.config.World.Enter()
	defer s.config.World.Leave()
	by.auth, err = s.authenticate(by.client, shown, s.config.URL(r))
	switch {
	case err != nil:
		return nil, err
	case g.kind != "authorization_code" && g.kind != "refresh_token":
		return nil, invalidGrant(`Grant type "` + g.kind + `" is not supported by the server`)
	case !slices.Contains(by.client.grantTypes, g.kind):
		return nil, invalidGrant(`"` + g.kind + `" grant type is not allowed for this client`)
	case g.kind == "authorization_code":
		return s.exchangeCode(r, by, g)
	default:
		return s.refresh(r, by, g)
	}
}

// as gives a mistake of form the code that an endpoint has for it.
func as(err error, code string) error {
	e, ok := err.(*Error) //nolint:errorlint // made a moment ago
	if !ok {
		return err
	}
	return &Error{Status: e.Status, Code: code, Description: e.Description}
}

// exchangeCode answers with the first tokens of a session. Whatever goes wrong, the code is used
// up.
func (s *Server) exchangeCode(r *http.Request, by *caller, g grant) (any, error) {
	if problem := problemOfSecret(g.code, "cod-", "code", "code"); problem != "" {
		return nil, invalidGrant("Invalid code: " + problem)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	asked, err := s.takeCode(r.Context(), g.code)
	if err != nil {
		return nil, err
	}
	if err := by.began(asked.client, asked.request.jkt, asked.auth); err != nil {
		return nil, err
	}
	if err := s.checkCodeGrant(&asked.request, g); err != nil {
		return nil, err
	}
	if _, ok := s.config.Accounts.ByDID(asked.did); !ok {
		return nil, errServer
	}
	n := s.openSession(by.client, asked.did, asked.request.scope, by.key)
	n.Auth, n.device, n.code = &by.auth, asked.device, g.code
	s.sessions.byCode[g.code] = n
	return s.answer(r.Context(), s.config.URL(r), n, s.config.Events.Opened), nil
}

// openSession opens a session of a client with an account, for a scope and bound to the key of a
// thumbprint. The caller holds the lock.
func (s *Server) openSession(c *Client, did, scope, thumbprint string) *session {
	now := s.now()
	s.sessions.numbers[did]++
	n := &session{SavedSession: SavedSession{
		DID: did, Number: s.sessions.numbers[did], Generation: 1, ClientID: c.ID,
		TokenID: s.draw("tok-", 16),
		Asked:   scope, Scope: s.expand(scope), Key: thumbprint,
		CreatedAt: now, UpdatedAt: now, ExpiresAt: now.Add(s.accessLife(did)),
	}}
	if c.refreshes() {
		n.Refresh = s.draw("ref-", 32)
	}
	s.sessions.add(n)
	return n
}

// takeCode finds the request of a code, which is then gone. A code that comes again ends the
// session that it began, and signs its account out of the browser.
func (s *Server) takeCode(ctx context.Context, code string) (*pending, error) {
	if asked := s.requests.byCode[code]; asked != nil {
		s.requests.remove(asked)
		if asked.expires.Before(s.now()) {
			return nil, invalidGrant("This code has expired")
		}
		return asked, nil
	}
	if n := s.sessions.byCode[code]; n != nil {
		s.end(ctx, n, "the code came again")
		if d := s.devices[n.device]; d != nil {
			delete(d.accounts, n.DID)
		}
	}
	return nil, invalidGrant("Invalid code")
}

// Open opens a session without a flow, for a client under development: for a scope, and bound to
// the key of a thumbprint. It reports false if there is no such account.
func (s *Server) Open(issuer, did, scope, thumbprint string) (access, refresh string, ok bool) {
	if _, ok := s.config.Accounts.ByDID(did); !ok {
		return "", "", false
	}
	id := "http://localhost?" + encode([]param{{"scope", scope}})
	c, err := s.client(context.Background(), id)
	if err != nil {
		return "", "", false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.openSession(c, did, knownScopes(strings.Fields(scope)), thumbprint)
	a := s.answer(context.Background(), issuer, n, s.config.Events.Opened)
	return a.AccessToken, a.RefreshToken, true
}

// accessLife is how long access tokens of an account live.
func (s *Server) accessLife(did string) time.Duration {
	a, _ := s.config.Accounts.ByDID(did)
	return cmp.Or(a.AccessTTL, accessTokenLife)
}

// accessEnd is when an access token made now expires: never after its session.
func (s *Server) accessEnd(c *Client, n *session, now time.Time) (time.Time, error) {
	life := min(s.accessLife(n.DID), n.CreatedAt.Add(c.sessionLife()).Sub(now))
	if life <= 250*time.Millisecond {
		return now, invalidGrant("Session expired")
	}
	return now.Add(life), nil
}

// refresh answers with the next tokens of a session. A refresh token that comes again ends it, and
// so does any other failure once the token was found.
func (s *Server) refresh(r *http.Request, by *caller, g grant) (any, error) {
	if problem := problemOfSecret(g.refresh, "ref-", "refresh_token", "refresh token"); problem != "" {
		return nil, invalidGrant("Invalid refresh token: " + problem)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if came, ok := s.sessions.issued[g.refresh]; ok && s.config.Events.Presented != nil {
		s.config.Events.Presented(r.Context(), came)
	}
	n := s.sessions.byRefresh[g.refresh]
	if n == nil {
		return nil, invalidGrant("Invalid refresh token")
	}
	if _, ok := s.config.Accounts.ByDID(n.DID); !ok {
		return nil, invalidGrant("Invalid refresh token")
	}
	now := s.now()
	if n.Refresh != g.refresh && !s.inGrace(n, g.refresh, now) {
		s.end(r.Context(), n, "its refresh token came again")
		return nil, invalidGrant("Refresh token replayed")
	}
	if err := s.checkRefresh(by, n, now); err != nil {
		s.end(r.Context(), n, err.Error())
		return nil, err
	}
	delete(s.sessions.byToken, n.TokenID)
	n.ExpiresAt, _ = s.accessEnd(by.client, n, now)
	n.Used = append(n.Used, n.Refresh)
	n.TokenID, n.Refresh = s.draw("tok-", 16), s.draw("ref-", 32)
	n.Auth, n.UpdatedAt, n.Scope = &by.auth, now, s.expand(n.Asked)
	n.Generation++
	s.sessions.add(n)
	return s.answer(r.Context(), s.config.URL(r), n, s.config.Events.Refreshed), nil
}

// inGrace reports whether the refresh token before the current one may come again.
func (s *Server) inGrace(n *session, token string, now time.Time) bool {
	return len(n.Used) > 0 && n.Used[len(n.Used)-1] == token &&
		s.config.Replay > 0 && now.Before(n.UpdatedAt.Add(s.config.Replay))
}

func (s *Server) checkRefresh(by *caller, n *session, now time.Time) error {
	if err := by.began(n.ClientID, n.Key, n.Auth); err != nil {
		return err
	}
	switch {
	case now.Sub(n.CreatedAt) > by.client.sessionLife():
		return invalidGrant("Session expired")
	case now.Sub(n.UpdatedAt) > refreshLife(by.client.confidential()),
		n.RefreshEnd != nil && !now.Before(*n.RefreshEnd):
		return invalidGrant("Refresh token expired")
	}
	_, err := s.accessEnd(by.client, n, now)
	return err
}

// accessClaims are what an access token says, in the reference's order.
type accessClaims struct {
	ID           string `json:"jti"`
	Subject      string `json:"sub"`
	IssuedAt     int64  `json:"iat"`
	ExpiresAt    int64  `json:"exp"`
	Audience     string `json:"aud"`
	Confirmation struct {
		Thumbprint string `json:"jkt"`
	} `json:"cnf"`
	Scope    string `json:"scope,omitempty"` // if the resource does not look it up
	ClientID string `json:"client_id"`
	Issuer   string `json:"iss"`
}

// answer mints the tokens of a session as it is now.
func (s *Server) answer(
	ctx context.Context, issuer string, n *session, tell func(context.Context, Session, Tokens),
) *tokenAnswer {
	claims := accessClaims{
		ID: n.TokenID, Subject: n.DID, IssuedAt: n.UpdatedAt.Unix(), ExpiresAt: n.ExpiresAt.Unix(),
		Audience: s.config.Audience, ClientID: n.ClientID, Issuer: issuer,
	}
	claims.Confirmation.Thumbprint = n.Key
	if s.stateless() {
		claims.Scope = n.Scope
	}
	payload, _ := json.Marshal(claims) // texts and numbers always encode
	a := &tokenAnswer{
		AccessToken: s.config.Issuer.SignOAuth(payload), TokenType: "DPoP", RefreshToken: n.Refresh,
		Scope: n.Scope, ExpiresIn: int64(n.ExpiresAt.Sub(n.UpdatedAt).Seconds()), Subject: n.DID,
	}
	if tell != nil {
		tell(ctx, n.describe(), Tokens{n.UpdatedAt, a.AccessToken, n.Refresh})
	}
	return a
}
