package oauth

import (
	"errors"
	"maps"
	"strings"
	"time"
)

type signInAnswer struct {
	Account accountView `json:"account"`
	Token   string      `json:"ephemeralToken,omitempty"`
}

type success struct {
	Success bool `json:"success"`
}

var done = success{true}

// apiSignIn signs an account in: for one request, or so that the browser remembers it.
func (s *Server) apiSignIn(c *apiCall) (any, error) {
	c.locale()
	username, password := c.in.required("username", 0), c.password(1, 512)
	code := c.in.optional("emailOtp")
	if code != nil && *code == "" {
		c.in.problem("emailOtp", "String must contain at least 1 character(s)")
	}
	remember, given := c.in.values["remember"].(bool)
	if c.in.has("remember") && !given {
		c.in.problem("remember", "Expected boolean, received "+kindOf(c.in.values["remember"]))
	}
	if err := c.valid(); err != nil {
		return nil, err
	}
	a, err := s.config.Accounts.SignIn(username, password, orEmpty(code))
	if err != nil {
		if _, told := errors.AsType[*Error](err); told {
			return nil, err
		}
		return nil, invalidRequest("Unable to sign-in due to an unexpected server error")
	}
	if !given {
		remember = c.requestURI == ""
	}
	return s.signInTo(c, a, remember), nil
}

func (s *Server) signInTo(c *apiCall, a Account, remember bool) signInAnswer {
	if remember {
		s.remember(c.device, a.DID)
		return signInAnswer{Account: s.view(a)}
	}
	s.forget(c.device, a.DID)
	return signInAnswer{s.view(a), s.signInToken(c.request, a.DID, c.device.id, c.requestURI)}
}

// apiSignUp makes an account, and signs it in.
func (s *Server) apiSignUp(c *apiCall) (any, error) {
	c.locale()
	handle := c.handle()
	email := c.in.required("email", 0)
	password, invite := c.password(8, 256), c.in.optional("inviteCode")
	if c.in.has("email") && problemOfEmail(email) != "" {
		c.in.problem("email", "Invalid email")
	}
	if err := c.valid(); err != nil {
		return nil, err
	}
	a, err := s.config.Accounts.SignUp(handle, strings.ToLower(email), password, orEmpty(invite))
	if err != nil {
		return nil, err
	}
	return s.signInTo(c, a, c.requestURI == ""), nil
}

func (c *apiCall) handle() string {
	handle := strings.ToLower(c.in.required("handle", 0))
	if c.in.has("handle") && !strings.Contains(handle, ".") {
		c.in.problem("handle", "Handle domain needs at least two parts")
	}
	return handle
}

// apiSignOut forgets one or several accounts.
func (s *Server) apiSignOut(c *apiCall) (any, error) {
	list, isList := c.in.values["did"].([]any)
	if !isList {
		list = []any{c.did()}
	}
	for _, did := range list {
		if text, ok := did.(string); ok && strings.HasPrefix(text, "did:") {
			s.forget(c.device, text)
		} else {
			c.in.problem("did", "Invalid DID format")
		}
	}
	return done, nil
}

func (s *Server) apiCheckHandle(c *apiCall) (any, error) {
	handle := c.handle()
	if err := c.valid(); err != nil {
		return nil, err
	}
	if err := s.config.Accounts.CheckHandle(handle); err != nil {
		return nil, err
	}
	return map[string]bool{"available": true}, nil
}

func (s *Server) apiRequestReset(c *apiCall) (any, error) {
	c.locale()
	email := c.in.required("email", 0)
	if c.in.has("email") && problemOfEmail(email) != "" {
		c.in.problem("email", "Invalid email")
	}
	if err := c.valid(); err != nil {
		return nil, err
	}
	s.config.Accounts.RequestReset(strings.ToLower(email))
	return done, nil
}

func (s *Server) apiReset(c *apiCall) (any, error) {
	code, password := c.in.required("token", 1), c.password(8, 256)
	if err := c.valid(); err != nil {
		return nil, err
	}
	if !s.config.Accounts.Reset(code, password) {
		return nil, invalidRequest("Invalid token")
	}
	return done, nil
}

func (s *Server) apiDeactivate(c *apiCall) (any, error) { return s.setActive(c, false) }
func (s *Server) apiReactivate(c *apiCall) (any, error) { return s.setActive(c, true) }

func (s *Server) setActive(c *apiCall, active bool) (any, error) {
	a, err := s.caller(c)
	if err == nil && a.Deactivated == active {
		a, err = s.config.Accounts.SetActive(a.DID, active)
		if err == nil && !active {
			s.EndSessions(c.request.Context(), a.DID)
		}
	}
	return map[string]accountView{"account": s.view(a)}, err
}

