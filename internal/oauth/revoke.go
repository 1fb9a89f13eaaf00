package oauth

import (
	"cmp"
	"encoding/json"
	"net/http"
)

// revoke answers POST /oauth/revoke (RFC 7009). Only mistakes of form and of the proof are told.
func (s *Server) revoke(r *http.Request, body any) (any, error) {
	shown, err := readCredentials(body)
	if err != nil {
		return nil, err
	}
	f := readFields(body, "body")
	token := f.required("token", 1)
	f.oneOf("token_type_hint", false, "access_token", "refresh_token")
	if err := f.err("Invalid request payload"); err != nil {
		return nil, err
	}
	nothing := struct{}{}
	if came, ok := s.Recognize(token); ok && s.config.Events.Presented != nil {
		s.config.Events.Presented(r.Context(), came)
	}
	by, err := s.identify(r, shown)
	if by == nil {
		return nil, err
	}
	if err != nil || by.key == "" {
		return nothing, nil
	}
	s.config.World.Enter()
	defer s.config.World.Leave()
	if by.auth, err = s.authenticate(by.client, shown, s.config.URL(r)); err != nil {
		return nothing, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := s.find(token); n != nil && by.began(n.ClientID, n.Key, n.Auth) == nil {
		s.end(r.Context(), n, "revoked")
	}
	return nothing, nil
}

// find finds the session of a code, a refresh token or an access token that is current.
func (s *Server) find(token string) *session {
	t := &s.sessions
	if n := cmp.Or(t.byCode[token], t.byRefresh[token], t.byToken[token]); n != nil {
		return n
	}
	var claims accessClaims
	payload, err := s.config.Issuer.VerifyOAuth(token)
	if err != nil || json.Unmarshal(payload, &claims) != nil {
		return nil
	}
	return s.sessions.byToken[claims.ID]
}
