package oauth

import (
	"encoding/json"
	"net/http"
	"strings"
)

// A signIn is what a sign-in token says: who signed in, where, and for which request.
type signIn struct {
	DID        string `json:"sub"`
	Device     string `json:"deviceId"`
	RequestURI string `json:"requestUri,omitempty"`
	Audience   string `json:"aud"`
	IssuedAt   int64  `json:"iat"`
	Issuer     string `json:"iss"`
}

func (s *Server) signInAudience(r *http.Request) string {
	return "oauth-provider-api@" + s.config.URL(r)
}

// signInToken stands for a sign-in that the browser does not remember.
func (s *Server) signInToken(r *http.Request, did, device, requestURI string) string {
	claims, _ := json.Marshal(signIn{did, device, requestURI, s.signInAudience(r), s.now().Unix(), s.config.URL(r)}) // always encodes
	return s.config.Issuer.SignOAuth(claims)
}

// readSignIn reports false for a token that is none, or too old.
func (s *Server) readSignIn(r *http.Request, token string) (signIn, bool) {
	var claims signIn
	payload, err := s.config.Issuer.VerifyOAuth(token)
	if err != nil || json.Unmarshal(payload, &claims) != nil || claims.Audience != s.signInAudience(r) {
		return claims, false
	}
	age := s.now().Unix() - claims.IssuedAt
	return claims, age >= 0 && age <= int64(ephemeralLife.Seconds())
}

// isSignInToken reports whether a token is that of a sign-in to an account, in a browser and for a
// request.
func (s *Server) isSignInToken(r *http.Request, token, did, device, requestURI string) bool {
	claims, ok := s.readSignIn(r, token)
	return ok && claims.DID == did && claims.Device == device && claims.RequestURI == requestURI
}

// An unauthorized error says that nobody showed to be signed in to an account. What is told to the
// client of a request depends on why.
type unauthorized struct {
	refusal  *Error
	toClient string // the code for the client
}

func (e *unauthorized) Error() string { return e.refusal.Error() }

func (e *unauthorized) Unwrap() error { return e.refusal }

func notSignedIn(description, toClient string) error {
	return &unauthorized{&Error{Status: http.StatusUnauthorized, Code: "unauthorized", Description: description}, toClient}
}

// signedIn checks that a call of the page's API comes from somebody who is signed in to an account.
func (s *Server) signedIn(c *apiCall, did string) (Account, error) {
	if token, ok := strings.CutPrefix(c.request.Header.Get("Authorization"), "Bearer "); ok {
		claims, good := s.readSignIn(c.request, token)
		if !good {
			return Account{}, notSignedIn("Invalid or expired bearer token", "server_error")
		}
		if claims.DID == did && claims.Device == c.device.id && claims.RequestURI == c.requestURI {
			if a, ok := s.config.Accounts.ByDID(did); ok {
				return a, nil
			}
			return Account{}, notSignedIn("Invalid or expired bearer token", "server_error")
		}
	}
	for _, m := range s.remembers(c.device) {
		if m.Account.DID == did && !m.loginRequired {
			return m.Account, nil
		}
	}
	return Account{}, notSignedIn("User "+did+" not authenticated on this device", "invalid_request")
}