// caller is the account that a call is for, if somebody is signed in to it.
func (s *Server) caller(c *apiCall) (Account, error) {
	did := c.did()
	if err := c.valid(); err != nil {
		return Account{}, err
	}
	return s.signedIn(c, did)
}

type deviceSession struct {
	Account       accountView `json:"account"`
	LoginRequired bool        `json:"loginRequired"`
}

// apiDeviceSessions lists the accounts that the browser remembers.
func (s *Server) apiDeviceSessions(c *apiCall) (any, error) {
	list := []deviceSession{}
	for _, m := range s.remembers(c.device) {
		list = append(list, deviceSession{s.view(m.Account), m.loginRequired})
	}
	return list, nil
}

type oauthSession struct {
	TokenID   string         `json:"tokenId"`
	CreatedAt string         `json:"createdAt"`
	UpdatedAt string         `json:"updatedAt"`
	ClientID  string         `json:"clientId"`
	Metadata  map[string]any `json:"clientMetadata,omitempty"`
	Active    bool           `json:"active"`
	Scope     string         `json:"scope,omitempty"`
}

const isoMillis = "2006-01-02T15:04:05.000Z"

// apiOAuthSessions lists the sessions that clients have of an account.
func (s *Server) apiOAuthSessions(c *apiCall) (any, error) {
	a, err := s.caller(c)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	list := []oauthSession{}
	for _, n := range s.sessions.of(a.DID) {
		over := !now.Before(n.ExpiresAt)
		if n.Refresh != "" {
			over = now.After(n.describe().RefreshEnd)
		}
		if over {
			continue
		}
		list = append(list, oauthSession{
			TokenID: n.TokenID, ClientID: n.ClientID, Metadata: s.shownDocument(n.ClientID),
			CreatedAt: n.CreatedAt.UTC().Format(isoMillis),
			UpdatedAt: n.UpdatedAt.UTC().Format(isoMillis),
			Active:    now.Before(n.ExpiresAt), Scope: n.Asked,
		})
	}
	return list, nil
}

// shownDocument is a client's document with its defaults, if it is known.
func (s *Server) shownDocument(id string) map[string]any {
	var c *Client
	if query, ok := readLoopbackID(id); ok {
		c, _ = loopbackClient(id, query)
	} else {
		c = s.clients[id].client
	}
	if c == nil {
		return nil
	}
	shown := map[string]any{
		"application_type": "web", "authorization_signed_response_alg": "RS256", "subject_type": "public",
		"response_types": []string{"code"}, "grant_types": c.grantTypes,
		"token_endpoint_auth_method": c.authMethod,
	}
	maps.Copy(shown, c.document)
	return shown
}

type accountSession struct {
	DeviceID string `json:"deviceId"`
	Metadata struct {
		Address   string  `json:"ipAddress"`
		UserAgent *string `json:"userAgent"`
		SeenAt    string  `json:"lastSeenAt"`
	} `json:"deviceMetadata"`
	Current bool `json:"isCurrentDevice"`
}

// apiAccountSessions lists the browsers that remember an account.
func (s *Server) apiAccountSessions(c *apiCall) (any, error) {
	a, err := s.caller(c)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	list := []accountSession{}
	for _, d := range s.devices {
		if _, ok := d.accounts[a.DID]; !ok {
			continue
		}
		v := accountSession{DeviceID: d.id, Current: d.id == c.device.id}
		v.Metadata.Address, v.Metadata.SeenAt = d.address, d.seen.UTC().Format(time.RFC3339)
		if d.userAgent != "" {
			v.Metadata.UserAgent = &d.userAgent
		}
		list = append(list, v)
	}
	return list, nil
}

func (s *Server) apiRevokeDevice(c *apiCall) (any, error) {
	did, id := c.did(), c.in.required("deviceId", 0)
	if c.in.has("deviceId") && !deviceForm.MatchString(id) {
		c.in.problem("deviceId", "Invalid device ID format")
	}
	if err := c.valid(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	d := s.devices[id]
	s.mu.Unlock()
	if d != nil {
		s.forget(d, did)
	}
	return done, nil
}

func (s *Server) apiRevokeSession(c *apiCall) (any, error) {
	id := c.in.required("tokenId", 0)
	if c.in.has("tokenId") && !strings.HasPrefix(id, "tok-") {
		c.in.problem("tokenId", "Invalid token ID format")
	}
	a, err := s.caller(c)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.sessions.byToken[id]
	if n == nil || n.DID != a.DID {
		return nil, invalidRequest("Invalid token")
	}
	s.end(c.request.Context(), n, "revoked on the account page")
	return done, nil
}
